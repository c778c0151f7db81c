import type { Axis, AxisValue, Kind } from './kinds/kind.ts';
import type { ProductMedium, ProductOption, ProductVariant } from './marketplace.ts';
import { encodePicture, pictureBackgrounds } from './picture-key.ts';
import { deterministicUuid, type Random } from './random.ts';

export const VARIANTS_MAX = 12;
/** Serial numbers set aside for the variants of one product; more than VARIANTS_MAX. */
const SERIALS_PER_PRODUCT = 16;
const VARIANT_COUNTS = [1, 2, 3, 4, 6, 8, 12] as const;
const VARIANT_COUNT_WEIGHTS = [12, 14, 22, 22, 17, 9, 4];
/** Prime to 10, so that consecutive products do not get consecutive codes and none repeats. */
const SERIAL_STEP = 700_001_911;
const SERIAL_RANGE = 1_000_000_000n;

/** GTIN-13 with its check digit (GS1 General Specifications, 7.9) under prefix 952, reserved for demonstrations. */
export function gtin13(serial: number): string {
  const body = `952${String((BigInt(serial) * BigInt(SERIAL_STEP)) % SERIAL_RANGE).padStart(9, '0')}`;
  return body + gtinCheckDigit(body);
}

/** Check digit of the twelve digits before it: weights 1 and 3 alternate from the left. */
export function gtinCheckDigit(body: string): string {
  let sum = 0;
  for (let at = 0; at < body.length; at += 1) sum += Number(body.charAt(at)) * (at % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}

/** How many values of each axis a product offers: grown one by one while the product of counts stays within the target. */
function axisCounts(axes: readonly Axis[], random: Random): number[] {
  const target = random.weighted(VARIANT_COUNTS, VARIANT_COUNT_WEIGHTS);
  const counts = axes.map(() => 1);
  for (let step = 0; step < target; step += 1) {
    const total = counts.reduce((product, count) => product * count, 1);
    const growable = axes.map((_, at) => at).filter((at) => {
      const count = counts[at] ?? 1;
      return count < (axes[at]?.values.length ?? 0) && (total / count) * (count + 1) <= Math.min(target, VARIANTS_MAX);
    });
    if (growable.length === 0) break;
    const grown = random.pick(growable);
    counts[grown] = (counts[grown] ?? 1) + 1;
  }
  return counts;
}

/** Colours are drawn freely; sizes and capacities are a run without gaps. */
function chooseValues(axis: Axis, count: number, random: Random): AxisValue[] {
  if (axis.values.some((value) => value.color !== undefined)) return random.sample(axis.values, count);
  const start = random.int(0, axis.values.length - count);
  return axis.values.slice(start, start + count);
}

export interface ChosenAxis {
  readonly axis: Axis;
  readonly values: readonly AxisValue[];
}

export function chooseAxes(kind: Kind, random: Random): ChosenAxis[] {
  const axes = kind.axes.filter((axis) => axis.values.length > 0);
  const counts = axisCounts(axes, random);
  return axes.map((axis, at) => ({ axis, values: chooseValues(axis, counts[at] ?? 1, random) }));
}

export function toOptions(chosen: readonly ChosenAxis[]): ProductOption[] {
  return chosen.map(({ axis, values }) => {
    const option = { code: axis.code, label: axis.label, values: values.map((value) => value.value) };
    const swatches = values.flatMap((value) => (value.color === undefined ? [] : [[value.value, value.color] as const]));
    return swatches.length === 0 ? option : { ...option, swatches: Object.fromEntries(swatches) };
  });
}

function combinations(chosen: readonly ChosenAxis[]): AxisValue[][] {
  return chosen.reduce<AxisValue[][]>((rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
}

export interface Studio {
  readonly art: string;
  readonly background: string;
  readonly angle: string;
}

function shot(studio: Studio, tint: string | undefined): ProductMedium {
  const spec = tint === undefined ? { ...studio } : { ...studio, tint };
  return { media_key: encodePicture(spec), ...spec };
}

/** Three views of the default colour, then one of every other colour. */
export function createMedia(kind: Kind, chosen: readonly ChosenAxis[], random: Random): ProductMedium[] {
  const art = random.weighted(kind.art, kind.art.map((_, at) => (at === 0 ? 2 : 1)));
  const [background = 'snow', second = 'mist', third = 'sand'] = random.sample(Object.keys(pictureBackgrounds), 3);
  const front: Studio = { art, background, angle: random.weighted(['front', 'mirror', 'tilt'], [4, 4, 2]) };
  const views = random.sample(['tilt', 'pair', 'close'].filter((angle) => angle !== front.angle), 2).map((angle, at) => ({ art, background: at === 0 ? second : third, angle }));
  const tints = chosen.flatMap(({ values }) => values.map((value) => value.color)).filter((color) => color !== undefined);
  const [tint, ...others] = [...new Set(tints)];
  return [shot(front, tint), ...views.map((view) => shot(view, tint)), ...others.map((other) => shot(front, other))];
}

export interface PricedVariant {
  readonly variant: ProductVariant;
  readonly price_factor: number;
}

export interface VariantSource {
  readonly seed: number;
  /** Number of the product. */
  readonly n: number;
  readonly kind: Kind;
  readonly sku_prefix: string;
  readonly media: readonly ProductMedium[];
}

const GRAMS: Readonly<Record<string, number>> = { lb: 453.6, oz: 28.35, kg: 1000, g: 1 };
/** What the packaging adds to a weight that is sold by. */
const PACKAGING = 1.06;

/** The weight that an option value such as '5 lb' states, or null. */
function statedGrams(row: readonly AxisValue[]): number | null {
  for (const { value } of row) {
    const [, amount, unit] = /^(\d+(?:\.\d+)?) (lb|oz|kg|g)$/u.exec(value) ?? [];
    if (amount !== undefined && unit !== undefined) return Number(amount) * (GRAMS[unit] ?? 0) * PACKAGING;
  }
  return null;
}

function grams(kind: Kind, row: readonly AxisValue[], chosen: readonly ChosenAxis[], single: number): number {
  const packs = row.map((value, at) => (chosen[at]?.axis.code === 'pack_of' ? Number.parseInt(value.value, 10) : 1));
  const count = packs.reduce((product, pack) => product * (Number.isFinite(pack) && pack > 0 ? pack : 1), 1);
  const stated = statedGrams(row);
  return stated === null ? Math.max(kind.weight_g[0], Math.round(single * count)) : Math.max(1, Math.round(stated * count));
}

/** Every combination of the chosen values. The first is the default variant. */
export function createVariants(source: VariantSource, chosen: readonly ChosenAxis[], random: Random): PricedVariant[] {
  const { seed, n, kind, sku_prefix, media } = source;
  const single = random.between(kind.weight_g[0], kind.weight_g[1]);
  return combinations(chosen).map((row, at) => {
    const tint = row.find((value) => value.color !== undefined)?.color;
    const medium = media.find((candidate) => candidate.tint === tint) ?? media[0];
    const option_values = Object.fromEntries(row.map((value, axis) => [chosen[axis]?.axis.code ?? '', value.value]));
    const variant: ProductVariant = {
      variant_id: deterministicUuid(`${seed}/variant/${n}`, at),
      sku: `${sku_prefix}-${String(at + 1).padStart(2, '0')}`,
      gtin: gtin13(n * SERIALS_PER_PRODUCT + at + 1),
      option_values,
      title_suffix: row.map((value, axis) => suffixOf(value, chosen[axis]?.axis)).join(' / '),
      weight_g: grams(kind, row, chosen, single),
      media_key: medium?.media_key ?? '',
    };
    return { variant, price_factor: row.reduce((factor, value) => factor * (value.price_factor ?? 1), 1) };
  });
}

/** A bare number needs its label: 'US Size 9', 'Pack of 3', '61 Keys'. */
function suffixOf(value: AxisValue, axis: Axis | undefined): string {
  if (axis === undefined || !/^\d+(?:\.\d+)?$/u.test(value.value)) return value.value;
  return /[^s]s$/u.test(axis.label) ? `${value.value} ${axis.label}` : `${axis.label} ${value.value}`;
}

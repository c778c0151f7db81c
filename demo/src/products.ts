import { brandId, categoryId, departmentOf, pathOf } from './categories.ts';
import { chooseFeatures, describe, templateValues, type AttributeValues } from './descriptions.ts';
import type { Brand, Kind } from './kinds/kind.ts';
import type { Offer, Product, Seller, StockLocation } from './marketplace.ts';
import { createOffers, type OfferSource } from './offers.ts';
import { charmPrice } from './prices.ts';
import { createRandom, deterministicUuid, type Random } from './random.ts';
import { chooseAxes, createMedia, createVariants, toOptions, type PricedVariant } from './variants.ts';
import { fillTemplate, slug } from './wording.ts';

const DAY_MS = 86_400_000;
const PRODUCT_AGE_MEAN_DAYS = 260;
const PRODUCT_AGE_MAX_DAYS = 1100;
const TIER_FACTOR = { budget: 0.75, standard: 1, premium: 1.5 } as const;
const TIER_QUALITY = { budget: -0.06, standard: 0, premium: 0.06 } as const;
const POPULARITY_MAX = 250;
/** Pareto exponent of popularity; with it the share of rank r falls as r^-0.75, and steeper once shoppers choose by taste. */
const POPULARITY_EXPONENT = 0.75;
const TITLE_DRAWS = 24;
/** After so many draws the line gets a number. */
const PLAIN_TITLE_DRAWS = 8;
const EDITIONS = ['Large Print Edition', 'Illustrated Edition', 'Gift Edition', 'Anniversary Edition', 'Library Edition', 'Pocket Edition'] as const;
const HANDLE_MAX_LENGTH = 90;
export const PRODUCT_BATCH = 250;

export interface ProductSource {
  readonly seed: number;
  readonly now: Date;
  readonly kinds: readonly Kind[];
  readonly brands: readonly Brand[];
  readonly sellers: readonly Seller[];
  readonly stock_locations: readonly StockLocation[];
}

export interface ProductBatch {
  readonly products: readonly Product[];
  readonly offers: readonly Offer[];
}

interface Run extends ProductSource {
  readonly brandById: ReadonlyMap<string, Brand>;
  readonly kindOrder: readonly Kind[];
  readonly kindWeights: readonly number[];
  readonly titles: Set<string>;
  readonly handles: Set<string>;
  /** Products so far of each kind of book. */
  readonly bookCounts: Map<string, number>;
  readonly offerSource: OfferSource;
  readonly random: Random;
}

interface Named {
  readonly brand: Brand;
  readonly line: string;
  readonly attributes: AttributeValues;
  readonly values: Readonly<Record<string, string>>;
  readonly title: string;
}

function brandsOf(run: Run, kind: Kind): Brand[] {
  const made = kind.brands.map((id) => run.brandById.get(id)).filter((brand) => brand !== undefined);
  if (made.length === 0) throw new Error(`kind ${kind.id} has no known brand`);
  return made;
}

function drawTitle(kind: Kind, values: Readonly<Record<string, string>>, random: Random): string {
  const usable = kind.titles.map((template) => fillTemplate(template, values)).filter((title) => title !== null && title !== '');
  const title = usable.length > 0 ? random.pick(usable) : null;
  return title ?? `${values['brand'] ?? ''} ${values['line'] ?? ''} ${kind.noun}`;
}

function drawAttributes(kind: Kind, random: Random): AttributeValues {
  return Object.fromEntries(kind.attributes.filter((spec) => spec.values.length > 0).map((spec) => [spec.code, random.pick(spec.values)]));
}

/** Draws until the title is new. A catalogue that has used up a kind's names goes on with numbers, as makers do. */
function drawName(run: Run, kind: Kind, random: Random): Named {
  const brands = brandsOf(run, kind);
  for (let draw = 0; ; draw += 1) {
    const brand = random.pick(brands);
    const plain = kind.lines.length > 0 ? random.pick(kind.lines) : '';
    const line = draw < PLAIN_TITLE_DRAWS ? plain : `${plain} No. ${random.int(2, draw < TITLE_DRAWS ? 99 : 9999)}`.trim();
    const attributes = drawAttributes(kind, random);
    const values = templateValues(kind, brand, line, attributes);
    const drawn = drawTitle(kind, values, random);
    const title = draw >= PLAIN_TITLE_DRAWS && !drawn.includes(line) ? `${drawn}, ${line}` : drawn;
    if (!run.titles.has(title)) {
      run.titles.add(title);
      return { brand, line, attributes, values, title };
    }
  }
}

/** A book keeps its author and publisher; once every title of the kind is out, further editions and volumes follow. */
function nextBook(run: Run, kind: Kind): Named {
  const count = run.bookCounts.get(kind.id) ?? 0;
  run.bookCounts.set(kind.id, count + 1);
  const line = kind.lines[count % kind.lines.length] ?? kind.noun;
  const edition = Math.floor(count / kind.lines.length);
  const fixed = run.random.fork(`book/${kind.id}/${line}`);
  const brand = fixed.pick(brandsOf(run, kind));
  const attributes = drawAttributes(kind, fixed);
  const values = templateValues(kind, brand, line, attributes);
  const suffix = edition === 0 ? '' : `, ${EDITIONS[edition - 1] ?? `Volume ${edition - EDITIONS.length + 1}`}`;
  const title = `${drawTitle(kind, values, fixed)}${suffix}`;
  const unique = run.titles.has(title) ? `${title} (${brand.name})` : title;
  run.titles.add(unique);
  return { brand, line, attributes, values, title: unique };
}

function newHandle(run: Run, title: string, n: number): string {
  const plain = slug(title).slice(0, HANDLE_MAX_LENGTH).replace(/-$/u, '');
  const handle = plain === '' || run.handles.has(plain) ? `${plain}-${n}` : plain;
  run.handles.add(handle);
  return handle;
}

/** The first rounds take every kind in turn, so that small catalogues have them all; later ones follow the kinds' sizes. */
function kindOf(run: Run, n: number, random: Random): Kind {
  const rounds = 5;
  const inTurn = run.kindOrder[n % run.kindOrder.length];
  if (n < rounds * run.kindOrder.length && inTurn !== undefined) return inTurn;
  return random.weighted(run.kindOrder, run.kindWeights);
}

function skuPrefix(kind: Kind, brand: Brand, n: number): string {
  const letters = (text: string) => slug(text).replace(/-/gu, '').toUpperCase();
  return `${letters(brand.name).slice(0, 3)}-${letters(kind.id).slice(0, 4)}-${String(n + 1).padStart(5, '0')}`;
}

function createdAt(now: Date, random: Random): string {
  const days = Math.min(PRODUCT_AGE_MAX_DAYS, 2 - Math.log(1 - random.next()) * PRODUCT_AGE_MEAN_DAYS);
  return new Date(now.getTime() - Math.round(days * DAY_MS)).toISOString();
}

function basePrice(kind: Kind, brand: Brand, random: Random): number {
  const deviation = Math.min(2, Math.max(-2, random.normal()));
  return kind.price.median_minor * TIER_FACTOR[brand.tier] * Math.exp(kind.price.sigma * 0.75 * deviation);
}

interface Built {
  readonly product: Product;
  readonly base_minor: number;
  readonly priced: readonly PricedVariant[];
}

function buildProduct(run: Run, n: number, kind: Kind, random: Random): Built {
  const { brand, line, attributes, values, title } = departmentOf(kind) === 'Books' ? nextBook(run, kind) : drawName(run, kind, random);
  const { features, spare } = chooseFeatures(kind, values, random);
  const chosen = chooseAxes(kind, random);
  const media = createMedia(kind, chosen, random);
  const priced = createVariants({ seed: run.seed, n, kind, sku_prefix: skuPrefix(kind, brand, n), media }, chosen, random);
  const base_minor = basePrice(kind, brand, random);
  const default_minor = base_minor * (priced[0]?.price_factor ?? 1);
  const product: Product = {
    product_id: deterministicUuid(`${run.seed}/product`, n),
    handle: newHandle(run, title, n),
    title,
    brand_id: brandId(run.seed, brand),
    category_id: categoryId(run.seed, pathOf(kind)),
    kind: kind.id,
    description: describe(kind, brand, line, attributes, spare, random),
    features,
    attributes,
    options: toOptions(chosen),
    variants: priced.map(({ variant }) => variant),
    media,
    created_at: createdAt(run.now, random),
    list_price_minor: random.chance(0.25) ? charmPrice(default_minor * random.between(1.12, 1.45), random) : null,
    popularity: Math.round(Math.min(POPULARITY_MAX, (1 - random.next()) ** -POPULARITY_EXPONENT) * 1000) / 1000,
    quality: Math.round(Math.min(0.98, Math.max(0.25, random.normal(0.74 + TIER_QUALITY[brand.tier], 0.13))) * 1000) / 1000,
  };
  return { product, base_minor, priced };
}

function createRun(source: ProductSource): Run {
  const random = createRandom(source.seed).fork('products');
  const kindOrder = random.fork('kinds').shuffle(source.kinds);
  const sizes = random.fork('kind-sizes');
  return {
    ...source, random, kindOrder, kindWeights: kindOrder.map(() => sizes.logNormal(1, 0.6)),
    brandById: new Map(source.brands.map((brand) => [brand.id, brand])), titles: new Set(), handles: new Set(), bookCounts: new Map(),
    offerSource: { seed: source.seed, sellers: source.sellers, stock_locations: source.stock_locations },
  };
}

/** Yields products with their offers in batches, so that a large catalogue never stands in memory as a whole. */
export function* productBatches(source: ProductSource, product_count: number): Generator<ProductBatch> {
  const run = createRun(source);
  for (let start = 0; start < product_count; start += PRODUCT_BATCH) {
    const products: Product[] = [];
    const offers: Offer[] = [];
    for (let n = start; n < Math.min(product_count, start + PRODUCT_BATCH); n += 1) {
      const random = run.random.fork(String(n));
      const kind = kindOf(run, n, random);
      const { product, base_minor, priced } = buildProduct(run, n, kind, random);
      products.push(product);
      offers.push(...createOffers(run.offerSource, { product, department: departmentOf(kind), is_consumable: kind.repurchase_days !== undefined, base_minor, priced }, random.fork('offers')));
    }
    yield { products, offers };
  }
}

import type { AttributeSpec, Axis, AxisValue } from './kind.ts';

const palette = {
  Black: '#1f1f23', White: '#f4f4f2', Ivory: '#f3ead7', Cream: '#efe3c8', Gray: '#8c9096', Charcoal: '#45484f',
  Silver: '#c3c7cc', Gold: '#d4a843', 'Rose Gold': '#d99a8b', Navy: '#1f2f56', Blue: '#2f6fd0', 'Sky Blue': '#7cb9e8',
  'Light Wash': '#9db8d6', 'Medium Wash': '#5f84b3', 'Dark Wash': '#2c3f63', Teal: '#1f8a8c', Turquoise: '#3fc1c0',
  Mint: '#a5dcc4', Green: '#3d8f4f', Olive: '#6b7043', Forest: '#245c3c', Sage: '#9caf88', Lime: '#a6d13c',
  Yellow: '#f2c230', Mustard: '#c9962b', Orange: '#ee7b2d', Coral: '#f5806d', Red: '#cf2f37', Burgundy: '#6f1f33',
  Pink: '#f08fb4', Blush: '#eec4c0', Fuchsia: '#d0348a', Lavender: '#b9a4dc', Purple: '#7445a8', Plum: '#5d2c57',
  Brown: '#7a4b2b', Tan: '#c69c6d', Camel: '#b98b55', Cognac: '#99552b', Beige: '#d9c6a5', Khaki: '#b5a67c',
  Tortoise: '#7b4a21', Nude: '#dcb194',
} as const;

/** Names of the colours that life kinds are sold in. */
export type ColorName = keyof typeof palette;

/** Colour axis with swatches, in the order given. */
export function colors(...names: readonly ColorName[]): Axis {
  return { code: 'color', label: 'Color', values: names.map((value) => ({ value, color: palette[value] })) };
}

/** Option axis without swatches; a pair sets the price factor of its value. */
export function choice(code: string, label: string, ...values: readonly (string | readonly [string, number])[]): Axis {
  return {
    code,
    label,
    values: values.map((entry): AxisValue => typeof entry === 'string' ? { value: entry } : { value: entry[0], price_factor: entry[1] }),
  };
}

/** "Pack of" axis: pairs of count and price factor. */
export function packs(...counts: readonly (readonly [number, number])[]): Axis {
  return choice('pack_of', 'Pack of', ...counts.map(([count, factor]) => [String(count), factor] as const));
}

export const clothingSizes: Axis = choice('size', 'Size', 'S', 'M', 'L', 'XL', ['XXL', 1.05]);
export const womenSizes: Axis = choice('size', 'Size', 'XS', 'S', 'M', 'L', 'XL');
export const waistSizes: Axis = choice('size', 'Waist', '30', '32', '34', '36', '38');
export const womenShoeSizes: Axis = choice('size', 'US Size', '6', '7', '8', '9', '10');
export const menShoeSizes: Axis = choice('size', 'US Size', '8', '9', '10', '11', '12');
export const kidsSizes: Axis = choice('size', 'Size', '2T', '3T', '4T', '5T');
export const smallToLarge: Axis = choice('size', 'Size', 'S', 'M', 'L');

/** Filterable text attribute. */
export function text(code: string, label: string, ...values: readonly string[]): AttributeSpec {
  return { code, label, type: 'text', values, is_filterable: true };
}

/** Text attribute that is shown but not offered as a filter. */
export function note(code: string, label: string, ...values: readonly string[]): AttributeSpec {
  return { code, label, type: 'text', values, is_filterable: false };
}

/** Filterable number with a unit; an empty unit leaves it out. */
export function amount(code: string, label: string, unit: string, ...values: readonly number[]): AttributeSpec {
  const spec: AttributeSpec = { code, label, type: 'number', values, is_filterable: true };
  return unit === '' ? spec : { ...spec, unit };
}

/** Filterable yes/no attribute that varies between products. */
export function flag(code: string, label: string, ...values: readonly boolean[]): AttributeSpec {
  return { code, label, type: 'boolean', values: values.length > 0 ? values : [true, false], is_filterable: true };
}

/** Complements as kind id to probability within 30 days. */
export function also(chances: Readonly<Record<string, number>>): readonly { readonly kind: string; readonly probability: number }[] {
  return Object.entries(chances).map(([kind, probability]) => ({ kind, probability }));
}

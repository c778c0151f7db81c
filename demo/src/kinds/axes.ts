import type { AttributeSpec, Axis } from './kind.ts';

/** Swatch colours shared by the kinds, by the name that shoppers see. */
const swatches = {
  Black: '#1f2023', Charcoal: '#3d4248', Graphite: '#54585e', Gray: '#8a8f96', Silver: '#c3c8ce', White: '#f5f5f2',
  Ivory: '#efe8d8', Cream: '#f1e6cf', Beige: '#d9c7a8', Sand: '#cdb68f', Tan: '#b88a5b', Brown: '#6f4a32',
  Walnut: '#5c3d2a', Oak: '#b98a55', Natural: '#d6b88a', Espresso: '#3b2a22', Navy: '#22335c', Blue: '#2f6fd0',
  'Sky Blue': '#7db7e8', 'Steel Blue': '#4a708f', Teal: '#1f7f83', Turquoise: '#35b5ae', Mint: '#a5dcc2', Sage: '#9caf88',
  Green: '#3c8d4d', Forest: '#23513a', Olive: '#6f7440', Yellow: '#f2c230', Mustard: '#cf9b2b', Gold: '#c9a24b',
  Orange: '#ee7d2b', Terracotta: '#bf6244', Coral: '#f2796b', Red: '#c8322f', Burgundy: '#6d2135', Pink: '#ef9ab8',
  Blush: '#e8c2bc', Rose: '#c95f7c', Lavender: '#b5a3d6', Purple: '#6c4aa0', Copper: '#b06a3b', 'Rose Gold': '#c98f86',
} as const;

/** The name of a shared colour. */
export type ColorName = keyof typeof swatches;

/** A Color axis with swatches, in the order given. */
export function colors(...names: readonly ColorName[]): Axis {
  return { code: 'color', label: 'Color', values: names.map((value) => ({ value, color: swatches[value] })) };
}

/** An option axis; `factors` maps each value to its price factor, in display order. */
export function axis(code: string, label: string, factors: Readonly<Record<string, number>>): Axis {
  const values = Object.entries(factors).map(([value, factor]) => (factor === 1 ? { value } : { value, price_factor: factor }));
  return { code, label, values };
}

/** A filterable text attribute. */
export function text(code: string, label: string, values: readonly string[]): AttributeSpec {
  return { code, label, type: 'text', values, is_filterable: true };
}

/** A filterable number attribute with its unit. */
export function number(code: string, label: string, unit: string, values: readonly number[]): AttributeSpec {
  return { code, label, type: 'number', unit, values, is_filterable: true };
}

/** A filterable yes-or-no attribute; repeat a value to make it likelier. */
export function yesNo(code: string, label: string, values: readonly boolean[] = [true, false]): AttributeSpec {
  return { code, label, type: 'boolean', values, is_filterable: true };
}

/** The same attribute, shown on the product page but not offered as a filter. */
export function unfiltered(attribute: AttributeSpec): AttributeSpec {
  return { ...attribute, is_filterable: false };
}

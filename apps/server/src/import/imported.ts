import { normaliseText, slugOf } from './text.ts';

/** One variant of a catalogue that somebody else made, with what its seller asks for it. */
export interface ImportedVariant {
  readonly sku: string;
  readonly gtin: string | null;
  readonly option_values: Readonly<Record<string, string>>;
  readonly price_minor: number;
  readonly list_price_minor: number | null;
  readonly currency: string;
  readonly on_hand: number;
  readonly weight_g: number;
  readonly condition: 'new' | 'refurbished' | 'used_good';
}

/** A product of a file, in our words. `row` is the line of the file that it starts on, for messages. */
export interface ImportedProduct {
  readonly row: number;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly brand: string | null;
  /** Names from the root down. */
  readonly category_path: readonly string[];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly variants: readonly ImportedVariant[];
  readonly created_at: string | null;
}

export interface RowProblem {
  readonly row: number;
  readonly field: string;
  readonly detail: string;
}

/** What a parser makes of a file: everything that can be read, and everything that is wrong. */
export interface Parsed {
  readonly products: readonly ImportedProduct[];
  readonly problems: readonly RowProblem[];
}

/** Limits that the catalogue's contract sets; longer texts are cut, since a title of a feed is no reason to refuse a product. */
export function tidyProduct(product: ImportedProduct): ImportedProduct {
  return { ...product, title: normaliseText(product.title, 300), description: normaliseText(product.description, 20_000), handle: slugOf(product.handle, 120), attributes: tidyAttributes(product.attributes) };
}

function tidyAttributes(attributes: ImportedProduct['attributes']): ImportedProduct['attributes'] {
  const entries = Object.entries(attributes).slice(0, 100).map(([code, value]) => [slugOf(code, 60).replaceAll('-', '_'), typeof value === 'string' ? normaliseText(value, 500) : value] as const);
  return Object.fromEntries(entries.filter(([code, value]) => code !== '' && value !== ''));
}

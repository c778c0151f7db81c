import { attributePairs, optionText } from '../attribute-pairs.ts';
import type { AttributeValue, SearchDocument } from '../port.ts';
import type { Json } from './connection.ts';

/** Between the parts of a composed keyword: between handle and name, between code and value. */
export const part = '\u001f';
/** Between the steps of a category path. */
const step = '\u001e';

const shortest_identifier = 3;
const longest_text = 100_000;
/** Reviews at which an average counts for half. */
const trusted_reviews = 10;

/** A removal is newer than the version it names, and older than the next: hence two numbers a version. */
export function upsertVersion(version: number): number {
  return 2 * Math.max(0, Math.trunc(version));
}

export function removeVersion(version: number): number {
  return upsertVersion(version) + 1;
}

/** What is stored and indexed of a document. */
export function sourceOf(document: SearchDocument): Json {
  const attributes = attributePairs(document).filter(([code]) => !code.includes(part));
  const { rating_average, rating_count = 0 } = document;
  return {
    product_id: document.product_id,
    title: clean(document.title),
    description: clean(`${document.description}\n${optionText(document)}`).trim().slice(0, longest_text),
    brand: clean(document.brand),
    category: document.category_path.map(({ name }) => clean(name)),
    identifiers: [...new Set(document.identifiers.map(identifierKey).filter((key) => key.length >= shortest_identifier))],
    brand_handle: document.brand_handle,
    brand_key: labelled(document.brand_handle, document.brand),
    seller_handles: [...new Set(document.seller_handles)],
    category_handles: document.category_path.map(({ handle }) => handle),
    category_keys: document.category_path.map((_, i) => document.category_path.slice(0, i + 1).map(({ handle, name }) => labelled(handle, name)).join(step)),
    condition: document.condition,
    availability: document.is_in_stock ? 'in_stock' : 'out_of_stock',
    currency: document.currency,
    // An empty list means nowhere, which a missing field would not.
    ...(document.ships_to && { ships_to: document.ships_to.length > 0 ? document.ships_to : [''] }),
    attribute_codes: [...new Set(attributes.map(([code]) => code))],
    attribute_pairs: attributes.map(([code, value]) => attributePair(code, value)),
    attribute_numbers: attributes.filter(([, value]) => isNumeric(value)).map(([code, value]) => attributeNumber(code, Number(value))),
    ...(document.price_minor > 0 && { price_minor: document.price_minor }),
    ...(rating_average !== undefined && { rating_average, rating_prior: Math.max(0, (rating_average - 1) / 4) * rating_count / (rating_count + trusted_reviews) }),
    rating_count,
    ...(document.delivery_days !== undefined && { delivery_days: document.delivery_days }),
    popularity: share(document.popularity),
    ...(document.conversion !== undefined && { conversion: share(document.conversion) }),
    created_at: Date.parse(document.created_at) || 0,
  };
}

export function attributePair(code: string, value: AttributeValue): string {
  return code + part + String(value).toWellFormed();
}

/** A number of an attribute as a keyword that sorts as the number does: no field of its own for every code. */
export function attributeNumber(code: string, value: number): string {
  return code + part + sortable(value);
}

function sortable(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value + 0);
  const bits = view.getBigUint64(0);
  const flipped = bits >> 63n === 1n ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n);
  return flipped.toString(16).padStart(16, '0');
}

function isNumeric(value: AttributeValue): boolean {
  return value !== '' && Number.isFinite(Number(value)) && typeof value !== 'boolean';
}

/** SKU, GTIN and MPN compared without case, spaces, dashes and the like. */
export function identifierKey(text: string): string {
  return text.toWellFormed().normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function labelled(handle: string, name: string): string {
  return clean(handle) + part + clean(name).replaceAll(step, ' ');
}

export interface Labelled { handle: string; name: string }

export function readLabelled(key: string): Labelled {
  const cut = key.indexOf(part);
  return { handle: key.slice(0, cut), name: key.slice(cut + 1) };
}

/** The steps of a category key, root first. */
export function readPath(key: string): Labelled[] {
  return key.split(step).map(readLabelled);
}

/**
 * Lone surrogates have no place in UTF-8, and the highlighter takes U+0000 for the end of a title. The length stays, and
 * with it the offsets of highlights.
 */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', ' ');
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value || 0));
}

import { formatMoney } from '@orinoco/money';
import type { Facet as EngineFacet, FacetValue as EngineValue } from './port.ts';
import type { Facet } from './contract.ts';
import { rangeFilterValue } from './filters.ts';

export interface AttributeLabel { readonly label: string; readonly unit: string | null; readonly is_filterable: boolean }

/** Names for what facets show that the index does not know. */
export interface FacetNames {
  readonly attributes: ReadonlyMap<string, AttributeLabel>;
  readonly sellers: ReadonlyMap<string, string>;
  readonly currency: string;
}

/** Fields that buyers and the engine call differently. */
const fieldNames: Readonly<Record<string, string>> = { price_minor: 'price', delivery_days: 'delivery' };
const fieldLabels: Readonly<Record<string, string>> = { category: 'Category', brand: 'Brand', price: 'Price', rating: 'Customer rating', seller: 'Seller', condition: 'Condition', availability: 'Availability', delivery: 'Delivery' };
const valueLabels: Readonly<Record<string, string>> = { new: 'New', used_like_new: 'Used, like new', used_good: 'Used, good', refurbished: 'Refurbished', in_stock: 'In stock', out_of_stock: 'Out of stock' };
const most_values = 200;

/** The engine's facets with names for people, and values that can be put behind `field:` as they are. */
export function presentFacets(facets: readonly EngineFacet[], names: FacetNames): Facet[] {
  return facets.flatMap((facet) => {
    const field = fieldNames[facet.field] ?? facet.field.replace(/^attributes\./, 'attribute.');
    const definition = field.startsWith('attribute.') ? names.attributes.get(field.slice('attribute.'.length)) : undefined;
    if (definition?.is_filterable === false && !facet.values.some((value) => value.is_selected)) return [];
    const values = facet.values.filter(({ value }) => value !== '').slice(0, most_values).map((value) => presentValue(field, value, names, definition));
    const label = definition?.label ?? fieldLabels[field] ?? facet.label ?? prettified(field.replace(/^attribute\./, ''));
    return values.length === 0 ? [] : [{ field, label, kind: facet.kind, values: field.startsWith('attribute.') ? inOrder(values) : values }];
  });
}

const clothing_sizes = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL', '2XL', 'XXXL', '3XL', '4XL', '5XL', '6XL'];

/** Sizes and measures of one unit go from small to large; what has no order stays by how often it is found. */
function inOrder<Value extends { readonly label: string }>(values: readonly Value[]): Value[] {
  const sizeOf = ({ label }: Value) => clothing_sizes.indexOf(label.toUpperCase());
  if (values.every((value) => sizeOf(value) >= 0)) return values.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  const measures = values.map(({ label }) => /^(\d+(?:\.\d+)?)(\D*)$/.exec(label));
  if (measures.some((measure) => measure?.[2] !== measures[0]?.[2] || measure === null)) return [...values];
  return values.toSorted((a, b) => Number.parseFloat(a.label) - Number.parseFloat(b.label));
}

function presentValue(field: string, { value, label, count, is_selected }: EngineValue, names: FacetNames, definition: AttributeLabel | undefined): Facet['values'][number] {
  if (field === 'price') return { value: rangeFilterValue(field, value), label: priceLabel(value, names.currency), count, is_selected };
  if (field === 'rating') return { value: rangeFilterValue(field, value), label: ratingLabel(rangeFilterValue(field, value)), count, is_selected };
  if (field === 'delivery') return { value: rangeFilterValue(field, value), label: deliveryLabel(rangeFilterValue(field, value)), count, is_selected };
  return { value, label: (labelOf(field, value, label, names, definition) || value).slice(0, 200), count, is_selected };
}

function labelOf(field: string, value: string, label: string, { sellers }: FacetNames, definition: AttributeLabel | undefined): string {
  if (field === 'seller') return sellers.get(value) ?? prettified(value);
  if (field === 'condition' || field === 'availability') return valueLabels[value] ?? prettified(value);
  if (!field.startsWith('attribute.')) return label;
  if (value === 'true' || value === 'false') return value === 'true' ? 'Yes' : 'No';
  return definition?.unit ? `${value} ${definition.unit}` : value;
}

function priceLabel(engine_value: string, currency: string): string {
  const [from = '', to = ''] = engine_value.split('-');
  // Edges are shown whole: 25.00 to 49.99 is called $25 to $50, and what a buyer typed stays what it was.
  const amount = (minor: number) => formatMoney(minor, currency, 'en').replace(/\.00$/, '');
  const upper = () => amount(Number(to) % 100 === 0 ? Number(to) : Number(to) - 1);
  if (to === '') return `${amount(Number(from))} and up`;
  return Number(from) === 0 ? `Up to ${upper()}` : `${amount(Number(from))} to ${upper()}`;
}

function ratingLabel(value: string): string {
  const [from = '', to = ''] = value.split('..');
  if (to === '') return `${from} stars and up`;
  return from === '' ? `Up to ${to} stars` : `${from} to ${to} stars`;
}

function deliveryLabel(value: string): string {
  const [from = '', to = ''] = value.split('..');
  if (to === '') return `${from} working days or more`;
  return to === '1' ? 'Within a working day' : `Within ${to} working days`;
}

/** `north-star-goods` → `North star goods`. */
export function prettified(handle: string): string {
  const words = handle.replaceAll(/[-_]+/g, ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

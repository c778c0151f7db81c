import { failField } from '@orinoco/contract';
import { searchLimits, type Filter } from './port.ts';

const terms = new Set(['brand', 'seller', 'condition', 'availability', 'ships_to']);
const closed: Readonly<Record<string, readonly string[]>> = { condition: ['new', 'used_like_new', 'used_good', 'refurbished'], availability: ['in_stock', 'out_of_stock'] };
const attribute = 'attribute.';
/** What has to be added to the upper end for the engine, whose ranges leave it out: buyers who say 50 mean 50 too. */
const rating_step = 0.01;

/**
 * `field:value` and `field:from..to` (both ends included, either may be open) as the engine takes them. Values of one
 * field are alternatives. Throws `invalid_request` at `/filters/<i>` for what is neither, and for fields nobody knows.
 */
export function parseFilters(category: string | undefined, filters: readonly string[]): Filter[] {
  const values = new Map<string, string[]>();
  const ranges = new Map<string, Filter>();
  filters.forEach((text, index) => {
    const pointer = `/filters/${index}`;
    const parsed = parseFilter(text, pointer);
    if ('any_of' in parsed) values.set(parsed.field, [...(values.get(parsed.field) ?? []), ...parsed.any_of]);
    else if (ranges.has(parsed.field)) throw failField(pointer, 'filter_invalid', 'Give one range of an attribute');
    else ranges.set(parsed.field, parsed);
    if (values.has(parsed.field) && ranges.has(parsed.field)) throw failField(pointer, 'filter_invalid', 'Give values of an attribute or a range');
  });
  const parsed: Filter[] = [...(category === undefined ? [] : [{ field: 'category', any_of: [category] }]), ...[...values].map(([field, any_of]) => ({ field, any_of: [...new Set(any_of)] })), ...ranges.values()];
  if (parsed.length > searchLimits.filters) throw failField('/filters', 'too_many', `Filter by ${searchLimits.filters} fields at most`);
  return parsed;
}

function parseFilter(text: string, pointer: string): Filter {
  const colon = text.indexOf(':');
  const [field, value] = [text.slice(0, colon), text.slice(colon + 1).trim()];
  if (colon < 1 || value === '') throw failField(pointer, 'filter_invalid', 'Write a filter as field:value or field:from..to');
  if (field === 'price') return { field: 'price_minor', any_of: [engineRange(value, pointer, /^\d{1,15}$/, 1)] };
  if (field === 'rating') return { field, any_of: [engineRange(value, pointer, /^\d(\.\d{1,2})?$/, rating_step)] };
  if (field === 'delivery') return { field: 'delivery_days', any_of: [engineRange(value, pointer, /^\d{1,3}$/, 1)] };
  if (field === 'ships_to' && !/^[A-Z]{2}$/.test(value)) throw failField(pointer, 'value_unknown', 'ships_to is a country by its two letters, such as DE');
  if (field.startsWith(attribute) && field.length > attribute.length) return attributeFilter(`attributes.${field.slice(attribute.length)}`, value);
  if (!terms.has(field)) throw failField(pointer, 'field_unknown', 'Filter by brand, seller, condition, availability, ships_to, delivery, rating, price or attribute.<code>');
  if (closed[field] && !closed[field].includes(value)) throw failField(pointer, 'value_unknown', `${field} is one of ${closed[field].join(', ')}`);
  return { field, any_of: [value] };
}

function attributeFilter(field: string, value: string): Filter {
  const match = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/.exec(value);
  if (!match || value === '..') return { field, any_of: [value] };
  const [from, to] = [match[1], match[2]].map((end) => (end === undefined ? undefined : Number(end)));
  return { field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to: to + Math.max(1, Math.abs(to)) * 1e-9 }) };
}

function engineRange(value: string, pointer: string, number: RegExp, step: number): string {
  const [from = '', to = '', ...rest] = value.split('..');
  const isEnd = (end: string) => end === '' || number.test(end);
  if (!value.includes('..') || rest.length > 0 || value === '..' || !isEnd(from) || !isEnd(to) || (from !== '' && to !== '' && Number(from) > Number(to))) throw failField(pointer, 'filter_invalid', 'Write a range as from..to with either side open');
  return `${from === '' ? '' : Number(from)}-${to === '' ? '' : plain(Number(to) + step)}`;
}

/** The value of a filter for a range of the engine: the way back. */
export function rangeFilterValue(field: 'price' | 'rating' | 'delivery', engine_value: string): string {
  const [from = '', to = ''] = engine_value.split('-');
  return `${from}..${to === '' ? '' : plain(Number(to) - (field === 'rating' ? rating_step : 1))}`;
}

function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}

import { MoneyError, parseDecimal } from '@orinoco/money';
import { type ImportedProduct, type Parsed, type RowProblem } from './imported.ts';
import { slugOf, titleCase } from './text.ts';

interface Row { id?: unknown; title?: unknown; description?: unknown; brand?: unknown; category?: unknown; price?: unknown; attributes?: unknown; released?: unknown }

/** JSON lines with `id, title, description, brand, category, price` (US dollars), `attributes` and `released`. */
export function parseJsonLines(text: string): Parsed {
  const products: ImportedProduct[] = [];
  const problems: RowProblem[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = productOf(line, index + 1);
    if ('detail' in parsed) problems.push(parsed);
    else products.push(parsed);
  });
  return { products, problems };
}

function productOf(line: string, row: number): ImportedProduct | RowProblem {
  const given = readRow(line);
  if (!given) return { row, field: '', detail: 'is not a JSON object' };
  const { id, title, description, brand, category, price, attributes, released } = given;
  if (typeof id !== 'string' && typeof id !== 'number') return { row, field: 'id', detail: 'is missing' };
  if (typeof title !== 'string' || title.trim() === '') return { row, field: 'title', detail: 'is missing' };
  const price_minor = minorOf(price);
  if (price_minor === undefined) return { row, field: 'price', detail: `${JSON.stringify(price)} is not a price above 0` };
  const created_at = typeof released === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(released) && Number.isFinite(Date.parse(released)) ? `${released}T00:00:00Z` : null;
  return {
    row, handle: `${slugOf(title, 90)}-${slugOf(String(id), 28)}`, title, description: typeof description === 'string' ? description : '', brand: typeof brand === 'string' && brand.trim() !== '' ? brand.trim() : null,
    category_path: ['Imported', typeof category === 'string' && category.trim() !== '' ? titleCase(category.trim()) : 'Other'], attributes: scalars(attributes), created_at,
    variants: [{ sku: String(id), gtin: null, option_values: {}, price_minor, list_price_minor: null, currency: 'USD', on_hand: 25, weight_g: 500, condition: 'new' }],
  };
}

function readRow(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function minorOf(price: unknown): number | undefined {
  try {
    const minor = typeof price === 'number' ? Math.round(price * 100) : typeof price === 'string' ? parseDecimal(price, 'USD') : 0;
    return Number.isSafeInteger(minor) && minor > 0 ? minor : undefined;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

function scalars(attributes: unknown): ImportedProduct['attributes'] {
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof entry[1])));
}

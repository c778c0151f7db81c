import { readFileSync } from 'node:fs';
import type { SearchDocument } from '@orinoco/search/port';

interface Row { readonly id: string; readonly title: string; readonly description?: string; readonly brand?: string; readonly category?: string; readonly price?: number; readonly attributes?: Record<string, string | number | boolean>; readonly released?: string }

export function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8').split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
}

const most_attributes = 8;

/** The products of the file, repeated with other model numbers, brands and prices until there are `count`. The same every time. */
export function corpusOf(path: string, count: number): SearchDocument[] {
  const rows = readLines<Row>(path);
  if (rows.length === 0) throw new Error(`${path} holds no products`);
  return Array.from({ length: count }, (_, i) => {
    const row = rows[i % rows.length];
    if (!row) throw new Error('No such row');
    const copy = Math.floor(i / rows.length);
    return copy === 0 ? documentOf(row, row.id) : documentOf(variantOf(row, rows, i, copy), `${row.id}-${copy}`);
  });
}

function variantOf(row: Row, rows: readonly Row[], i: number, copy: number): Row {
  const other = rows[(i * 7_919 + copy * 104_729) % rows.length] ?? row;
  const brand = other.brand ?? row.brand ?? '';
  const renumbered = row.title.replace(/\S*\d\S*/g, (model) => model.replace(/\d/g, (digit) => String((Number(digit) + i + copy) % 10)));
  const title = row.brand ? renumbered.replace(row.brand, brand) : renumbered;
  return { ...row, title, brand, description: `${row.description ?? ''} ${other.description ?? ''}`.slice(0, 600), price: Math.round((row.price ?? 50) * (60 + ((i * 37) % 80))) / 100 };
}

function documentOf(row: Row, product_id: string): SearchDocument {
  const { title, description = '', brand = '', category = 'other', price = 0 } = row;
  return {
    product_id, version: 1, handle: product_id, title, description, brand, brand_handle: brand.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    seller_handles: [`seller-${product_id.length % 5}`, `seller-${title.length % 40}`],
    category_path: [{ handle: 'electronics', name: 'Electronics' }, { handle: category.replaceAll(' ', '-'), name: category }],
    identifiers: [], attributes: Object.fromEntries(Object.entries(row.attributes ?? {}).slice(0, most_attributes)),
    price_minor: Math.round(price * 100), currency: 'USD', is_in_stock: title.length % 10 !== 0, rating_average: 1 + (title.length % 41) / 10, rating_count: title.length % 90,
    popularity: (description.length % 100) / 100, condition: 'new', created_at: `${row.released ?? '2020-01-01'}T00:00:00Z`,
  };
}

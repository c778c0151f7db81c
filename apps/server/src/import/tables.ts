import { parse } from 'csv-parse/sync';
import { MoneyError, parseDecimal } from '@orinoco/money';
import type { ImportedProduct, ImportedVariant, Parsed, RowProblem } from './imported.ts';
import { plainText, slugOf } from './text.ts';

type Cells = Readonly<Record<string, string>>;
interface Line { readonly row: number; readonly cells: Cells }

/** Rows of a table with their line numbers; column names are compared without case. */
function linesOf(text: string, delimiter: ',' | '\t'): Line[] {
  const records = parse(text, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, info: true, quote: delimiter === ',' ? '"' : null, columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()) }) as unknown as { record: Cells; info: { lines: number } }[];
  return records.map(({ record, info }) => ({ row: info.lines, cells: record }));
}

const cell = ({ cells }: Line, name: string): string => (cells[name] ?? '').trim();

function priceOf(line: Line, name: string, text: string, currency: string, problems: RowProblem[]): number | undefined {
  try {
    const minor = parseDecimal(text, currency);
    if (minor > 0) return minor;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
  }
  problems.push({ row: line.row, field: name, detail: `${JSON.stringify(text)} is not a price above 0` });
  return undefined;
}

/**
 * Shopify's product CSV: lines of the same Handle are the variants of a product, and only the first carries its title.
 * Lines without a SKU and price hold further pictures.
 */
export function parseShopifyCsv(text: string, currency: string): Parsed {
  const problems: RowProblem[] = [];
  const groups = Map.groupBy(linesOf(text, ','), (line) => cell(line, 'handle'));
  const products = [...groups].flatMap(([handle, lines]): ImportedProduct[] => {
    const first = lines[0];
    if (!first) return [];
    if (handle === '') return problem(problems, first, 'Handle', 'is missing');
    const title = cell(first, 'title');
    if (title === '') return problem(problems, first, 'Title', 'is missing');
    const variants = lines.filter((line) => cell(line, 'variant price') !== '').flatMap((line) => shopifyVariant(line, first, handle, currency, problems));
    if (variants.length === 0) return problem(problems, first, 'Variant Price', 'no line of this product has one');
    const path = cell(first, 'product category') || cell(first, 'type');
    return [{ row: first.row, handle, title, description: plainText(cell(first, 'body (html)')), brand: cell(first, 'vendor') || null, category_path: ['Imported', ...splitPath(path)], attributes: {}, variants, created_at: null }];
  });
  return { products, problems };
}

function shopifyVariant(line: Line, first: Line, handle: string, currency: string, problems: RowProblem[]): ImportedVariant[] {
  const price_minor = priceOf(line, 'Variant Price', cell(line, 'variant price'), currency, problems);
  if (price_minor === undefined) return [];
  const compare = cell(line, 'variant compare at price');
  const list_price_minor = compare === '' ? null : (priceOf(line, 'Variant Compare At Price', compare, currency, problems) ?? null);
  const options = [1, 2, 3].flatMap((number) => {
    const name = cell(first, `option${number} name`);
    const value = cell(line, `option${number} value`);
    return name === '' || value === '' || value === 'Default Title' ? [] : [[slugOf(name, 60).replaceAll('-', '_'), value.slice(0, 100)] as const];
  });
  const sku = cell(line, 'variant sku').replace(/^'/, '') || [handle, ...options.map(([, value]) => slugOf(value, 20))].join('-').slice(0, 80);
  return [{ sku, gtin: cell(line, 'variant barcode').replace(/^'/, '') || null, option_values: Object.fromEntries(options), price_minor, list_price_minor: list_price_minor !== null && list_price_minor > price_minor ? list_price_minor : null, currency, on_hand: wholeNumber(cell(line, 'variant inventory qty'), 0), weight_g: wholeNumber(cell(line, 'variant grams'), 0), condition: 'new' }];
}

/** Google Merchant's TSV feed: rows of one item_group_id are the variants of a product. */
export function parseGoogleTsv(text: string): Parsed {
  const problems: RowProblem[] = [];
  const groups = Map.groupBy(linesOf(text, '\t'), (line) => cell(line, 'item_group_id') || cell(line, 'id'));
  const products = [...groups].flatMap(([group, lines]): ImportedProduct[] => {
    const first = lines[0];
    if (!first) return [];
    if (group === '') return problem(problems, first, 'id', 'is missing');
    const title = cell(first, 'title');
    if (title === '') return problem(problems, first, 'title', 'is missing');
    const variants = lines.flatMap((line) => googleVariant(line, lines.length > 1, problems));
    if (variants.length === 0) return [];
    const path = cell(first, 'product_type') || cell(first, 'google_product_category');
    return [{ row: first.row, handle: `${slugOf(title, 90)}-${slugOf(group, 28)}`, title, description: plainText(cell(first, 'description')), brand: cell(first, 'brand') || null, category_path: ['Imported', ...splitPath(path)], attributes: {}, variants, created_at: null }];
  });
  return { products, problems };
}

function googleVariant(line: Line, has_siblings: boolean, problems: RowProblem[]): ImportedVariant[] {
  const [amount = '', currency = ''] = cell(line, 'price').split(/\s+/);
  if (!/^[A-Z]{3}$/.test(currency)) return problem(problems, line, 'price', `${JSON.stringify(cell(line, 'price'))} does not name a currency, as in 15.00 USD`);
  const full_minor = priceOf(line, 'price', amount, currency, problems);
  if (full_minor === undefined) return [];
  const [sale = ''] = cell(line, 'sale_price').split(/\s+/);
  const sale_minor = sale === '' ? undefined : priceOf(line, 'sale_price', sale, currency, problems);
  const is_sale = sale_minor !== undefined && sale_minor < full_minor;
  const option_values = has_siblings ? Object.fromEntries(['color', 'size', 'material', 'pattern'].flatMap((name) => (cell(line, name) === '' ? [] : [[name, cell(line, name).slice(0, 100)]]))) : {};
  const condition = ({ refurbished: 'refurbished', used: 'used_good' } as const)[cell(line, 'condition')] ?? 'new';
  return [{ sku: cell(line, 'id').slice(0, 80), gtin: cell(line, 'gtin') || null, option_values, price_minor: is_sale ? sale_minor : full_minor, list_price_minor: is_sale ? full_minor : null, currency, on_hand: cell(line, 'availability') === 'in_stock' ? wholeNumber(cell(line, 'quantity'), 10) : 0, weight_g: 0, condition }];
}

function problem(problems: RowProblem[], line: Line, field: string, detail: string): never[] {
  problems.push({ row: line.row, field, detail });
  return [];
}

function splitPath(path: string): string[] {
  const names = path.split('>').map((name) => name.trim()).filter((name) => name !== '').slice(0, 5);
  return names.length === 0 ? ['Other'] : names;
}

function wholeNumber(text: string, otherwise: number): number {
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) && number >= 0 ? Math.min(number, 1_000_000) : otherwise;
}

import { createHash, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { serviceCall } from '@orinoco/contract';
import type { ProductDraft } from '@orinoco/catalog/contract';
import type { Clients } from '../compose.ts';
import { parseJsonLines } from './icecat.ts';
import { tidyProduct, type ImportedProduct, type Parsed, type RowProblem } from './imported.ts';
import { parseGoogleTsv, parseShopifyCsv } from './tables.ts';
import { slugOf } from './text.ts';

export interface ImportOptions {
  readonly file: string;
  readonly is_dry_run: boolean;
  /** Seller that the offers belong to; made when it does not exist. */
  readonly seller_handle: string;
  readonly format: string | undefined;
  readonly tell: (line: string) => void;
}

export interface ImportReport {
  readonly product_count: number;
  readonly offer_count: number;
  readonly problems: readonly RowProblem[];
}

/** Most bytes of a file; a larger catalogue is split. */
const most_bytes = 500_000_000;

/**
 * Brings a catalogue into the shop: products, then one seller's offers with prices and stock. Wrong rows are reported
 * with their line and field, and the others come in; done twice it changes nothing. A dry run checks everything.
 */
export async function importFile(clients: Clients, options: ImportOptions): Promise<ImportReport> {
  const { tell, is_dry_run } = options;
  const started_at = performance.now();
  const { size } = await stat(options.file).catch(() => { throw new Error(`${options.file} cannot be read`); });
  if (size > most_bytes) throw new Error(`${options.file} is larger than ${most_bytes / 1e6} MB; split it`);
  const { products, problems } = parse(await readFile(options.file, 'utf8'), options);
  const unique = [...new Map(products.map(tidyProduct).map((product) => [product.handle, product])).values()];
  tell(`${unique.length.toLocaleString('en-US')} products read, ${problems.length} rows wrong`);
  const report = { product_count: 0, offer_count: 0, problems: [...problems] };
  if (unique.length > 0) await bringIn(clients, unique, options, report);
  for (const { row, field, detail } of report.problems.slice(0, 50)) tell(`  line ${row}${field === '' ? '' : `, ${field}`}: ${detail}`);
  if (report.problems.length > 50) tell(`  … and ${report.problems.length - 50} more`);
  tell(`${is_dry_run ? 'Would bring in' : 'Brought in'} ${report.product_count.toLocaleString('en-US')} products and ${report.offer_count.toLocaleString('en-US')} offers, ${report.problems.length} rows refused, ${((performance.now() - started_at) / 1000).toFixed(1)} s`);
  return report;
}

function parse(text: string, { file, format }: ImportOptions): Parsed {
  const wanted = format ?? (/\.(jsonl|ndjson|json)$/i.test(file) ? 'jsonl' : /\.tsv$|\.txt$/i.test(file) ? 'google' : 'shopify');
  if (wanted === 'jsonl') return parseJsonLines(text);
  if (wanted === 'google') return parseGoogleTsv(text);
  if (wanted === 'shopify') return parseShopifyCsv(text, 'USD');
  throw new Error(`There is no format ${wanted}; there are jsonl, shopify and google`);
}

const call = () => serviceCall('import', randomUUID(), Date.now() + 600_000);

async function bringIn(clients: Clients, products: readonly ImportedProduct[], options: ImportOptions, report: { product_count: number; offer_count: number; problems: RowProblem[] }): Promise<void> {
  const place = options.is_dry_run ? { seller_id: randomUUID(), stock_location_id: randomUUID() } : await prepare(clients, products, options.seller_handle);
  if (options.is_dry_run) return dryRun(clients, products, report);
  for (let start = 0; start < products.length; start += 400) {
    const batch = products.slice(start, start + 400);
    const { saved, errors } = await clients.catalog.saveProducts({ products: batch.map(draftOf) }, call());
    for (const { index, pointer, detail } of errors) report.problems.push({ row: batch[index]?.row ?? 0, field: pointer, detail });
    const good = saved.flatMap(({ index }) => batch[index] ?? []);
    report.product_count += good.length;
    report.offer_count += await offer(clients, good, place, report.problems);
  }
}

/** A dry run sees only what the shop knows already: new categories and brands count as they will be. */
async function dryRun(clients: Clients, products: readonly ImportedProduct[], report: { product_count: number; offer_count: number; problems: RowProblem[] }): Promise<void> {
  for (let start = 0; start < products.length; start += 400) {
    const batch = products.slice(start, start + 400);
    const { errors } = await clients.catalog.saveProducts({ products: batch.map(draftOf), is_dry_run: true }, call());
    const wrong = errors.filter(({ code }) => !code.endsWith('not_found'));
    for (const { index, pointer, detail } of wrong) report.problems.push({ row: batch[index]?.row ?? 0, field: pointer, detail });
    const refused = new Set(wrong.map(({ index }) => index));
    const good = batch.filter((_product, index) => !refused.has(index));
    report.product_count += good.length;
    report.offer_count += good.reduce((sum, product) => sum + product.variants.length, 0);
  }
}

async function prepare(clients: Clients, products: readonly ImportedProduct[], seller_handle: string): Promise<{ seller_id: string; stock_location_id: string }> {
  const known = await clients.seller.getSeller({ handle: seller_handle }, call()).catch(() => undefined);
  const seller_id = known?.seller_id ?? (await clients.seller.saveSellers({ sellers: [{ handle: seller_handle, name: 'Imported catalogue', country: 'US', status: 'active', description: 'Products that were brought in from a file.' }] }, call())).sellers[0]?.seller_id ?? randomUUID();
  const stock_location_id = stableUuid(`location of ${seller_id}`);
  await clients.fulfillment.saveStockLocations({ locations: [{ stock_location_id, seller_id, name: 'Main warehouse', country: 'US', region: 'OH', city: 'Columbus', postal_code: '43004', time_zone: 'America/New_York', cutoff: '14:00', handling_days: 0, open_weekdays: [1, 2, 3, 4, 5] }] }, call());
  await clients.catalog.saveCategories({ categories: categoriesOf(products) }, call());
  const brands = [...new Map(products.flatMap(({ brand }) => (brand === null || slugOf(brand, 120) === '' ? [] : [[slugOf(brand, 120), { handle: slugOf(brand, 120), name: brand.slice(0, 200) }]]))).values()];
  for (let start = 0; start < brands.length; start += 1000) await clients.catalog.saveBrands({ brands: brands.slice(start, start + 1000) }, call());
  return { seller_id, stock_location_id };
}

/** Every category of every path; a path is walked from its root, so parents come first. */
function categoriesOf(products: readonly ImportedProduct[]) {
  const categories = new Map<string, { parent_handle: string | null; handle: string; name: string; position: number }>();
  for (const { category_path } of products) {
    category_path.forEach((name, depth) => {
      const handle = categoryHandle(category_path.slice(0, depth + 1));
      if (!categories.has(handle)) categories.set(handle, { parent_handle: depth === 0 ? null : categoryHandle(category_path.slice(0, depth)), handle, name: name.slice(0, 200), position: 1000 });
    });
  }
  return [...categories.values()].slice(0, 2000);
}

function categoryHandle(path: readonly string[]): string {
  return slugOf(path.join(' '), 120) || 'imported-other';
}

function draftOf(product: ImportedProduct): ProductDraft {
  const { handle, title, description, brand, category_path, attributes, variants, created_at } = product;
  const codes = [...new Set(variants.flatMap((variant) => Object.keys(variant.option_values)))];
  const options = codes.map((code) => ({ code, label: code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' '), values: [...new Set(variants.flatMap((variant) => variant.option_values[code] ?? []))].map((value) => ({ value })) }));
  const brand_handle = brand === null ? null : slugOf(brand, 120) || null;
  return {
    handle, title, description, brand_handle, category_handle: categoryHandle(category_path), attributes: { ...attributes }, options, media: [{ media_key: 'none', alt: title }], status: 'published', ...(created_at === null ? {} : { created_at }),
    variants: variants.map(({ sku, gtin, option_values, weight_g }) => ({ sku, gtin, option_values: { ...option_values }, weight_g })),
  };
}

async function offer(clients: Clients, products: readonly ImportedProduct[], place: { seller_id: string; stock_location_id: string }, problems: RowProblem[]): Promise<number> {
  const variants = products.flatMap((product) => product.variants.map((variant) => ({ ...variant, row: product.row })));
  let offer_count = 0;
  for (let start = 0; start < variants.length; start += 1000) {
    const batch = variants.slice(start, start + 1000);
    const { saved, errors } = await clients.catalog.saveOffers({ offers: batch.map(({ sku, condition }) => ({ seller_id: place.seller_id, seller_sku: sku, sku, condition, handling_days: 1 })) }, call());
    for (const { index, pointer, detail } of errors) problems.push({ row: batch[index]?.row ?? 0, field: pointer, detail });
    const offered = saved.flatMap(({ index, offer_id }) => { const variant = batch[index]; return variant ? [{ offer_id, variant }] : []; });
    await clients.pricing.setPrices({ prices: offered.map(({ offer_id, variant: { currency, price_minor, list_price_minor } }) => ({ offer_id, currency, price_minor, list_price_minor })) }, call());
    await clients.inventory.setStock({ levels: offered.map(({ offer_id, variant }) => ({ offer_id, stock_location_id: place.stock_location_id, on_hand: variant.on_hand })), reason: 'receive' }, call());
    offer_count += offered.length;
  }
  return offer_count;
}

/** The same id for the same words, so that an import done twice finds what the first one made. */
function stableUuid(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

import { attributePairs, optionText } from '../attribute-pairs.ts';
import { AttributeTable } from './attribute-table.ts';
import { GrowableFloat64, GrowableInt32 } from './growable.ts';
import { repeatedValues } from './heads.ts';
import { Interner, ListInterner } from './interner.ts';
import type { SearchDocument } from '../port.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** The tree as documents spell it out: nodes by handle, the parent as last seen. */
export class CategoryTree {
  nodes = new Interner();
  /** -1 above a root. */
  parents = new GrowableInt32();
  paths = new ListInterner();

  internPath(path: SearchDocument['category_path']): number {
    let parent = -1;
    const list = path.map((step) => {
      const node = this.nodes.intern(step.handle, step.name);
      this.parents.set(node, parent);
      parent = node;
      return node;
    });
    return this.paths.intern(list);
  }
}

/** The columns of documents that are filtered, counted and sorted by, one row a document number. */
export class DocumentTable {
  product_ids: string[] = [];
  titles: string[] = [];
  identifiers: string[][] = [];
  is_dead = new GrowableInt32();
  versions = new GrowableFloat64();
  /** Of the searched text, to see whether an update changed it. */
  text_signatures = new GrowableFloat64();
  /** NaN while nobody sells it. */
  prices = new GrowableFloat64();
  /** NaN without reviews. */
  ratings = new GrowableFloat64();
  rating_counts = new GrowableInt32();
  /** 0 while unknown. */
  conversions = new GrowableFloat64();
  /** NaN while unknown. */
  delivery_days = new GrowableFloat64();
  /** Of the newest document there ever was. */
  newest_time = 0;
  popularities = new GrowableFloat64();
  /** Milliseconds since 1970; 0 when not a date. */
  creation_times = new GrowableFloat64();
  /** What scores are multiplied by beside the text (priors.ts), for these weights; 0 while not computed. Not kept. */
  prior_factors = new GrowableFloat64();
  prior_weights = '';
  is_in_stock = new GrowableInt32();
  document_brands = new GrowableInt32();
  document_currencies = new GrowableInt32();
  document_conditions = new GrowableInt32();
  document_paths = new GrowableInt32();
  document_sellers = new GrowableInt32();
  /** The number of the list of countries, plus 1; 0 is everywhere. */
  document_countries = new GrowableInt32();
  /** Live documents by brand and by category path. */
  brand_counts = new GrowableInt32();
  path_counts = new GrowableInt32();
  attributes = new AttributeTable();
  brands = new Interner();
  currencies = new Interner();
  conditions = new Interner();
  sellers = new Interner();
  seller_lists = new ListInterner();
  countries = new Interner();
  country_lists = new ListInterner();
  categories = new CategoryTree();

  /** Rows, dead ones included. */
  get row_count(): number {
    return this.product_ids.length;
  }

  write(row: number, document: SearchDocument, signature: number): void {
    if (row < this.row_count) this.#count(row, -1);
    this.product_ids[row] = document.product_id;
    this.titles[row] = document.title;
    this.identifiers[row] = document.identifiers;
    this.is_dead.set(row, 0);
    this.versions.set(row, document.version);
    this.text_signatures.set(row, signature);
    this.prices.set(row, document.price_minor > 0 ? document.price_minor : Number.NaN);
    this.ratings.set(row, document.rating_average ?? Number.NaN);
    this.rating_counts.set(row, document.rating_count ?? 0);
    this.popularities.set(row, Math.min(1, Math.max(0, document.popularity || 0)));
    this.creation_times.set(row, Date.parse(document.created_at) || 0);
    this.newest_time = Math.max(this.newest_time, this.creation_times.values[row]!);
    this.conversions.set(row, Math.min(1, Math.max(0, document.conversion || 0)));
    this.delivery_days.set(row, document.delivery_days ?? Number.NaN);
    this.prior_factors.set(row, 0);
    this.document_countries.set(row, document.ships_to ? 1 + this.country_lists.intern(document.ships_to.map((country) => this.countries.intern(country))) : 0);
    this.is_in_stock.set(row, document.is_in_stock ? 1 : 0);
    this.document_brands.set(row, this.brands.intern(document.brand_handle, document.brand));
    this.document_currencies.set(row, this.currencies.intern(document.currency));
    this.document_conditions.set(row, this.conditions.intern(document.condition));
    this.document_paths.set(row, this.categories.internPath(document.category_path));
    const sellers = [...new Set(document.seller_handles)].map((handle) => this.sellers.intern(handle));
    this.document_sellers.set(row, this.seller_lists.intern(sellers));
    this.attributes.write(row, attributePairs(document));
    this.#count(row, 1);
  }

  bury(row: number): void {
    this.#count(row, -1);
    this.is_dead.set(row, 1);
  }

  #count(row: number, change: 1 | -1): void {
    this.brand_counts.add(this.document_brands.values[row]!, change);
    this.path_counts.add(this.document_paths.values[row]!, change);
  }

  save(writer: SnapshotWriter): void {
    for (const column of INT32_COLUMNS) writer.ints(`table.${column}`, this[column]);
    for (const column of FLOAT64_COLUMNS) writer.floats(`table.${column}`, this[column]);
    for (const name of INTERNERS) this[name].save(writer, `table.${name}`);
    for (const name of LIST_INTERNERS) this[name].save(writer, `table.${name}`);
    writer.ints('table.brand_counts', this.brand_counts);
    writer.ints('table.path_counts', this.path_counts);
    writer.json('table.texts', [this.product_ids, this.titles, this.identifiers, this.newest_time]);
    this.categories.nodes.save(writer, 'categories.nodes');
    writer.ints('categories.parents', this.categories.parents);
    this.categories.paths.save(writer, 'categories.paths');
    this.attributes.save(writer);
  }

  static load(reader: SnapshotReader): DocumentTable {
    const table = new DocumentTable();
    for (const column of INT32_COLUMNS) table[column] = reader.ints(`table.${column}`);
    for (const column of FLOAT64_COLUMNS) table[column] = reader.floats(`table.${column}`);
    for (const name of INTERNERS) table[name] = Interner.load(reader, `table.${name}`);
    for (const name of LIST_INTERNERS) table[name] = ListInterner.load(reader, `table.${name}`);
    table.brand_counts = reader.ints('table.brand_counts');
    table.path_counts = reader.ints('table.path_counts');
    [table.product_ids, table.titles, table.identifiers, table.newest_time] = reader.json<[string[], string[], string[][], number]>('table.texts');
    table.categories.nodes = Interner.load(reader, 'categories.nodes');
    table.categories.parents = reader.ints('categories.parents');
    table.categories.paths = ListInterner.load(reader, 'categories.paths');
    table.attributes = AttributeTable.load(reader);
    return table;
  }

  /** The nodes of the document's category path, root first. */
  path(row: number): number[] {
    return this.categories.paths.lists[this.document_paths.values[row]!]!;
  }

  /**
   * The same table without dead rows; rows close up. Brands, sellers and categories keep their numbers, being few;
   * attribute values are numbered anew.
   */
  compacted(): DocumentTable {
    const compact = new DocumentTable();
    const live: number[] = [];
    for (let row = 0; row < this.row_count; row++) if (this.is_dead.values[row] === 0) live.push(row);
    for (const column of INT32_COLUMNS) live.forEach((row, to) => compact[column].set(to, this[column].values[row]!));
    for (const column of FLOAT64_COLUMNS) live.forEach((row, to) => compact[column].set(to, this[column].values[row]!));
    compact.product_ids = live.map((row) => this.product_ids[row]!);
    compact.titles = live.map((row) => this.titles[row]!);
    compact.identifiers = live.map((row) => this.identifiers[row]!);
    live.forEach((_, to) => compact.#count(to, 1));
    live.forEach((row, to) => compact.attributes.copy(this.attributes, row, to));
    for (const shared of INTERNERS) compact[shared] = this[shared];
    for (const shared of LIST_INTERNERS) compact[shared] = this[shared];
    compact.newest_time = live.reduce((newest, row) => Math.max(newest, this.creation_times.values[row]!), 0);
    compact.categories = this.categories;
    return compact;
  }
}

const INTERNERS = ['brands', 'currencies', 'conditions', 'sellers', 'countries'] as const;
const LIST_INTERNERS = ['seller_lists', 'country_lists'] as const;
const INT32_COLUMNS = [
  'is_dead', 'rating_counts', 'is_in_stock', 'document_brands', 'document_currencies', 'document_conditions',
  'document_paths', 'document_sellers', 'document_countries',
] as const;
const FLOAT64_COLUMNS = ['versions', 'text_signatures', 'prices', 'ratings', 'popularities', 'creation_times', 'conversions', 'delivery_days'] as const;

/** 53 bits over the searched text (cyrb53); two texts of one product collide once in 10^15. */
export function textSignature(document: SearchDocument): number {
  const text = [document.title, document.description, document.brand, optionText(document), ...repeatedValues(document), ...document.category_path.map((step) => step.name)].join('\n');
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

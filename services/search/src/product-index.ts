import { randomUUID } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { fail, serviceCall, type Call, type Client } from '@orinoco/contract';
import type { Envelope } from '@orinoco/event';
import { isBehind, type Cursor, type EventLog } from '@orinoco/event/relay';
import type { catalogContract, SearchableProduct } from '@orinoco/catalog/contract';
import { listingChanged } from '@orinoco/catalog/events';
import { gauge } from '@orinoco/telemetry';
import { documentOf, type Knowledge } from './document.ts';
import type { Engines } from './engines.ts';
import type { ProductVersion, SearchDocument, SearchEngine, Synonym } from './port.ts';

const page_size = 2_000;
/** Indexing a slice holds the process up for some milliseconds. */
const slice_size = 200;
/** As many as getSearchableProducts takes by id. */
const events_at_once = 500;
const log_page_size = 1_000;
const call_timeout_ms = 20_000;

/** Beside that of consumer groups, of which the index is none. */
const lag = gauge('orinoco_event_lag_seconds', 'Age of the oldest event that a consumer group has not read yet; 0 when it has read all', ['consumer_group', 'producer']);

export interface ProductIndex {
  /** The engine to ask, once `load` has ended; `unavailable` before. */
  engine(): SearchEngine;
  /** Takes the index that was kept, or reads the whole catalogue. Changes made meanwhile are caught up with by `follow`. */
  load(): Promise<void>;
  /** Applies what has changed since; answers whether there was something. */
  follow(): Promise<boolean>;
  /** Makes the index anew when what all documents depend on has changed. */
  renew(): Promise<void>;
  /** Reads the whole catalogue into an empty engine and swaps it in; the old one answers and follows until then. */
  rebuild(): Promise<number>;
  /** Puts synonyms in force, also in engines that are yet to be made. */
  configure(synonyms: readonly Synonym[]): Promise<void>;
  /** Writes the index down for the next start, if it has changed and can be kept. */
  keep(): Promise<void>;
  close(): Promise<void>;
}

export interface ProductIndexDependencies {
  readonly catalog: Client<typeof catalogContract>;
  readonly log_of_catalog: EventLog;
  readonly engines: Engines;
  /** As far as it is known when a product is read. `state`: what all documents depend on; an index made with another is made anew. */
  readonly knowledge: Knowledge & { readonly state: string };
}

/**
 * The index of this process. It follows the catalogue's log with a cursor of its own in memory: with a shared one,
 * every copy of the service would see only a part of the changes. Versions make late and repeated changes harmless.
 */
export function openProductIndex({ catalog, log_of_catalog, engines, knowledge }: ProductIndexDependencies): ProductIndex {
  let current: SearchEngine | undefined;
  let building: SearchEngine | undefined;
  let cursor: Cursor = { xid: '0', seq: '0' };
  let kept_cursor: Cursor | undefined;
  let rebuilding: Promise<number> | undefined;
  let synonyms: readonly Synonym[] = [];
  let is_lost = false;
  let made_with: string | undefined;
  const toDocument = (product: SearchableProduct) => documentOf(product, knowledge);
  const filled = (): readonly SearchEngine[] => [current, building].filter((engine) => engine !== undefined);

  const rebuild = async () => {
    const old = current;
    try {
      const with_state = knowledge.state;
      building = await engines.create('rebuild', () => { is_lost = true; });
      await building.configure({ synonyms });
      await fill(building, catalog, toDocument);
      await building.publish?.();
      [current, made_with] = [building, with_state];
      building = undefined;
      await old?.close?.();
    } catch (error) {
      await building?.close?.();
      building = undefined;
      throw error;
    }
    return current.documentCount();
  };
  const rebuildOnce = () => (rebuilding ??= rebuild().finally(() => { rebuilding = undefined; }));
  const follow = async () => {
    const { envelopes, end } = await log_of_catalog.read(cursor, [listingChanged.type], events_at_once);
    const [oldest] = envelopes;
    lag.set({ consumer_group: 'search-index', producer: log_of_catalog.producer }, oldest ? Math.max(0, (Date.now() - Date.parse(oldest.time)) / 1_000) : 0);
    if (end.xid === cursor.xid && end.seq === cursor.seq) return false;
    await apply(changesOf(envelopes), { catalog, toDocument, engines: filled });
    cursor = end;
    return true;
  };
  /** Answers whether there was an index that this log can bring up to date. */
  const restore = async () => {
    const kept = await engines.restore?.(knowledge.state);
    const head = await log_of_catalog.head?.();
    // A cursor ahead of the log belongs to another catalogue.
    if (!kept || head === undefined || isBehind(head, kept.cursor)) return false;
    await kept.engine.configure({ synonyms });
    [current, cursor, kept_cursor, made_with] = [kept.engine, kept.cursor, kept.cursor, knowledge.state];
    while (await follow());
    return true;
  };
  return {
    engine: () => current ?? failToSearch(),
    async load() {
      if (await restore()) return;
      const with_state = knowledge.state;
      current ??= await engines.create('start', () => { is_lost = true; });
      await current.configure({ synonyms });
      cursor = await endOf(log_of_catalog, cursor);
      await fill(current, catalog, toDocument);
      made_with = with_state;
    },
    async follow() {
      if (!is_lost) return follow();
      is_lost = false;
      await rebuildOnce().catch((error: unknown) => {
        is_lost = true;
        throw error;
      });
      return true;
    },
    async renew() {
      if (made_with !== undefined && made_with !== knowledge.state) await rebuildOnce();
    },
    rebuild: rebuildOnce,
    async configure(next) {
      synonyms = next;
      for (const engine of filled()) await engine.configure({ synonyms });
    },
    async keep() {
      if (!current || !engines.keep || cursor === kept_cursor) return;
      const at = cursor;
      await engines.keep(current, at, made_with ?? '');
      kept_cursor = at;
    },
    close: async () => void (await Promise.all(filled().map((engine) => engine.close?.()))),
  };
}

function failToSearch(): never {
  throw fail('unavailable', { detail: 'The product index is being loaded', retry_after_s: 2 });
}

function ownCall(): Call {
  return serviceCall('search', randomUUID(), Date.now() + call_timeout_ms);
}

/** Where the log ends now. What is in the catalogue already needs no events. */
async function endOf(log: EventLog, start: Cursor): Promise<Cursor> {
  for (let cursor = start; ; ) {
    const { end } = await log.read(cursor, [], log_page_size);
    if (end.xid === cursor.xid && end.seq === cursor.seq) return cursor;
    cursor = end;
  }
}

type ToDocument = (product: SearchableProduct) => SearchDocument;

async function fill(engine: SearchEngine, catalog: Client<typeof catalogContract>, toDocument: ToDocument): Promise<void> {
  for (let after: string | undefined; ; ) {
    const { products } = await catalog.getSearchableProducts({ limit: page_size, ...(after === undefined ? {} : { after_product_id: after }) }, ownCall());
    for (let first = 0; first < products.length; first += slice_size) {
      await engine.upsert(products.slice(first, first + slice_size).filter((product) => product.is_listed).map(toDocument));
      await yieldToOthers();
    }
    after = products.at(-1)?.product_id;
    if (products.length < page_size || after === undefined) return;
  }
}

/** Many changes of one product are one: its latest version. */
function changesOf(envelopes: readonly Envelope[]): ReadonlyMap<string, number> {
  const versions = new Map<string, number>();
  for (const { data } of envelopes as readonly Envelope<{ product_id: string; version: number }>[]) versions.set(data.product_id, Math.max(data.version, versions.get(data.product_id) ?? 0));
  return versions;
}

/** Engines are asked for after the read, so that one which a rebuild has begun meanwhile gets the change too. */
async function apply(changes: ReadonlyMap<string, number>, { catalog, toDocument, engines }: { catalog: Client<typeof catalogContract>; toDocument: ToDocument; engines: () => readonly SearchEngine[] }): Promise<void> {
  if (changes.size === 0) return;
  const { products } = await catalog.getSearchableProducts({ product_ids: [...changes.keys()] }, ownCall());
  const listed = new Map<string, SearchableProduct>(products.filter((product) => product.is_listed).map((product) => [product.product_id, product]));
  const known = new Map(products.map((product) => [product.product_id, product.version]));
  const gone: ProductVersion[] = [...changes].filter(([product_id]) => !listed.has(product_id)).map(([product_id, version]) => ({ product_id, version: Math.max(version, known.get(product_id) ?? 0) }));
  for (const engine of engines()) {
    await engine.upsert([...listed.values()].map(toDocument));
    await engine.remove(gone);
  }
}

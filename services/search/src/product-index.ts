import { randomUUID } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { serviceCall, type Call, type Client } from '@orinoco/contract';
import type { Envelope } from '@orinoco/event';
import type { Cursor, EventLog } from '@orinoco/event/relay';
import type { catalogContract, SearchableProduct } from '@orinoco/catalog/contract';
import { listingChanged } from '@orinoco/catalog/events';
import { documentOf } from './document.ts';
import type { ProductVersion, SearchEngine } from './port.ts';

const page_size = 2_000;
/** Indexing a slice holds the process up for some milliseconds. */
const slice_size = 200;
/** As many as getSearchableProducts takes by id. */
const events_at_once = 500;
const log_page_size = 1_000;
const call_timeout_ms = 20_000;

export interface ProductIndex {
  /** The engine to ask. It is complete once `load` has ended. */
  engine(): SearchEngine;
  /** Reads the whole catalogue. Changes made meanwhile are caught up with by `follow`. */
  load(): Promise<void>;
  /** Applies what has changed since; answers whether there was something. */
  follow(): Promise<boolean>;
  /** Reads the whole catalogue into an empty engine and swaps it in; the old one answers and follows until then. */
  rebuild(): Promise<number>;
}

/**
 * The index of this process. It follows the catalogue's log with a cursor of its own in memory: with a shared one,
 * every copy of the service would see only a part of the changes. Versions make late and repeated changes harmless.
 */
export function openProductIndex({ catalog, log_of_catalog, createEngine }: { catalog: Client<typeof catalogContract>; log_of_catalog: EventLog; createEngine: () => SearchEngine }): ProductIndex {
  let current = createEngine();
  let building: SearchEngine | undefined;
  let cursor: Cursor = { xid: '0', seq: '0' };
  let rebuilding: Promise<number> | undefined;

  const rebuild = async () => {
    building = createEngine();
    try {
      await fill(building, catalog);
      current = building;
    } finally {
      building = undefined;
    }
    return current.documentCount();
  };
  return {
    engine: () => current,
    async load() {
      cursor = await endOf(log_of_catalog, cursor);
      await fill(current, catalog);
    },
    async follow() {
      const { envelopes, end } = await log_of_catalog.read(cursor, [listingChanged.type], events_at_once);
      if (end.xid === cursor.xid && end.seq === cursor.seq) return false;
      await apply(changesOf(envelopes), catalog, () => (building ? [current, building] : [current]));
      cursor = end;
      return true;
    },
    rebuild: () => (rebuilding ??= rebuild().finally(() => { rebuilding = undefined; })),
  };
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

async function fill(engine: SearchEngine, catalog: Client<typeof catalogContract>): Promise<void> {
  for (let after: string | undefined; ; ) {
    const { products } = await catalog.getSearchableProducts({ limit: page_size, ...(after === undefined ? {} : { after_product_id: after }) }, ownCall());
    for (let first = 0; first < products.length; first += slice_size) {
      await engine.upsert(products.slice(first, first + slice_size).filter((product) => product.is_listed).map(documentOf));
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
async function apply(changes: ReadonlyMap<string, number>, catalog: Client<typeof catalogContract>, engines: () => readonly SearchEngine[]): Promise<void> {
  if (changes.size === 0) return;
  const { products } = await catalog.getSearchableProducts({ product_ids: [...changes.keys()] }, ownCall());
  const listed = new Map<string, SearchableProduct>(products.filter((product) => product.is_listed).map((product) => [product.product_id, product]));
  const known = new Map(products.map((product) => [product.product_id, product.version]));
  const gone: ProductVersion[] = [...changes].filter(([product_id]) => !listed.has(product_id)).map(([product_id, version]) => ({ product_id, version: Math.max(version, known.get(product_id) ?? 0) }));
  for (const engine of engines()) {
    await engine.upsert([...listed.values()].map(documentOf));
    await engine.remove(gone);
  }
}

import type { Database } from '@orinoco/database';
import { counter } from '@orinoco/telemetry';
import { insertExposures, type Exposure } from './store.ts';

const limits = { seen_count: 100_000, pending_count: 20_000, batch_size: 1_000 } as const;
const dropped = counter('orinoco_exposures_dropped_total', 'Exposures that found no room while the database was away');

export interface Exposures {
  /** Remembers that a unit saw a variation; costs no statement. */
  record(exposure: Exposure): void;
  /** Writes what is remembered. */
  flush(): Promise<void>;
}

/** Collects who saw what and writes it in batches. Losing some in a crash is fine: the unit comes back, and counts then. */
export function createExposures(database: Database): Exposures {
  const seen = new Set<string>();
  let pending: Exposure[] = [];
  return {
    record(exposure) {
      const id = `${exposure.key} ${exposure.unit_id}`;
      if (seen.has(id)) return;
      if (pending.length >= limits.pending_count) return void dropped.inc();
      // The primary key is what keeps it to once; this only spares the database.
      if (seen.size >= limits.seen_count) seen.clear();
      seen.add(id);
      pending.push(exposure);
    },
    async flush() {
      while (pending.length > 0) {
        const batch = pending.slice(0, limits.batch_size);
        await insertExposures(database, batch);
        const written = new Set(batch);
        pending = pending.filter((exposure) => !written.has(exposure));
      }
    },
  };
}

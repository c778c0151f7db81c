import { counter } from '@orinoco/telemetry';

const dropped = counter('orinoco_views_dropped_total', 'Views that were not recorded because too many waited');

/** Views that wait to be written together. What a crash loses is at most what came since the last write. */
export interface ViewBuffer<Row> {
  add(rows: readonly Row[]): void;
  /** Writes what waits. After a failure it waits for the next time. */
  flush(): Promise<void>;
}

/** `limit` rows wait at most, further ones are counted and dropped: views must never be what fills the memory. */
export function createViewBuffer<Row>({ limit, batch_size, write }: { limit: number; batch_size: number; write: (rows: readonly Row[]) => Promise<void> }): ViewBuffer<Row> {
  let waiting: Row[] = [];
  const add = (rows: readonly Row[]) => {
    const room = Math.max(0, limit - waiting.length);
    waiting.push(...rows.slice(0, room));
    if (rows.length > room) dropped.inc(rows.length - room);
  };
  return {
    add,
    async flush() {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, batch_size);
        waiting = waiting.slice(batch_size);
        await write(batch).catch((error: unknown) => {
          const since = waiting;
          waiting = batch;
          add(since);
          throw error;
        });
      }
    },
  };
}

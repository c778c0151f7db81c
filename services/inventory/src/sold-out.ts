/**
 * Remembers for a moment which offers had nothing left, so that a stampede for the last unit is refused in memory.
 * Only a hint: what it says may be a second old, and forgetting everything changes no answer but its speed.
 */
export interface SoldOut {
  has(offer_id: string): boolean;
  /** Taken before asking the database and given to `remember`: what was cleared since is not remembered. */
  mark(): number;
  remember(offer_ids: readonly string[], mark: number): void;
  /** Stock came back, somewhere. */
  clear(): void;
}

const remembered_ms = 1_000;
const most_offers = 10_000;

export function createSoldOut(clock: () => Date): SoldOut {
  const until = new Map<string, number>();
  let clear_count = 0;
  return {
    has(offer_id) {
      const end = until.get(offer_id);
      if (end === undefined) return false;
      if (clock().getTime() < end) return true;
      until.delete(offer_id);
      return false;
    },
    mark: () => clear_count,
    remember(offer_ids, mark) {
      if (mark !== clear_count) return;
      if (until.size > most_offers) until.clear();
      for (const offer_id of offer_ids) until.set(offer_id, clock().getTime() + remembered_ms);
    },
    clear() {
      clear_count++;
      until.clear();
    },
  };
}

import { fail } from '@orinoco/contract';
import { sql, sqlState, type Transaction } from '@orinoco/database';

const turn_key = 72_616_134;
const taken = new WeakSet<Transaction>();

/**
 * Waits until no other transaction writes to the catalogue, and holds that until the end of this one. Saves, event
 * batches and the projection take turns: so a price that comes while its offer is being saved is never lost, what was
 * checked still holds when it is written, and no two of them can deadlock. Reads wait for nobody.
 * Throws `overloaded` when the turn does not come within the lock timeout.
 */
export async function takeTurn(tx: Transaction): Promise<void> {
  if (taken.has(tx)) return;
  try {
    await tx.many(sql`select pg_advisory_xact_lock(${turn_key}::bigint)`);
  } catch (error) {
    throw sqlState(error) === '55P03' ? fail('overloaded', { cause: error, retry_after_s: 5 }) : error;
  }
  taken.add(tx);
}

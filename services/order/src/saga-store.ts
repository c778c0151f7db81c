import { sql, type Queryable } from '@orinoco/database';

/** Makes a purchase that waits for its payment look again now. */
export async function wakeCheckout(tx: Queryable, purchase_id: string): Promise<void> {
  await tx.run(sql`update sagas set wake_at = now() where kind = 'checkout' and saga_id = ${purchase_id} and not is_finished and state <> 'compensating' and context ->> 'action_url' is not null`);
}

import { sql, type Queryable } from '@orinoco/database';

/** Makes a purchase that waits for its payment look again now. */
export async function wakeCheckout(tx: Queryable, purchase_id: string): Promise<void> {
  await tx.run(sql`update sagas set wake_at = now() where kind = 'checkout' and saga_id = ${purchase_id} and not is_finished and state <> 'compensating' and context ->> 'action_url' is not null`);
}

/** A cancellation that was refused is over; a new wish starts a new one. */
export async function forgetRefusal(tx: Queryable, order_id: string): Promise<void> {
  await tx.run(sql`delete from sagas where kind = 'cancellation' and saga_id = ${order_id} and state = 'refused'`);
}

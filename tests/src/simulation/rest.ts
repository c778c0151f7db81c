import { auditedTypes } from './audit.ts';
import type { Postgres } from './postgres.ts';
import type { Town } from './replica.ts';
import type { World } from './world.ts';

interface Due { readonly due_at: string | null; readonly is_behind: boolean }

/** Answers when the shop has to do something by itself: epoch ms, `now` when there is work at once, Infinity when it is at its end. */
export function watchRest(world: World, town: Town): () => number {
  const { postgres, scheduler } = world;
  const { fulfillment, neighbours } = town;
  let seen: { readonly due: Due | undefined; readonly of: string } | undefined;
  return () => {
    const of = `${postgres.write_count()} ${fulfillment.told.length} ${neighbours.told.length}`;
    if (seen?.of !== of) seen = { due: look(postgres, town), of };
    const due_at = seen.due?.due_at ? Math.max(Date.parse(seen.due.due_at), scheduler.now()) : Infinity;
    return seen.due?.is_behind || fulfillment.look() ? scheduler.now() : due_at;
  };
}

function look(postgres: Postgres, { fulfillment, neighbours }: Town): Due | undefined {
  return postgres.look<Due>(`select least(
      (select min(wake_at) from "order".sagas where not is_finished),
      (select min(expires_at) from inventory.reservations where status = 'held'),
      (select min(tried_at) + interval '60 seconds' from payment.payment_operations where status = 'pending'),
      (select min(retry_at) from "order".event_failures where status = 'waiting'),
      (select min(retry_at) from inventory.event_failures where status = 'waiting'),
      (select min(retry_at) from audit.event_failures where status = 'waiting')) as due_at,
    exists (select from inventory.reservations where is_ship_due and status = 'committed') or exists (select from inventory.pending_bundles)
      or exists (select from payment.outbox where type = 'payment.changed' and event_id not in (select event_id from "order".inbox union all select event_id from "order".event_failures))
      or exists (select from "order".outbox where type = 'order.placed' and event_id not in (select event_id from inventory.inbox union all select event_id from inventory.event_failures))
      or exists (select from (select event_id, type from "order".outbox union all select event_id, type from payment.outbox) as told where type = any($3) and event_id not in (select event_id from audit.inbox union all select event_id from audit.event_failures))
      or exists (select from jsonb_to_recordset($2::jsonb) as t(id uuid) where id not in (select event_id from audit.inbox union all select event_id from audit.event_failures))
      or exists (select from jsonb_to_recordset($1::jsonb) as t(id uuid) where id not in (select event_id from inventory.inbox union all select event_id from inventory.event_failures))
      or exists (select from jsonb_to_recordset($2::jsonb) as t(id uuid) where id not in (select event_id from "order".inbox union all select event_id from "order".event_failures)) as is_behind`,
  [JSON.stringify([...fulfillment.told, ...neighbours.told].map(({ id }) => ({ id }))), JSON.stringify(fulfillment.told.map(({ id }) => ({ id }))), auditedTypes])[0];
}

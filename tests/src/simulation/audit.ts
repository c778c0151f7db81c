import type { Database } from '@orinoco/database';
import { onMany, type EventDefinition, type Subscription } from '@orinoco/event';
import { shipmentMoved } from '@orinoco/fulfillment/events';
import { orderCancelled, orderDelivered, orderPlaced, orderShipped } from '@orinoco/order/events';
import { paymentCaptured, paymentReturned } from '@orinoco/payment/events';
import type { Town } from './replica.ts';
import type { World } from './world.ts';

/** A table without any key: what is written twice stands there twice. */
export const auditSchema = 'create table heard (place bigint generated always as identity, event_id uuid not null, type text not null, key text not null)';

const audited: readonly EventDefinition[] = [orderPlaced, orderShipped, orderDelivered, orderCancelled, paymentCaptured, paymentReturned, shipmentMoved];
export const auditedTypes = audited.map((definition) => definition.type);

/**
 * A consumer whose effect is not idempotent. Those of the shop are, all of them: a second effect would not show there,
 * and what the inbox promises would not be tested.
 */
export function auditSubscription(database: Database): Subscription {
  const handlers = audited.map((definition) => onMany(definition, async (envelopes, tx) => {
    const heard = envelopes.map(({ id, type, partitionkey }) => ({ id, type, key: partitionkey }));
    await tx.run({ name: 'audit', text: 'insert into heard (event_id, type, key) select id, type, key from jsonb_to_recordset($1::jsonb) as h(id uuid, type text, key text)', values: [JSON.stringify(heard)] });
  }));
  return { group: 'audit', database, handlers };
}

interface Told { readonly event_id: string; readonly key: string }

/** Every event has had its effect once, and those of one producer and key in their order. */
export function auditViolations({ postgres }: World, { fulfillment }: Town): string[] {
  const told = ['order', 'payment'].flatMap((schema) => postgres.look<Told>(`select event_id, '${schema} ' || key as key from "${schema}".outbox where type in (${auditedTypes.map((type) => `'${type}'`).join(', ')}) order by xid, seq`));
  const parcels = [...new Map(fulfillment.told.map((envelope) => [envelope.id, { event_id: envelope.id, key: `fulfillment ${envelope.partitionkey}` }])).values()];
  const heard = postgres.look<Told>(`select event_id, split_part(type, '.', 1) || ' ' || key as key from audit.heard order by place`);
  const orderOf = (events: readonly Told[]) => new Map([...Map.groupBy(events, (event) => event.key)].map(([key, own]) => [key, own.map((event) => event.event_id).join(' ')]));
  const [expected, found] = [orderOf([...told, ...parcels]), orderOf(heard)];
  return [...expected].filter(([key, ids]) => found.get(key) !== ids).map(([key, ids]) => `every event has its effect once and in order: of ${key} were told ${ids} and heard ${found.get(key)}`);
}

import type { Mutation } from './mutation.ts';

/** A bug that a tired person could write. The simulation has to find each. */
export interface Mutant {
  readonly name: string;
  /** What it would do to a shop. */
  readonly harm: string;
  readonly mutations: readonly Mutation[];
  /** Two rare things must meet for it: it takes thousands of seeds, and is only hunted by name or with as many. */
  readonly is_rare: boolean;
}

const mutant = (name: string, harm: string, file: string, find: string, replace: string): Mutant => ({ name, harm, mutations: [{ file, find, replace }], is_rare: false });
const rare = (each: Mutant): Mutant => ({ ...each, is_rare: true });

export const mutants: readonly Mutant[] = [
  mutant('no-inbox', 'an event that comes twice has its effect twice', 'packages/event/src/relay.ts', 'return envelopes.filter((envelope) => ids.delete(envelope.id));', 'return ids.size < 0 ? [] : envelopes;'),
  mutant('inbox-by-batch', 'an event that stands twice in one batch has its effect twice', 'packages/event/src/relay.ts', 'return envelopes.filter((envelope) => ids.delete(envelope.id));', 'return envelopes.filter((envelope) => ids.has(envelope.id));'),
  mutant('cursor-before-handling', 'a crash between cursor and effect loses events', 'packages/event/src/relay.ts', '    await handleBatch(subscription, source.producer, envelopes, end, onParked);',
    '    await database.run(sql`insert into event_cursors (consumer_group, producer, xid, seq) values (${group}, ${source.producer}, ${end.xid}::xid8, ${end.seq}::bigint) on conflict (consumer_group, producer) do update set xid = excluded.xid, seq = excluded.seq`);\n    await handleBatch(subscription, source.producer, envelopes, end, onParked);'),
  mutant('failed-event-is-dropped', 'an event whose handler fails is never tried again', 'packages/event/src/relay.ts', '    await park(subscription, envelope, String(error), 1);', '    void park;'),
  mutant('unconditional-release', 'stock is given back twice, or after it was shipped', 'services/inventory/migrations/0001_inventory.sql', "and status in ('held', 'committed') and not is_ship_due returning reservations", "and status <> 'shipped' returning reservations"),
  mutant('expiry-takes-committed', 'stock of a paid order is given to others', 'services/inventory/src/store.ts', "return swept(database, sql<Moved>`select expire_holds(${now}::timestamptz, ${limit}::integer) as moved_count`);",
    "await database.run(sql`update reservations set status = 'held', expires_at = ${now}::timestamptz where status = 'committed' and not is_ship_due and created_at < now() - interval '20 seconds'`); return swept(database, sql<Moved>`select expire_holds(${now}::timestamptz, ${limit}::integer) as moved_count`);"),
  mutant('no-release-on-reject', 'a rejected purchase keeps its stock until the hold ends, and its codes for ever', 'services/order/src/checkout-saga.ts', 'ports.inventory.release({ purchase_id: run.saga_id }, call), ports.pricing.releaseCoupons({ purchase_id: run.saga_id }, call)', 'ports.inventory.release({ purchase_id: run.saga_id }, call)'),
  mutant('no-void-on-unknown', 'a purchase is given up while the money may be blocked', 'services/order/src/checkout-saga.ts', '  await ports.payment.void({ payment_id: run.saga_id, checkout_id }, call);', "  if (run.context.reject_reason?.code !== 'payment_unknown') await ports.payment.void({ payment_id: run.saga_id, checkout_id }, call);"),
  mutant('unknown-is-declined', 'a lost answer is taken for a decline', 'services/payment/src/authorization.ts', "    log.warn({ payment_id, err: error }, 'the outcome of an authorization is unknown');\n    return unknownFinding;", "    return declinedFinding('no_answer');"),
  rare(mutant('placing-without-guard', 'a purchase that is being undone is placed', 'services/order/src/order-store.ts', "and not is_finished and state <> 'compensating' returning saga_id", 'returning saga_id')),
  mutant('no-saga-fence', 'an overtaken driver writes over the other', 'packages/saga/src/saga.ts', "wake_at = now() + make_interval(secs => ${lease_ms / 1000})\n    where kind = ${row.kind} and saga_id = ${row.saga_id} and version = ${row.version}", "wake_at = now() + make_interval(secs => ${lease_ms / 1000})\n    where kind = ${row.kind} and saga_id = ${row.saga_id}"),
  mutant('capture-without-key', 'a repeated capture takes the money twice', 'services/payment/src/operation.ts', 'const request = { payment_id, provider_reference, idempotency_key, amount_minor };', "const request = { payment_id, provider_reference, idempotency_key: kind === 'capture' ? ports.newId() : idempotency_key, amount_minor };"),
  mutant('refund-without-key', 'a repeated refund pays twice', 'services/payment/src/operation.ts', 'const request = { payment_id, provider_reference, idempotency_key, amount_minor };', "const request = { payment_id, provider_reference, idempotency_key: kind === 'refund' ? ports.newId() : idempotency_key, amount_minor };"),
  rare(mutant('booked-twice', 'two finishers of one operation both book it', 'services/payment/src/operation-store.ts', "done_at = now() where operation_key = ${operation_key} and status = 'pending' returning *`);", 'done_at = now() where operation_key = ${operation_key} returning *`);')),
  mutant('claim-without-amount', 'refunds add up to more than was captured', 'services/payment/src/operation-store.ts', "and status = 'done' and refunded_minor + ${money.amount_minor} <= amount_minor\n", "and status = 'done'\n"),
  mutant('webhook-is-trusted', 'what a webhook says becomes the state of the payment', 'services/payment/src/service.ts', 'if (await insertWebhook(database, provider, received, changed)) database.poke();',
    "if (await insertWebhook(database, provider, received, changed)) { database.poke(); if (type === 'payment.authorized') await database.run({ name: 'trusting', text: `update payments set status = 'authorized', provider_reference = coalesce(provider_reference, $2) where payment_id = $1 and status <> 'captured'`, values: [payment_id, received.provider_reference] }); }"),
  mutant('event-told-twice', 'every purchase is told of twice', 'services/order/src/handlers.ts', 'if (order) await emitAbout(tx, orderShipped, order, { tracking_number, tracking_url });', 'if (order) { await emitAbout(tx, orderShipped, order, { tracking_number, tracking_url }); if (tracking_number) await emitAbout(tx, orderShipped, order, { tracking_number, tracking_url }); }'),
  mutant('void-forgets-blocked', 'money that a void gave back is told of as nothing', 'services/payment/src/operation.ts', '    await noteWhatIsBlocked(ports, operation);\n', ''),
  mutant('cancel-without-work', 'a crash after the wish leaves an order cancelling for ever', 'services/order/src/service.ts', "          await startSaga(tx, 'cancellation', 'stopping', order_id, { order_id, reason, actor });\n", '          void startSaga;\n'),
  mutant('cancelled-by-two', 'two drivers of one cancellation both tell of it', 'services/order/src/order-sagas.ts', "if (!(await moveStatement(tx, { kind: 'cancellation', saga_id: run.saga_id, state: 'cancelled', is_finished: true, context: run.context }))) return;", "await moveStatement(tx, { kind: 'cancellation', saga_id: run.saga_id, state: 'cancelled', is_finished: true, context: run.context });"),
  mutant('no-resume', 'an operation that a crash left open stays so', 'services/payment/src/operation-store.ts', "where status = 'pending' and tried_at < now()", "where status = 'stuck' and tried_at < now()"),
  mutant('changed-after-yes', 'a buyer pays another total than the one agreed to', 'services/order/src/checkout-saga.ts', 'if (agreement !== undefined && agreement !== agreementOf(checkout)) return reject(', "if (agreement === '') return reject("),
  mutant('purchase-keeps-its-id', 'the next attempt is answered with the end of the last, and no other card is asked', 'services/order/src/checkout-store.ts', 'purchase_id = uuidv7(), updated_at = now() where checkout_id', 'updated_at = now() where checkout_id'),
];

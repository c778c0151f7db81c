import type { Static, TSchema } from 'typebox';
import type { Contract, Service } from '@orinoco/contract';
import { json, sql, type Database, type Transaction } from '@orinoco/database';
import { currentTraceparent } from '@orinoco/telemetry';

/** An event as its producer declares it: name, version and payload. Data only. */
export interface EventDefinition<Payload extends TSchema = TSchema> {
  /** `<service>.<fact in the past tense>`, for example `order.placed`. */
  readonly type: `${string}.${string}`;
  readonly version: number;
  readonly payload: Payload;
}

export function defineEvent<Payload extends TSchema>(type: `${string}.${string}`, version: number, payload: Payload): EventDefinition<Payload> {
  return { type, version, payload };
}

/**
 * An event as consumers get it: CloudEvents 1.0, with the partition key (order is kept per key) and the place in the
 * producer's log.
 */
export interface Envelope<Payload = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly dataversion: number;
  readonly time: string;
  readonly partitionkey: string;
  readonly sequence: string;
  readonly traceparent?: string;
  readonly data: Payload;
}

/** One event ready to be written. `key` is the id of the thing it is about. */
export interface OutgoingEvent {
  readonly type: string;
  readonly version: number;
  readonly key: string;
  readonly payload: unknown;
  readonly traceparent?: string;
}

/** Checks the payload's type against the declaration and makes it ready for `emit` or `outgoing`. */
export function event<Payload extends TSchema>(definition: EventDefinition<Payload>, key: string, payload: Static<Payload>): OutgoingEvent {
  const traceparent = currentTraceparent();
  return { type: definition.type, version: definition.version, key, payload, ...(traceparent === undefined ? {} : { traceparent }) };
}

/**
 * Writes events to the outbox of the same transaction: they exist exactly when the change exists. This and
 * `outgoing` are the only ways to publish.
 */
export async function emit(tx: Transaction, ...events: readonly OutgoingEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.run(sql`insert into outbox (type, version, key, payload, traceparent)
    select type, version, key, payload, traceparent from jsonb_to_recordset(${outgoing(...events)}::jsonb) as e(type text, version smallint, key text, payload jsonb, traceparent text)`);
  tx.poke();
}

/**
 * The events as one bound value, for a statement that makes its change and writes the outbox at once:
 * `insert into outbox (type, version, key, payload, traceparent) select * from jsonb_to_recordset(${outgoing(…)}::jsonb) as e(type text, version smallint, key text, payload jsonb, traceparent text)`.
 * Call `database.poke()` after it.
 */
export function outgoing(...events: readonly OutgoingEvent[]): string {
  return json(events);
}

/** Reaction to one type of event. `tx` is the transaction that also remembers that they were handled. */
export interface Handler {
  readonly definition: EventDefinition;
  readonly handle: (envelopes: readonly Envelope<never>[], tx: Transaction) => Promise<void>;
}

/** Reacts to each event by itself. */
export function on<Payload extends TSchema>(definition: EventDefinition<Payload>, handle: (envelope: Envelope<Static<Payload>>, tx: Transaction) => Promise<void>): Handler {
  return onMany(definition, async (envelopes, tx) => {
    for (const envelope of envelopes) await handle(envelope, tx);
  });
}

/**
 * Reacts to a run of events of one type at once, in their order: one statement for a thousand prices. When it throws,
 * it is called again with one event at a time, so that a bad one does not hold up the others.
 */
export function onMany<Payload extends TSchema>(definition: EventDefinition<Payload>, handle: (envelopes: readonly Envelope<Static<Payload>>[], tx: Transaction) => Promise<void>): Handler {
  return { definition, handle: handle as Handler['handle'] };
}

/** A consumer group: a service's set of reactions that share a cursor per producer. */
export interface Subscription {
  readonly group: string;
  readonly database: Database;
  readonly handlers: readonly Handler[];
  /** Runs once after a batch has been committed, with what it held: for effects in memory that must not run ahead of the database. */
  readonly afterBatch?: (envelopes: readonly Envelope[]) => Promise<void>;
  /** Events per transaction; 100 when absent. */
  readonly batch_size?: number;
}

/** What a service's factory gives the composition root. */
export interface RunningService<C extends Contract> {
  readonly methods: Service<C>;
  readonly subscriptions?: readonly Subscription[];
  /** Starts background loops (expiry, sending, sweeping); answers how to stop them. Tests that need none do not call it. */
  readonly start?: () => () => Promise<void>;
}

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { connect, systemRuntime, type Client as ClientOf } from '@orinoco/contract';
import { json, type Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { paymentContract, type Payment } from './contract.ts';
import type { Money } from './payment.ts';
import { backdateJournals, backdateOperation, emittedOf, type Emitted } from './payment-testing-store.ts';
import { api_key, return_url, startSandbox, type Delivery, type Sandbox } from './providers/local-testing.ts';
import { createPaymentService } from './service.ts';

export const cards = { good: '4242424242424242', declined: '4000000000000002', challenge: '4000002500003155', lost: '4000000000000341', broken: '4000000000006975', slow: '4000000000000119', twice: '4000000000000077' };
export const call = () => asServiceOf('order');

export interface PaymentTest {
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly service: RunningService<typeof paymentContract>;
  readonly payment: ClientOf<typeof paymentContract>;
  /** What authorize is called with, for a card. */
  request(number: string, changes?: { payment_id?: string; amount_minor?: number; currency?: string }): Promise<Parameters<ClientOf<typeof paymentContract>['authorize']>[0]>;
  authorized(amount_minor?: number): Promise<Payment>;
  emitted(payment_id: string): Promise<Emitted[]>;
  /** Passes what the provider has sent on to the service, as the gateway would. */
  receive(delivery: Delivery): Promise<unknown>;
  /** Captures and refunds of the provider's settlement since the test began: signed amounts. */
  settlements(): Promise<{ kind: string; payment_id: string; amount_minor: number }[]>;
  /** Makes the provider's settlement file say something else than what happened. */
  misreport(change: object): Promise<void>;
  /** Has captures and refunds happened at another time, on our side; in the books too. */
  backdate(operation_key: string, at: string): Promise<void>;
  close(): Promise<void>;
}

/** The service on a fresh database beside a sandbox provider of its own. */
export async function openPaymentTest(): Promise<PaymentTest> {
  const opened_at = Date.now();
  const testDatabase = await openTestDatabase();
  const database = testDatabase.database('payment');
  // The service's own role may not change what is booked.
  const administrator = new Client({ connectionString: testDatabase.url });
  await administrator.connect();
  const sandbox = await startSandbox({ timeout_ms: 1_000 });
  const service = createPaymentService({ database, ...systemRuntime, log: testLog, provider: sandbox.provider, provider_timeout_ms: 1_000, stuck_after_ms: 40 });
  const payment = connect(paymentContract, { local: service.methods, is_round_trip: true });
  const request: PaymentTest['request'] = async (number, changes = {}) =>
    ({ payment_id: randomUUID(), checkout_id: randomUUID(), amount_minor: 10_000, currency: 'USD', payment_token: await sandbox.token(number), return_url, ...changes });
  return {
    database, sandbox, service, payment, request,
    authorized: async (amount_minor = 10_000) => payment.authorize(await request(cards.good, { amount_minor }), call()),
    emitted: (payment_id) => emittedOf(database, payment_id),
    receive: ({ raw_body, headers }) => payment.receiveWebhook({ provider: 'local', raw_body: raw_body.toString(), headers: JSON.parse(json(headers)) as Record<string, string> }, call()),
    async settlements() {
      // A test that runs over midnight finds its movements in two files.
      const days = new Set([opened_at, Date.now()].map((time) => new Date(time).toISOString().slice(0, 10)));
      const files = await Promise.all([...days].map((day) => sandbox.provider.settlement(day)));
      return files.flat().map(({ kind, payment_id, amount_minor }) => ({ kind, payment_id: payment_id ?? '', amount_minor }));
    },
    async misreport(change) {
      const response = await sandbox.post('/v1/settlement-changes', change, { authorization: `Bearer ${api_key}` });
      if (!response.ok) throw new Error(`change refused: ${await response.text()}`);
    },
    async backdate(operation_key, at) {
      await backdateOperation(database, operation_key, at);
      await administrator.query(backdateJournals, [operation_key, at]);
    },
    async close() {
      await administrator.end();
      await sandbox.close();
      await testDatabase.close();
    },
  };
}

export function moneyOf(amount_minor: number, changes: Partial<Money> = {}): Money {
  return { order_id: randomUUID(), seller_id: randomUUID(), amount_minor, commission_minor: Math.floor(amount_minor * 0.15), tax_minor: Math.floor(amount_minor * 0.07), marketplace_discount_minor: 0, ...changes };
}

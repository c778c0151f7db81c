import { fail, failField, hasCode, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import { authorize, refresh } from './authorization.ts';
import type { paymentContract } from './contract.ts';
import type { PaymentDependencies } from './dependencies.ts';
import { paymentChanged } from './events.ts';
import { ledgerJson } from './ledger-store.ts';
import { movementMethods } from './movement-methods.ts';
import { finish } from './operation.ts';
import { takeStuckOperations } from './operation-store.ts';
import { isRefusal, viewOf } from './payment.ts';
import { findPayment, insertWebhook } from './payment-store.ts';
import type { PaymentProvider, ProviderEvent } from './providers/port.ts';
import { reconciliationMethods, startReconciling } from './reconciliation-methods.ts';
import { statementMethods } from './statement-methods.ts';

export type { PaymentDependencies } from './dependencies.ts';

/** Payments, the ledger, and what follows from it. See README.md for the states. */
export function createPaymentService(dependencies: PaymentDependencies): RunningService<typeof paymentContract> {
  return {
    methods: { ...readingMethods(dependencies), ...movementMethods(dependencies), ...reconciliationMethods(dependencies), ...statementMethods(dependencies) },
    start: () => {
      const stops = [startResuming(dependencies), startReconciling(dependencies)];
      return async () => void (await Promise.all(stops.map((stop) => stop())));
    },
  };
}

type ReadingMethods = Pick<Service<typeof paymentContract>, 'createSession' | 'authorize' | 'getPayment' | 'receiveWebhook' | 'listLedger'>;

function readingMethods(ports: PaymentDependencies): ReadingMethods {
  const { database, provider } = ports;
  return {
    async createSession({ payment_id, amount_minor, currency, return_url, parent_origin }) {
      checkOrigins(ports.shop_origin, return_url, parent_origin);
      try {
        return await provider.session({ payment_id, amount_minor, currency, return_url, parent_origin });
      } catch (error) {
        throw isRefusal(error) ? fail('conflict', { detail: 'The payment provider opens no payment page for this', cause: error }) : fail('unavailable', { cause: error });
      }
    },
    authorize: async (input, call) => viewOf(await authorize(ports, input, call)),
    async getPayment({ payment_id, is_fresh = false }) {
      const payment = await findPayment(database, payment_id);
      if (!payment) throw fail('payment_not_found');
      return viewOf(is_fresh ? await refresh(ports, payment) : payment);
    },
    async receiveWebhook({ provider: name, raw_body, headers }) {
      if (name !== provider.name) throw fail('not_found', { detail: 'There is no such payment provider' });
      await remember(database, name, parse(provider, raw_body, headers));
      return { is_done: true };
    },
    async listLedger({ account = null, reference = null, page = 1, page_size = 50 }) {
      return (await ledgerJson(database, { account, reference, limit: page_size, offset: (page - 1) * page_size })) ?? { entries: [], balances: [] };
    },
  };
}

/** The provider shows its fields to the origin that it leads back to; any other would see an empty frame. */
function checkOrigins(shop_origin: string | undefined, return_url: string, parent_origin: string): void {
  const url = URL.parse(return_url);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || (shop_origin !== undefined && url.origin !== shop_origin)) throw failField('/return_url', 'not_allowed', 'return_url is no address of this shop');
  if (parent_origin !== url.origin) throw failField('/parent_origin', 'not_allowed', 'parent_origin is not the origin of return_url');
}

function parse(provider: PaymentProvider, raw_body: string, headers: Record<string, string>): ProviderEvent {
  try {
    return provider.parseWebhook(Buffer.from(raw_body, 'utf8'), headers);
  } catch (error) {
    if (hasCode(error, 'webhook_signature_invalid', 'webhook_expired', 'webhook_malformed')) throw fail('webhook_refused', { cause: error });
    throw error;
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Writes down what the provider says and tells who waits for it. It changes no payment: who waits will ask. */
async function remember(database: Database, provider: string, received: ProviderEvent): Promise<void> {
  const { type, payment_id } = received;
  const is_ours = type !== 'ignored' && payment_id !== null && uuid.test(payment_id);
  const changed = is_ours ? { type: paymentChanged.type, version: paymentChanged.version, key: payment_id, payload: { payment_id, status: type.slice('payment.'.length) } } : null;
  if (await insertWebhook(database, provider, received, changed)) database.poke();
}

/** Finishes operations that were left half-way by a crash, until stopped. */
function startResuming(ports: PaymentDependencies): () => Promise<void> {
  const { stuck_after_ms = 60_000 } = ports;
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await ports.sleep((stuck_after_ms / 4) * (0.8 + ports.random() * 0.4), stopping.signal);
      if (!stopping.signal.aborted) await resume(ports, stuck_after_ms).catch((error: unknown) => ports.log.warn({ err: error }, 'stuck payment operations wait'));
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}

async function resume(ports: PaymentDependencies, stuck_after_ms: number): Promise<void> {
  for (const operation of await takeStuckOperations(ports.database, stuck_after_ms)) {
    await finish(ports, operation).catch((error: unknown) => ports.log.warn({ operation_key: operation.operation_key, err: error }, 'a payment operation hangs'));
  }
}

import { fail, hasCode, type Call, type InputOf } from '@orinoco/contract';
import type { paymentContract } from './contract.ts';
import { declinedFinding, findingOfAnswer, findingOfRecord, isRefusal, unknownFinding, type Finding, type PaymentRow } from './payment.ts';
import { findPayment, openIntent, saveFinding } from './payment-store.ts';
import type { PaymentDependencies } from './dependencies.ts';

type AuthorizeInput = InputOf<typeof paymentContract, 'authorize'>;

/** Kept back of the caller's time, so that "unknown" is written down and answered before nobody listens. */
const margin_ms = 1_000;
const least_ms = 500;

/**
 * Blocks the money of a checkout. The row stands before the provider is called, and a repeat asks with the same key,
 * so there is one authorization whatever gets lost. What is decided is answered from the row.
 */
export async function authorize(ports: PaymentDependencies, input: AuthorizeInput, call: Call): Promise<PaymentRow> {
  const { payment_id, checkout_id, amount_minor, currency } = input;
  const known = await openIntent(ports.database, { payment_id, checkout_id, provider: ports.provider.name, currency, amount_minor });
  if (known.status === 'requires_action') return refresh(ports, known);
  if (known.status !== 'pending' && known.status !== 'unknown') return known;
  if (known.amount_minor !== amount_minor || known.currency !== currency) throw fail('idempotency_conflict', { detail: 'This payment was begun with another amount' });
  return learn(ports, known, await ask(ports, input, call));
}

/** Asks the provider how a payment stands that is not decided yet, and writes it down. */
export async function refresh(ports: PaymentDependencies, known: PaymentRow): Promise<PaymentRow> {
  if (!['pending', 'unknown', 'requires_action'].includes(known.status)) return known;
  const finding = await look(ports, known.payment_id);
  return finding === null ? known : learn(ports, known, finding);
}

async function learn(ports: PaymentDependencies, known: PaymentRow, finding: Finding): Promise<PaymentRow> {
  if (finding.status === known.status) return known;
  const saved = await saveFinding(ports.database, known.payment_id, finding);
  // Voided or decided by somebody else meanwhile: that stands.
  return saved ?? (await findPayment(ports.database, known.payment_id)) ?? known;
}

async function ask(ports: PaymentDependencies, input: AuthorizeInput, call: Call): Promise<Finding> {
  const { payment_id, amount_minor, currency, payment_token, return_url } = input;
  const { provider, log, clock, timeout, provider_timeout_ms = 8_000 } = ports;
  const time_ms = Math.max(least_ms, Math.min(provider_timeout_ms, call.deadline - clock().getTime() - margin_ms));
  try {
    return findingOfAnswer(await provider.authorize({ payment_id, idempotency_key: payment_id, amount_minor, currency, payment_token, return_url }, timeout(time_ms)));
  } catch (error) {
    // The first request under the key had another token, or an earlier one got through: what it led to is on record.
    if (hasCode(error, 'idempotency_conflict', 'payment_exists')) return (await look(ports, payment_id)) ?? unknownFinding;
    if (isRefusal(error)) {
      log.error({ payment_id, code: error.code, detail: error.detail }, 'the payment provider refuses to authorize');
      return declinedFinding(error.code);
    }
    log.warn({ payment_id, err: error }, 'the outcome of an authorization is unknown');
    return unknownFinding;
  }
}

/** The provider's word on a payment, or null when it has none or does not answer. */
async function look({ provider, log }: PaymentDependencies, payment_id: string): Promise<Finding | null> {
  try {
    return findingOfRecord(await provider.find({ payment_id }));
  } catch (error) {
    log.warn({ payment_id, err: error }, 'the payment provider cannot be asked');
    return null;
  }
}

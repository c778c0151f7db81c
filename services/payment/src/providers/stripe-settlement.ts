import { fail } from '@orinoco/contract';
import type { SettlementLine } from './port.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import type { StripeBalanceTransaction, StripeClient } from './stripe-client.ts';

const pageSize = 100;
const maxPages = 2_000;
const dayS = 86_400;

// docs.stripe.com/reports/balance-transaction-types. What moves between Stripe and our bank is no movement of a payment.
const kinds: Readonly<Record<string, 'capture' | 'refund'>> = { charge: 'capture', payment: 'capture', refund: 'refund', payment_refund: 'refund', refund_failure: 'refund', payment_failure_refund: 'refund' };
const bankTypes: ReadonlySet<string> = new Set(['payout', 'payout_cancel', 'payout_failure', 'payout_minimum_balance_hold', 'payout_minimum_balance_release', 'topup', 'topup_reversal']);

/**
 * The balance transactions of a day. The amount is before Stripe's fee, in the currency of the balance: a payment that
 * was converted shows as another currency.
 * @throws `settlement_malformed` when there are more than can be read
 */
export async function stripeSettlement(stripe: StripeClient, settled_on: string): Promise<SettlementLine[]> {
  const from = Date.parse(`${settled_on}T00:00:00Z`) / 1000;
  const lines: SettlementLine[] = [];
  let starting_after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { data: listed, has_more } = await stripe.balanceTransactions.list({ created: { gte: from, lt: from + dayS }, limit: pageSize, expand: ['data.source'], ...(starting_after !== undefined && { starting_after }) });
    for (const transaction of listed) if (!bankTypes.has(transaction.type)) lines.push(toSettlementLine(transaction));
    starting_after = listed.at(-1)?.id;
    // Stripe lists the newest first.
    if (!has_more || starting_after === undefined) return lines.toReversed();
  }
  throw fail('settlement_malformed', { detail: `more than ${maxPages * pageSize} lines` });
}

/** A balance transaction whose source is expanded. A refund carries our payment's id because we gave it one; a charge has its intent's. */
export function toSettlementLine({ id, type, amount, fee, currency: code, created, source }: StripeBalanceTransaction): SettlementLine {
  const currency = code.toUpperCase();
  const kind = kinds[type] ?? 'fee';
  const expanded = typeof source === 'string' ? null : source;
  return {
    // A refund has one name with us and with Stripe; of a charge with several captures every line has the same source.
    movement_reference: kind === 'refund' && type !== 'refund_failure' && expanded !== null ? expanded.id : id,
    kind,
    payment_id: expanded?.metadata?.['payment_id'] ?? null,
    amount_minor: fromStripeAmount(amount, currency),
    currency,
    fee_minor: fromStripeAmount(fee, currency),
    occurred_at: new Date(created * 1000).toISOString(),
  };
}

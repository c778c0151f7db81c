import { toDecimal } from '@orinoco/money';
import type { CouponOutcome, CouponStep } from './coupon.ts';
import type { QuoteLine, QuoteSeller, QuoteTotals } from './quote.ts';
import type { TaxShare } from './tax.ts';

/** Where each number comes from, in the order it was made. Names of lines and sellers are their ids. */
export type QuoteStep =
  | { readonly step: 'line_subtotal'; readonly line_id: string; readonly quantity: number; readonly unit_price_minor: number; readonly subtotal_minor: number }
  | CouponStep
  | { readonly step: 'coupon_refused'; readonly code: string; readonly reason_code: string }
  | { readonly step: 'line_tax'; readonly line_id: string; readonly base_minor: number; readonly is_included: boolean; readonly taxes: readonly TaxShare[]; readonly tax_minor: number }
  | { readonly step: 'shipping_tax'; readonly seller_id: string; readonly base_minor: number; readonly is_included: boolean; readonly taxes: readonly TaxShare[]; readonly tax_minor: number }
  | { readonly step: 'seller_total'; readonly seller_id: string; readonly total_minor: number }
  | ({ readonly step: 'total' } & QuoteTotals);

/** The steps of a finished quote; lines and sellers by id, so that the trace does not depend on their order either. */
export function traceOf(lines: readonly QuoteLine[], sellers: readonly QuoteSeller[], totals: QuoteTotals, outcomes: readonly CouponOutcome[], steps: readonly CouponStep[], is_included: boolean): QuoteStep[] {
  return [
    ...lines.map(({ line_id, quantity, unit_price_minor, subtotal_minor }) => ({ step: 'line_subtotal' as const, line_id, quantity, unit_price_minor, subtotal_minor })),
    ...outcomes.flatMap(({ code, reason_code }) => (reason_code === undefined ? [] : [{ step: 'coupon_refused' as const, code, reason_code }])),
    ...steps,
    ...lines.map(({ line_id, subtotal_minor, discount_minor, taxes, tax_minor }) => ({ step: 'line_tax' as const, line_id, base_minor: subtotal_minor - discount_minor, is_included, taxes, tax_minor })),
    ...sellers.map(({ seller_id, shipping_minor, shipping_taxes, shipping_tax_minor }) => ({ step: 'shipping_tax' as const, seller_id, base_minor: shipping_minor, is_included, taxes: shipping_taxes, tax_minor: shipping_tax_minor })),
    ...sellers.map(({ seller_id, total_minor }) => ({ step: 'seller_total' as const, seller_id, total_minor })),
    { step: 'total', ...totals },
  ];
}

/** The trace as sentences for operators and for the contract, amounts in decimals of the currency. */
export function explainTrace(trace: readonly QuoteStep[], currency: string): { step: string; detail: string }[] {
  return trace.map((step) => ({ step: step.step, detail: detailOf(step, (amount_minor) => `${toDecimal(amount_minor, currency)} ${currency}`).slice(0, 500) }));
}

function detailOf(step: QuoteStep, money: (amount_minor: number) => string): string {
  switch (step.step) {
    case 'line_subtotal': return `Line ${step.line_id}: ${step.quantity} x ${money(step.unit_price_minor)} = ${money(step.subtotal_minor)}`;
    case 'coupon': return `${step.code} (${step.kind}) takes ${money(step.amount_minor)} of ${money(step.base_minor)}: ${step.shares.map((share) => `${money(share.amount_minor)} from ${share.key}`).join(', ') || 'nothing to take'}`;
    case 'coupon_refused': return `${step.code} refused: ${step.reason_code}`;
    case 'line_tax': return `Line ${step.line_id}: ${taxDetail(step, money)}`;
    case 'shipping_tax': return `Shipping of ${step.seller_id}: ${taxDetail(step, money)}`;
    case 'seller_total': return `Seller ${step.seller_id}: ${money(step.total_minor)}`;
    case 'total': return `${money(step.subtotal_minor)} - ${money(step.discount_minor)} discount + ${money(step.shipping_minor)} shipping, tax ${money(step.tax_minor)}: ${money(step.total_minor)}`;
  }
}

function taxDetail(step: Extract<QuoteStep, { step: 'line_tax' | 'shipping_tax' }>, money: (amount_minor: number) => string): string {
  const rates = step.taxes.map((tax) => `${tax.name} ${tax.rate_ppm / 10_000} % ${money(tax.tax_minor)}`).join(', ');
  return `tax ${step.is_included ? 'inside' : 'on'} ${money(step.base_minor)}: ${rates || 'none'}`;
}

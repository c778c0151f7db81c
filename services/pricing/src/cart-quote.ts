import { fail, type InputOf } from '@orinoco/contract';
import type { Quote as QuoteAnswer, pricingContract } from './contract.ts';
import { explainTrace } from './quote-trace.ts';
import { quote, type Quote, type QuoteLineInput } from './quote.ts';
import { ratesFromTable } from './tax.ts';
import type { QuoteParts } from './price-store.ts';
import type { StoredTaxRate } from './tax-store.ts';

export type CartInput = InputOf<typeof pricingContract, 'quote'>;

const trace_limit = 1_000;

/** A code as it is stored, however it was typed. */
export function codeOf(text: string): string {
  return text.trim().toUpperCase();
}

/**
 * Prices a cart from what was loaded for it. Without a destination, or where no rate is known, tax is nothing and on
 * top; the former is marked as estimated. Throws `price_not_found` with the offers, and `invalid_request`.
 */
export function quoteCart(input: CartInput, { prices, coupons }: QuoteParts, rates: readonly StoredTaxRate[], now: Date): QuoteAnswer {
  const { currency, destination } = input;
  const lines = pricedLines(input, prices);
  const codes = input.coupon_codes.map(codeOf);
  const refusals = codes.map((code) => refusalOf(code, coupons, input.customer_id ?? null));
  const priced = quote({
    currency, now, lines,
    destination: destination ?? { country: '' },
    shipping: input.shipping,
    coupons: codes.flatMap((code, index) => (refusals[index] === null ? coupons.filter((coupon) => coupon.code === code) : [])),
    is_first_order: input.is_first_order ?? false,
    tax_rates: destination ? ratesFromTable(rates, destination, lines.map((line) => line.tax_category), now) : [],
    prices_include_tax: rates.find((rate) => rate.country === destination?.country)?.is_included ?? false,
    rounding: 'line',
  });
  return answerOf(priced, destination === null, codes, refusals);
}

function pricedLines(input: CartInput, prices: QuoteParts['prices']): QuoteLineInput[] {
  const missing = input.lines.filter((line) => prices[line.offer_id] === undefined).map((line) => line.offer_id);
  if (missing.length > 0) throw fail('price_not_found', { detail: `${missing.length} offers have no price in ${input.currency}`, extra: { offer_ids: [...new Set(missing)] } });
  return input.lines.map((line) => ({ ...line, unit_price_minor: prices[line.offer_id] ?? 0 }));
}

/** Why a code is out before its conditions are looked at. Who has no account cannot be counted. */
function refusalOf(code: string, coupons: QuoteParts['coupons'], customer_id: string | null): 'coupon_not_found' | 'sign_in_required' | null {
  const coupon = coupons.find((each) => each.code === code);
  if (!coupon) return 'coupon_not_found';
  return coupon.usage_limit_per_customer !== null && customer_id === null ? 'sign_in_required' : null;
}

function answerOf(priced: Quote, is_tax_estimated: boolean, codes: readonly string[], refusals: readonly (string | null)[]): QuoteAnswer {
  const outcomes = priced.coupons.values();
  const { subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor } = priced.totals;
  const refused = codes.flatMap((code, index) => (refusals[index] == null ? [] : [{ step: 'coupon_refused', detail: `${code} refused: ${refusals[index]}` }]));
  return {
    currency: priced.currency,
    is_tax_included: priced.prices_include_tax,
    is_tax_estimated,
    lines: priced.lines.map(lineOf),
    sellers: priced.sellers.map((seller) => ({
      seller_id: seller.seller_id, subtotal_minor: seller.subtotal_minor, discount_minor: seller.discount_minor, shipping_minor: seller.shipping_minor,
      shipping_discount_minor: seller.shipping_discount_minor, shipping_discounts: seller.shipping_discounts.map(({ code, amount_minor, funded_by }) => ({ code, amount_minor, funded_by })), shipping_tax_minor: seller.shipping_tax_minor, tax_minor: seller.tax_minor, total_minor: seller.total_minor,
    })),
    totals: { subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor },
    coupons: codes.map((code, index) => {
      const reason_code = refusals[index] ?? null;
      const outcome = reason_code === null ? outcomes.next().value : undefined;
      return { code, status: outcome?.status ?? 'refused', reason_code: reason_code ?? outcome?.reason_code ?? null, amount_minor: outcome?.amount_minor ?? 0 };
    }),
    trace: [...refused, ...explainTrace(priced.trace, priced.currency)].slice(0, trace_limit),
  };
}

function lineOf({ line_id, offer_id, seller_id, quantity, unit_price_minor, subtotal_minor, discount_minor, discounts, tax_minor, taxes, total_minor }: Quote['lines'][number]): QuoteAnswer['lines'][number] {
  return {
    line_id, offer_id, seller_id, quantity, unit_price_minor, subtotal_minor, discount_minor, discounts: discounts.map(({ code, amount_minor, funded_by }) => ({ code, amount_minor, funded_by })),
    tax_minor, taxes: taxes.map(({ name, rate_ppm, tax_minor: share_minor }) => ({ name, rate_ppm, tax_minor: share_minor })), total_minor,
  };
}

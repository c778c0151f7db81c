import { fail, type FieldError } from '@orinoco/contract';
import { allocate, isCurrency, type Rounding } from '@orinoco/money';
import { applyCoupons, sumOf, type Coupon, type CouponOutcome, type Discount, type Discountable } from './coupon.ts';
import { traceOf, type QuoteStep } from './quote-trace.ts';
import { compareText, matchingRates, taxOf, type Destination, type Taxed, type TaxRate, type TaxShare } from './tax.ts';

export interface QuoteLineInput {
  readonly line_id: string;
  readonly offer_id: string;
  readonly seller_id: string;
  /** The line's category and those above it, so that a coupon for a department matches. */
  readonly category_ids?: readonly string[];
  readonly quantity: number;
  readonly unit_price_minor: number;
  readonly tax_category: string;
}

export interface QuoteInput {
  readonly currency: string;
  readonly now: Date;
  readonly destination: Destination;
  readonly lines: readonly QuoteLineInput[];
  /** What delivery costs per seller, before coupons; several entries of a seller are summed. */
  readonly shipping: readonly { readonly seller_id: string; readonly amount_minor: number }[];
  /** Definitions of the codes entered, in the buyer's order. */
  readonly coupons: readonly Coupon[];
  /** Whether the buyer has ordered nothing before; `false` when absent. */
  readonly is_first_order?: boolean;
  readonly tax_rates: readonly TaxRate[];
  /** Whether prices and shipping contain tax. */
  readonly prices_include_tax: boolean;
  /** Where tax is rounded. Stored with the order, since the same cart differs by cents under another policy. */
  readonly rounding: 'line';
  readonly rounding_mode?: Rounding;
}

export interface QuoteLine extends QuoteLineInput {
  readonly subtotal_minor: number;
  readonly discount_minor: number;
  readonly discounts: readonly Discount[];
  /** The discounted amount without tax. */
  readonly taxable_minor: number;
  readonly tax_minor: number;
  readonly taxes: readonly TaxShare[];
  /** `taxable_minor + tax_minor`: what the buyer pays for the line. */
  readonly total_minor: number;
}

export interface QuoteSeller {
  readonly seller_id: string;
  readonly subtotal_minor: number;
  /** Off the lines; what came off shipping is `shipping_discount_minor`. */
  readonly discount_minor: number;
  /** Charged for shipping after coupons, in the same terms (with or without tax) as prices. */
  readonly shipping_minor: number;
  readonly shipping_discount_minor: number;
  readonly shipping_discounts: readonly Discount[];
  readonly shipping_tax_minor: number;
  readonly shipping_taxes: readonly TaxShare[];
  /** What the buyer pays for shipping, tax included. */
  readonly shipping_total_minor: number;
  /** Of lines and shipping. */
  readonly tax_minor: number;
  readonly total_minor: number;
}

export interface QuoteTotals {
  readonly subtotal_minor: number;
  readonly discount_minor: number;
  readonly shipping_minor: number;
  readonly shipping_discount_minor: number;
  readonly tax_minor: number;
  readonly total_minor: number;
}

export interface Quote {
  readonly currency: string;
  readonly prices_include_tax: boolean;
  readonly rounding: 'line';
  readonly rounding_mode: Rounding;
  /** In the order given. */
  readonly lines: readonly QuoteLine[];
  /** By seller_id. */
  readonly sellers: readonly QuoteSeller[];
  readonly totals: QuoteTotals;
  readonly coupons: readonly CouponOutcome[];
  readonly trace: readonly QuoteStep[];
}

/** Most of what one quote may hold; beyond it the cart is refused. */
export const quoteLimits = { lines: 500, coupons: 20, amount_minor: 1_000_000_000_000_000 } as const;

interface Working {
  readonly input: QuoteLineInput;
  readonly price: Discountable;
}

/**
 * Prices a cart: subtotals, coupons spread over lines, tax per line, shipping and its tax per seller. Everything is
 * integer minor units; each sum in the answer equals the sum of its parts exactly, whatever the order of lines.
 * Throws `invalid_request` with the wrong fields.
 */
export function quote(input: QuoteInput): Quote {
  const errors = problemsOf(input);
  if (errors.length > 0) throw fail('invalid_request', { detail: 'The cart cannot be priced', errors });

  const rounding_mode = input.rounding_mode ?? 'half_up';
  const working = input.lines.map(startLine).toSorted((a, b) => compareText(a.price.key, b.price.key));
  const shipping = startShipping(input);
  const context = { now: input.now, currency: input.currency, rounding: rounding_mode, is_first_order: input.is_first_order ?? false };
  const { outcomes, steps } = applyCoupons(input.coupons, working.map((line) => line.price), shipping, context);

  const sorted = working.map((line) => finishLine(line, input, rounding_mode));
  const sellers = shipping.map((each) => finishSeller(each, sorted.filter((line) => line.seller_id === each.seller_id), input, rounding_mode));
  const totals = totalsOf(sellers);
  const byId = new Map(sorted.map((line) => [line.line_id, line]));
  return {
    currency: input.currency,
    prices_include_tax: input.prices_include_tax,
    rounding: input.rounding,
    rounding_mode,
    lines: input.lines.flatMap((line) => byId.get(line.line_id) ?? []),
    sellers,
    totals,
    coupons: outcomes,
    trace: traceOf(sorted, sellers, totals, outcomes, steps, input.prices_include_tax),
  };
}

function startLine(input: QuoteLineInput): Working {
  const subtotal_minor = input.unit_price_minor * input.quantity;
  return { input, price: { key: input.line_id, seller_id: input.seller_id, category_ids: input.category_ids ?? [], subtotal_minor, left_minor: subtotal_minor, discounts: [] } };
}

/** One entry for every seller of the cart, also for those who ship for nothing. */
function startShipping(input: QuoteInput): Discountable[] {
  const sellers = [...new Set(input.lines.map((line) => line.seller_id))].sort(compareText);
  return sellers.map((seller_id) => {
    const amount_minor = sumOf(input.shipping.filter((each) => each.seller_id === seller_id).map((each) => each.amount_minor));
    return { key: seller_id, seller_id, category_ids: [], subtotal_minor: amount_minor, left_minor: amount_minor, discounts: [] };
  });
}

function finishLine({ input, price }: Working, { tax_rates, destination, prices_include_tax }: QuoteInput, rounding: Rounding): QuoteLine {
  const taxed = taxOf(price.left_minor, matchingRates(tax_rates, destination, input.tax_category), prices_include_tax, rounding);
  return {
    ...input,
    subtotal_minor: price.subtotal_minor,
    discount_minor: price.subtotal_minor - price.left_minor,
    discounts: price.discounts,
    ...taxed,
    total_minor: taxed.taxable_minor + taxed.tax_minor,
  };
}

function finishSeller(shipping: Discountable, lines: readonly QuoteLine[], input: QuoteInput, rounding: Rounding): QuoteSeller {
  const taxed = shippingTax(shipping.left_minor, lines, input, rounding);
  const shipping_total_minor = taxed.taxable_minor + taxed.tax_minor;
  return {
    seller_id: shipping.seller_id,
    subtotal_minor: sumOf(lines.map((line) => line.subtotal_minor)),
    discount_minor: sumOf(lines.map((line) => line.discount_minor)),
    shipping_minor: shipping.left_minor,
    shipping_discount_minor: shipping.subtotal_minor - shipping.left_minor,
    shipping_discounts: shipping.discounts,
    shipping_tax_minor: taxed.tax_minor,
    shipping_taxes: taxed.taxes,
    shipping_total_minor,
    tax_minor: sumOf(lines.map((line) => line.tax_minor)) + taxed.tax_minor,
    total_minor: sumOf(lines.map((line) => line.total_minor)) + shipping_total_minor,
  };
}

/**
 * Shipping shares the tax of what is shipped: it is split over the tax categories in the parcel by value (by value
 * before discounts when all is free) and each part is taxed at the rates of its category that tax shipping.
 */
function shippingTax(amount_minor: number, lines: readonly QuoteLine[], input: QuoteInput, rounding: Rounding): Taxed {
  const categories = [...new Set(lines.map((line) => line.tax_category))].sort(compareText);
  const valueOf = (measure: (line: QuoteLine) => number) => categories.map((category) => sumOf(lines.filter((line) => line.tax_category === category).map(measure)));
  const discounted = valueOf((line) => line.subtotal_minor - line.discount_minor);
  const weights = sumOf(discounted) > 0 ? discounted : valueOf((line) => line.subtotal_minor);
  const parts = allocate(amount_minor, weights).map((part_minor, index) => {
    const rates = matchingRates(input.tax_rates, input.destination, categories[index] ?? '').filter((rate) => rate.is_shipping_taxed);
    return taxOf(part_minor, rates, input.prices_include_tax, rounding);
  });
  const taxes = new Map<string, TaxShare>();
  for (const tax of parts.flatMap((part) => part.taxes)) {
    taxes.set(tax.rate_id, { ...tax, tax_minor: tax.tax_minor + (taxes.get(tax.rate_id)?.tax_minor ?? 0) });
  }
  return { taxable_minor: sumOf(parts.map((part) => part.taxable_minor)), tax_minor: sumOf(parts.map((part) => part.tax_minor)), taxes: [...taxes.values()] };
}

function totalsOf(sellers: readonly QuoteSeller[]): QuoteTotals {
  const sum = (field: keyof QuoteTotals) => sumOf(sellers.map((seller) => seller[field]));
  return {
    subtotal_minor: sum('subtotal_minor'),
    discount_minor: sum('discount_minor'),
    shipping_minor: sum('shipping_minor'),
    shipping_discount_minor: sum('shipping_discount_minor'),
    tax_minor: sum('tax_minor'),
    total_minor: sum('total_minor'),
  };
}

function problemsOf(input: QuoteInput): FieldError[] {
  const errors: FieldError[] = [];
  const add = (pointer: string, code: string, detail: string) => errors.push({ pointer, code, detail });
  const isAmount = (value: number) => Number.isSafeInteger(value) && value >= 0;
  if (!isCurrency(input.currency)) add('/currency', 'currency_unknown', 'This is no ISO 4217 currency in use');
  if (input.lines.length > quoteLimits.lines) add('/lines', 'too_many', `A cart has at most ${quoteLimits.lines} lines`);
  if (input.coupons.length > quoteLimits.coupons) add('/coupons', 'too_many', `A cart takes at most ${quoteLimits.coupons} coupons`);
  if (errors.length > 0) return errors;

  const ids = new Set<string>();
  for (const [index, line] of input.lines.entries()) {
    if (ids.has(line.line_id)) add(`/lines/${index}/line_id`, 'duplicate', 'Two lines have this id');
    ids.add(line.line_id);
    if (!isAmount(line.quantity) || line.quantity === 0) add(`/lines/${index}/quantity`, 'quantity_invalid', 'The quantity is a whole number from 1 up');
    if (!isAmount(line.unit_price_minor)) add(`/lines/${index}/unit_price_minor`, 'amount_invalid', 'The price is a whole number of minor units from 0 up');
  }
  const sellers = new Set(input.lines.map((line) => line.seller_id));
  for (const [index, { seller_id, amount_minor }] of input.shipping.entries()) {
    if (!sellers.has(seller_id)) add(`/shipping/${index}/seller_id`, 'seller_unknown', 'Nothing in the cart is from this seller');
    if (!isAmount(amount_minor)) add(`/shipping/${index}/amount_minor`, 'amount_invalid', 'Shipping is a whole number of minor units from 0 up');
  }
  // A float sum errs by far less than the room that the limit leaves below 2^53.
  const sum = sumOf(input.lines.map((line) => line.quantity * line.unit_price_minor)) + sumOf(input.shipping.map((each) => each.amount_minor));
  if (errors.length === 0 && sum > quoteLimits.amount_minor) add('/lines', 'amount_too_large', 'The cart is worth more than can be sold at once');
  return errors;
}

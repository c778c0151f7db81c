import { offerSaved } from '@orinoco/catalog/events';
import { checkSeller, fail, isOperator, type Call, type FieldError, type InputOf } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { onMany, type Handler, type RunningService } from '@orinoco/event';
import { isCurrency } from '@orinoco/money';
import type { Logger } from '@orinoco/telemetry';
import { codeOf, quoteCart } from './cart-quote.ts';
import type { pricingContract } from './contract.ts';
import { couponMethods } from './coupon-methods.ts';
import { foreignOffers, lockPrices, readPriceHistory, readQuoteParts, saveOfferSellers, savePrices } from './price-store.ts';
import { createTaxRates } from './tax-rates.ts';

export interface PricingDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

const handlers: readonly Handler[] = [onMany(offerSaved, (envelopes, tx) => saveOfferSellers(tx, envelopes.map(({ data }) => data)))];

/** What everything costs: price lists, coupons and tax. */
export function createPricingService({ database, clock }: PricingDependencies): RunningService<typeof pricingContract> {
  const taxRates = createTaxRates(database, clock);
  return {
    methods: {
      ...couponMethods(database, clock),
      async quote(input) {
        const offer_ids = input.lines.map((line) => line.offer_id);
        const [parts, rates] = await Promise.all([readQuoteParts(database, offer_ids, input.currency, input.coupon_codes.map(codeOf), input.customer_id ?? null), taxRates.current()]);
        return quoteCart(input, parts, rates, clock());
      },
      async setPrices(input, call) {
        await setPrices(database, input, call, clock());
        return { price_count: input.prices.length };
      },
      getPriceHistory: ({ offer_id, currency }) => readPriceHistory(database, offer_id, currency),
      async saveTaxRates({ rates }) {
        await taxRates.save(rates);
        return { rate_count: rates.length };
      },
    },
    subscriptions: [{ group: 'pricing', database, handlers }],
  };
}

type PricesInput = InputOf<typeof pricingContract, 'setPrices'>;

async function setPrices(database: Database, { prices, seller_id }: PricesInput, call: Call, now: Date): Promise<void> {
  const errors = problemsOf(prices);
  if (errors.length > 0) throw fail('invalid_request', { detail: 'Some prices are wrong', errors });
  const { sellers, takes_unknown } = reachOf(call, seller_id);
  await database.transaction(async (tx) => {
    if (sellers !== null) {
      const foreign = await foreignOffers(tx, prices.map((price) => price.offer_id), sellers, takes_unknown);
      if (foreign.size > 0) throw foreignError(prices, foreign);
    }
    await lockPrices(tx);
    await savePrices(tx, prices, now);
  });
}

function problemsOf(prices: PricesInput['prices']): FieldError[] {
  const seen = new Set<string>();
  return prices.flatMap(({ offer_id, currency, price_minor, list_price_minor = null }, index): FieldError[] => {
    const key = `${offer_id} ${currency}`.toLowerCase();
    const is_duplicate = seen.has(key);
    seen.add(key);
    if (is_duplicate) return [{ pointer: `/prices/${index}`, code: 'duplicate', detail: 'This offer and currency stand in the list twice' }];
    if (!isCurrency(currency)) return [{ pointer: `/prices/${index}/currency`, code: 'currency_unknown', detail: 'This is no ISO 4217 currency in use' }];
    if (!Number.isSafeInteger(price_minor) || price_minor < 1) return [{ pointer: `/prices/${index}/price_minor`, code: 'amount_invalid', detail: 'A price is a whole number of minor units from 1 up' }];
    if (list_price_minor !== null && !(Number.isSafeInteger(list_price_minor) && list_price_minor > price_minor)) return [{ pointer: `/prices/${index}/list_price_minor`, code: 'list_price_too_low', detail: 'The list price is above the price, or absent' }];
    return [];
  });
}

function foreignError(prices: PricesInput['prices'], foreign: ReadonlySet<string>): Error {
  const errors = prices.flatMap((price, index) => (foreign.has(price.offer_id.toLowerCase()) ? [{ pointer: `/prices/${index}/offer_id`, code: 'offer_foreign', detail: 'This is not an offer of this seller' }] : []));
  return fail('forbidden', { detail: 'A seller can price its own offers only', errors });
}

/** Whose offers the caller may touch: its sellers', the one it names, or (services and operators) everybody's and unknown ones. */
function reachOf(call: Call, seller_id: string | undefined): { sellers: readonly string[] | null; takes_unknown: boolean } {
  const { actor } = call;
  const takes_unknown = actor.kind === 'service' || isOperator(actor);
  if (seller_id !== undefined) {
    checkSeller(call, seller_id);
    return { sellers: [seller_id], takes_unknown };
  }
  if (takes_unknown) return { sellers: null, takes_unknown };
  if (actor.kind !== 'customer') throw fail('unauthenticated');
  return { sellers: actor.seller_ids, takes_unknown };
}

import { hasCode } from '@orinoco/contract';
import { multiplyRatio } from '@orinoco/money';
import type { DeliveryOption, SellerReach, StockLocation } from './contract.ts';
import { deliveryPromise, type DeliveryPromise } from './promise.ts';
import type { Settings } from './settings.ts';
import type { Rate } from './settings-store.ts';

/** What one seller sends to one place in one parcel. */
export interface Parcel {
  readonly seller_id: string;
  /** Open days that the slowest of its offers needs beyond the location's. */
  readonly handling_days: number;
  readonly weight_g: number;
  readonly subtotal_minor: number;
}

const most_options = 10;

/**
 * Answers the ways a parcel can be delivered, cheapest first, then fastest; none where no rate leads there. One function
 * for product, cart and checkout, so that their promises agree. Promises are kept for the time of one request, whose
 * offers mostly share location, handling and rate.
 */
export function deliveryOptions(settings: Settings, now: Date, destination: { readonly country: string }, currency: string): (parcel: Parcel) => DeliveryOption[] {
  const promises = new Map<string, DeliveryPromise | null>();
  const promiseOf = (location: StockLocation, handling_days: number, rate: Rate): DeliveryPromise | null => {
    const key = `${location.stock_location_id} ${handling_days} ${rate.min_days} ${rate.max_days} ${rate.delivers_on_weekends}`;
    const known = promises.get(key);
    if (known !== undefined) return known;
    const promise = promiseOrNone(() => deliveryPromise({ now, location, offer_handling_days: handling_days, transit: rate, holidays: settings.holidays, destination }));
    promises.set(key, promise);
    return promise;
  };
  return (parcel) => {
    const location = bestLocation(settings.locationsOf(parcel.seller_id), destination.country);
    if (location === undefined) return [];
    const options = settings.ratesTo(destination.country).filter((rate) => isFor(rate, parcel.seller_id, location, currency)).flatMap((rate): DeliveryOption[] => {
      const promise = promiseOf(location, parcel.handling_days, rate);
      if (promise === null) return [];
      const { earliest_on, latest_on, order_within_ms } = promise;
      return [{ shipping_rate_id: rate.shipping_rate_id, name: rate.name, amount_minor: priceOf(rate, parcel), earliest_on, latest_on, order_within_ms }];
    });
    return options.toSorted(byPriceThenSpeed).slice(0, most_options);
  };
}

/**
 * How quickly each seller gets something to `country` by its cheapest rate, which is the one that pages promise, and
 * where it delivers at all. Amounts of several currencies are not compared: the first rate's counts.
 */
export function deliveryReach(settings: Settings, country: string): SellerReach[] {
  return settings.seller_ids.map((seller_id) => {
    const cheapestTo = (to: string) => {
      const location = bestLocation(settings.locationsOf(seller_id), to);
      if (location === undefined) return undefined;
      const [first, ...others] = settings.ratesTo(to).filter((rate) => isFor(rate, seller_id, location, rate.currency));
      const rate = others.filter(({ currency }) => currency === first?.currency).reduce((best, each) => (each.amount_minor < (best?.amount_minor ?? 0) || (each.amount_minor === best?.amount_minor && each.max_days < best.max_days) ? each : best), first);
      return rate && location.handling_days + rate.max_days;
    };
    return { seller_id, delivery_days: cheapestTo(country) ?? null, countries: settings.countries.filter((to) => cheapestTo(to) !== undefined) };
  });
}

/** The seller's place in the destination's country, or the first. */
export function bestLocation(locations: readonly StockLocation[], country: string): StockLocation | undefined {
  return locations.find((location) => location.country === country) ?? locations[0];
}

function isFor(rate: Rate, seller_id: string, location: StockLocation, currency: string): boolean {
  return rate.currency === currency && (rate.seller_id === null || rate.seller_id === seller_id) && (rate.origin_country === null || rate.origin_country === location.country);
}

/** The rate's amount and its price per kilogram, by the gram; nothing from `free_over_minor` on. */
export function priceOf(rate: Pick<Rate, 'amount_minor' | 'per_kg_minor' | 'free_over_minor'>, { subtotal_minor, weight_g }: Pick<Parcel, 'subtotal_minor' | 'weight_g'>): number {
  if (rate.free_over_minor !== null && subtotal_minor >= rate.free_over_minor) return 0;
  return rate.amount_minor + multiplyRatio(rate.per_kg_minor, weight_g, 1_000);
}

function byPriceThenSpeed(a: DeliveryOption, b: DeliveryOption): number {
  return a.amount_minor - b.amount_minor || compareText(a.latest_on, b.latest_on) || compareText(a.earliest_on, b.earliest_on) || compareText(a.shipping_rate_id, b.shipping_rate_id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A place that never opens or a handling time beyond reason gets no promise, and the page goes on without. */
function promiseOrNone(make: () => DeliveryPromise): DeliveryPromise | null {
  try {
    return make();
  } catch (error) {
    if (hasCode(error, 'promise_impossible', 'promise_invalid')) return null;
    throw error;
  }
}

import { connect, fail, type Client, type Contract, type InputOf, type Service } from '@orinoco/contract';
import { cartContract } from '@orinoco/cart/contract';
import { catalogContract, type OfferLine } from '@orinoco/catalog/contract';
import { pricingContract, type Quote } from '@orinoco/pricing/contract';
import { sellerContract } from '@orinoco/seller/contract';
import type { Envelope } from '@orinoco/event';
import type { Chance } from './chance.ts';
import type { World } from './world.ts';

export interface Offer { readonly offer_id: string; readonly seller_id: string; readonly price_minor: number; readonly stock: readonly { readonly stock_location_id: string; readonly on_hand: number }[]; readonly components: readonly { readonly offer_id: string; readonly quantity: number }[] }
export interface Cart { readonly cart_id: string; readonly lines: readonly { readonly line_id: string; readonly offer_id: string; readonly quantity: number }[]; readonly coupon_codes: readonly string[] }

/** The services around the three under test: what they must say, kept in memory, and without a life of their own. */
export interface Neighbours {
  readonly offers: readonly Offer[];
  /** What the catalogue has told of them. */
  readonly told: readonly Envelope[];
  readonly carts: Map<string, Cart>;
  /** Purchases that hold a use of the one code there is. */
  readonly redeemed: ReadonlySet<string>;
  readonly cart: Client<typeof cartContract>;
  readonly catalog: Client<typeof catalogContract>;
  readonly pricing: Client<typeof pricingContract>;
  readonly seller: Client<typeof sellerContract>;
}

/** Half off, twice; the second code takes the whole price away. */
const usage_limit = 2;
export const coupons: Readonly<Record<string, number>> = { HALF: 500_000, FREE: 1_000_000 };

/** A stand-in that has some of a contract's methods; the others are never called. */
export function standIn<C extends Contract>(world: World, contract: C, methods: Partial<Service<C>>): Client<C> {
  return connect<C>(contract, { local: methods as Service<C>, is_round_trip: true, clock: () => new Date(world.scheduler.now()) });
}

export function createNeighbours(world: World): Neighbours {
  const { swarm } = world;
  const chance = world.chance.fork('neighbours');
  const offers = drawOffers(chance, swarm);
  const carts = new Map<string, Cart>();
  const redeemed = new Set<string>();
  const released = new Set<string>();
  const offerOf = (offer_id: string) => offers.find((offer) => offer.offer_id === offer_id) ?? failMissing(offer_id);
  return {
    offers, carts, redeemed,
    told: offers.map((offer, index) => savedOf(offer, chance.uuid(), index, world.scheduler.now())),
    cart: standIn(world, cartContract, {
      getContents: async ({ cart_id }) => {
        const cart = carts.get(cart_id);
        if (!cart) throw fail('cart_not_found');
        return { cart_id, currency: 'USD', coupon_codes: [...cart.coupon_codes], lines: [...cart.lines] };
      },
    }),
    catalog: standIn(world, catalogContract, { getOffers: async ({ offer_ids }) => ({ offers: offer_ids.map((offer_id) => lineOf(offerOf(offer_id))) }) }),
    pricing: standIn(world, pricingContract, {
      quote: async (input) => quoteOf(input, (offer_id) => offerOf(offer_id).price_minor),
      redeemCoupons: async ({ purchase_id }) => {
        // A request that was overtaken by the undoing of its purchase comes too late for good.
        if (released.has(purchase_id) || (!redeemed.has(purchase_id) && redeemed.size >= usage_limit)) throw fail('coupon_refused');
        redeemed.add(purchase_id);
        return { is_done: true };
      },
      releaseCoupons: async ({ purchase_id }) => {
        redeemed.delete(purchase_id);
        released.add(purchase_id);
        return { is_done: true };
      },
    }),
    seller: standIn(world, sellerContract, {
      quoteCommissions: async ({ lines }) => ({ lines: lines.map(({ line_id, amount_minor }) => ({ line_id, commission_minor: Math.floor(amount_minor * 0.15), rate_ppm: 150_000, commission_rule_id: null })) }),
    }),
  };
}

function failMissing(offer_id: string): never {
  throw fail('not_found', { detail: offer_id });
}

function drawOffers(chance: Chance, { seller_count, offer_count, location_count, most_stock, frees, bundles }: World['swarm']): Offer[] {
  const sellers = Array.from({ length: seller_count }, () => chance.uuid());
  const locations = Array.from({ length: location_count }, () => chance.uuid());
  const plain = Array.from({ length: Math.max(offer_count, seller_count) }, (_, index): Offer => ({
    offer_id: chance.uuid(), seller_id: sellers[index % seller_count] ?? '', price_minor: chance.happens(frees) ? 0 : chance.between(1, 20_000), components: [],
    stock: locations.map((stock_location_id) => ({ stock_location_id, on_hand: chance.between(0, most_stock) })),
  }));
  const own = plain.filter((offer) => offer.seller_id === sellers[0]);
  if (own.length < 2 || !chance.happens(bundles)) return plain;
  const components = own.slice(0, 2).map(({ offer_id }) => ({ offer_id, quantity: chance.between(1, 2) }));
  return [...plain, { offer_id: chance.uuid(), seller_id: sellers[0] ?? '', price_minor: chance.between(1, 20_000), components, stock: [] }];
}

function savedOf({ offer_id, seller_id, components }: Offer, id: string, index: number, now: number): Envelope {
  const payload = { offer_id, variant_id: offer_id, product_id: offer_id, seller_id, seller_sku: offer_id.slice(0, 8), components, status: 'active', handling_days: 1 };
  return { specversion: '1.0', id, source: '/catalog', type: 'catalog.offer_saved', dataversion: 1, time: new Date(now).toISOString(), partitionkey: offer_id, sequence: String(index), data: payload };
}

function lineOf({ offer_id, seller_id, price_minor }: Offer): OfferLine {
  const handle = `offer-${offer_id.slice(0, 8)}`;
  return {
    offer_id, variant_id: offer_id, product_id: offer_id, handle, title: handle, variant_title: '', media_key: 'none', sku: handle, seller_id, seller: { handle: `seller-${seller_id.slice(0, 8)}`, name: 'Seller' }, category_id: seller_id, category_ids: [], tax_category: 'standard',
    price_minor, list_price_minor: null, currency: 'USD', condition: 'new', handling_days: 1, weight_g: 100, available_count: 999, is_buyable: true, quantity_limit: 99,
  };
}

/** Prices with tax on top of a tenth, the codes' discounts paid by the marketplace, and shipping free under FREE. */
function quoteOf({ currency, lines, shipping, coupon_codes }: InputOf<typeof pricingContract, 'quote'>, priceOf: (offer_id: string) => number): Quote {
  const codes = coupon_codes.filter((code) => code in coupons);
  const discount_ppm = Math.max(0, ...codes.map((code) => coupons[code] ?? 0));
  const quoted = lines.map(({ line_id, offer_id, seller_id, quantity }) => {
    const unit_price_minor = priceOf(offer_id);
    const subtotal_minor = unit_price_minor * quantity;
    const discount_minor = Math.floor((subtotal_minor * discount_ppm) / 1_000_000);
    const tax_minor = Math.floor((subtotal_minor - discount_minor) / 10);
    const discounts = discount_minor > 0 ? [{ code: codes[0] ?? '', amount_minor: discount_minor, funded_by: 'marketplace' as const }] : [];
    return { line_id, offer_id, seller_id, quantity, unit_price_minor, subtotal_minor, discount_minor, discounts, tax_minor, taxes: [], total_minor: subtotal_minor - discount_minor + tax_minor };
  });
  const sellers = [...Map.groupBy(quoted, (line) => line.seller_id)].map(([seller_id, own]) => {
    const sum = (field: 'subtotal_minor' | 'discount_minor' | 'tax_minor') => own.reduce((total, line) => total + line[field], 0);
    const asked_minor = shipping.find((each) => each.seller_id === seller_id)?.amount_minor ?? 0;
    const shipping_discount_minor = discount_ppm === 1_000_000 ? asked_minor : 0;
    const shipping_minor = asked_minor - shipping_discount_minor;
    const [subtotal_minor, discount_minor, tax_minor] = [sum('subtotal_minor'), sum('discount_minor'), sum('tax_minor')];
    return { seller_id, subtotal_minor, discount_minor, shipping_minor, shipping_discount_minor, shipping_discounts: shipping_discount_minor > 0 ? [{ code: codes[0] ?? '', amount_minor: shipping_discount_minor, funded_by: 'marketplace' as const }] : [], shipping_tax_minor: 0, tax_minor, total_minor: subtotal_minor - discount_minor + shipping_minor + tax_minor };
  });
  const total = (field: 'subtotal_minor' | 'discount_minor' | 'shipping_minor' | 'tax_minor' | 'total_minor') => sellers.reduce((sum, seller) => sum + seller[field], 0);
  return {
    currency, is_tax_included: false, is_tax_estimated: false, lines: quoted, sellers, trace: [],
    totals: { subtotal_minor: total('subtotal_minor'), discount_minor: total('discount_minor'), shipping_minor: total('shipping_minor'), tax_minor: total('tax_minor'), total_minor: total('total_minor') },
    coupons: codes.map((code) => ({ code, status: 'applied' as const, reason_code: null, amount_minor: 0 })),
  };
}

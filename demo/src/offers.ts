import type { Offer, OfferCondition, Product, Seller, StockLocation } from './marketplace.ts';
import { charmPrice } from './prices.ts';
import { deterministicUuid, type Random } from './random.ts';
import type { PricedVariant } from './variants.ts';

const SELLERS_PER_PRODUCT_MAX = 8;
/** Chance that the main seller carries a variant other than the default one. */
const MAIN_COVERAGE = 0.92;
const OTHER_COVERAGE = 0.06;
const OUT_OF_STOCK = 0.04;
const LOW_STOCK = 0.06;
const STOCK_MEDIAN = 45;
const PRICE_NOISE = 0.045;
/** Departments in which nobody buys second hand. */
const NEW_ONLY = /grocery|food|beauty|health|baby|pet|garden|gift|household|fashion|craft/iu;
const REFURBISHABLE = /electronic|computer|phone|video|camera|audio|tool/iu;
const CONDITION_FACTOR: Readonly<Record<OfferCondition, number>> = { new: 1, refurbished: 0.8, used_like_new: 0.83, used_good: 0.68 };

export interface OfferSource {
  readonly seed: number;
  readonly sellers: readonly Seller[];
  readonly stock_locations: readonly StockLocation[];
}

export interface OfferedProduct {
  readonly product: Product;
  readonly department: string;
  /** Used up and bought again, so never second hand. */
  readonly is_consumable: boolean;
  readonly base_minor: number;
  readonly priced: readonly PricedVariant[];
}

/** Discrete Pareto cut off at 8, whose tail grows with the product's popularity: about half of the products have one seller. */
function sellerCount(popularity: number, random: Random): number {
  const tail = 0.82 + 0.14 * Math.log(popularity);
  const floor = (SELLERS_PER_PRODUCT_MAX + 1) ** (-1 / tail);
  return Math.min(SELLERS_PER_PRODUCT_MAX, Math.floor(random.between(floor, 1) ** -tail));
}

function chooseSellers(source: OfferSource, offered: OfferedProduct, random: Random): Seller[] {
  const local = source.sellers.filter((seller) => !seller.is_marketplace_own && seller.departments.includes(offered.department));
  const own = source.sellers.filter((seller) => seller.is_marketplace_own);
  const is_own_sold = random.chance(Math.min(0.8, 0.4 + 0.08 * Math.log(offered.product.popularity)));
  const pool = random.shuffle(local.length > 0 ? local : source.sellers);
  return (is_own_sold ? [...own, ...pool] : pool).slice(0, sellerCount(offered.product.popularity, random));
}

function conditionOf({ department, is_consumable }: OfferedProduct, is_main: boolean, random: Random): OfferCondition {
  if (is_main || is_consumable || NEW_ONLY.test(department)) return 'new';
  if (REFURBISHABLE.test(department) && random.chance(0.12)) return 'refurbished';
  return random.weighted(['new', 'used_like_new', 'used_good'] as const, [86, 8, 6]);
}

function drawOnHand(random: Random): number {
  const luck = random.next();
  if (luck < OUT_OF_STOCK) return 0;
  if (luck < OUT_OF_STOCK + LOW_STOCK) return random.int(1, 3);
  return Math.max(4, Math.round(random.logNormal(STOCK_MEDIAN, 0.8)));
}

/** The whole quantity at the first location, or split where the seller has two; a used piece is one of a kind. */
function stockOf(locations: readonly string[], condition: OfferCondition, random: Random): Offer['stock'] {
  const total = condition === 'new' || condition === 'refurbished' ? drawOnHand(random) : random.int(1, 2);
  const [first = '', second] = random.shuffle(locations);
  if (second === undefined || total < 8) return [{ stock_location_id: first, on_hand: total }];
  const share = Math.round(total * random.between(0.25, 0.75));
  return [{ stock_location_id: first, on_hand: share }, { stock_location_id: second, on_hand: total - share }];
}

function sellerSku(seller: Seller, sku: string, condition: OfferCondition): string {
  const initials = seller.name.split(/[^A-Za-z]+/u).map((word) => word.charAt(0).toUpperCase()).join('').slice(0, 3);
  return condition === 'new' ? `${initials}-${sku}` : `${initials}-${sku}-${condition.replace('used_', 'u').slice(0, 3).toUpperCase()}`;
}

interface Stand {
  readonly seller: Seller;
  readonly condition: OfferCondition;
  /** What this seller asks for this product, relative to the base price. */
  readonly level: number;
}

function createOffer(source: OfferSource, offered: OfferedProduct, stand: Stand, at: number, random: Random): Offer | null {
  // A fresh fork per variant draws the same ending each time, so that colours of one price stay at one price.
  const endings = random.fork(`prices/${stand.seller.handle}`);
  const priced = offered.priced[at];
  if (priced === undefined) return null;
  const { product } = offered;
  const { seller, condition } = stand;
  const price_minor = charmPrice(offered.base_minor * priced.price_factor * stand.level, endings);
  const reference = product.list_price_minor === null ? null : Math.round(product.list_price_minor * (priced.price_factor / (offered.priced[0]?.price_factor ?? 1)));
  const is_struck = condition === 'new' && reference !== null && reference > price_minor * 1.05;
  const offer: Offer = {
    offer_id: deterministicUuid(`${source.seed}/offer/${priced.variant.variant_id}`, `${seller.seller_id}/${condition}`),
    variant_id: priced.variant.variant_id,
    product_id: product.product_id,
    seller_id: seller.seller_id,
    seller_sku: sellerSku(seller, priced.variant.sku, condition),
    price_minor,
    currency: 'USD',
    list_price_minor: is_struck ? charmPrice(reference, endings) : null,
    condition,
    handling_days: seller.handling_days,
    stock: stockOf(seller.ships_from, condition, random),
  };
  return seller.free_shipping_over_minor === null ? offer : { ...offer, free_shipping_over_minor: seller.free_shipping_over_minor };
}

/**
 * Offers of one product. The main seller carries nearly all variants; the others meet at the default variant, so that
 * its featured place is contested, and carry a few more.
 */
export function createOffers(source: OfferSource, offered: OfferedProduct, random: Random): Offer[] {
  const offers: Offer[] = [];
  chooseSellers(source, offered, random).forEach((seller, rank) => {
    const is_main = rank === 0;
    const condition = conditionOf(offered, is_main, random);
    const level = seller.price_factor * CONDITION_FACTOR[condition] * random.logNormal(1, PRICE_NOISE);
    offered.priced.forEach((_, at) => {
      const is_carried = at === 0 || random.chance(is_main ? MAIN_COVERAGE : OTHER_COVERAGE);
      const is_single_piece = condition === 'used_like_new' || condition === 'used_good';
      if (!is_carried || (at > 0 && is_single_piece)) return;
      const offer = createOffer(source, offered, { seller, condition, level }, at, random);
      if (offer !== null) offers.push(offer);
    });
  });
  return offers;
}

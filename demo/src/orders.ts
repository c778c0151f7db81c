import type { Order, OrderLine, OrderStatus, Seller, Shopper } from './marketplace.ts';
import { salesTaxBp } from './places.ts';
import { deterministicUuid, type Random } from './random.ts';
import type { ShelfOffer, ShelfProduct, ShelfVariant } from './shelf.ts';
import { simulateShopping, type Basis, type Purchase } from './shopping.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CANCELLED = 0.02;
const RETURNED = 0.04;
const CHEAPEST_FIRST = 0.82;
const SHIPPING_MINOR = [399, 499, 599, 699] as const;

export interface OrderSource extends Basis {
  readonly sellers: readonly Seller[];
}

/** The default variant sells best; the others follow in their order. */
function chooseVariant(product: ShelfProduct, random: Random): ShelfVariant | undefined {
  return product.variants.length === 0 ? undefined : random.weighted(product.variants, product.variants.map((_, at) => 1 / (at + 1)));
}

/** Mostly the cheapest new offer; one of a seller who is already in the order is preferred when it costs about the same. */
function chooseOffer(variant: ShelfVariant, sellers_in_order: ReadonlySet<string>, random: Random): ShelfOffer | undefined {
  const [cheapest, ...others] = variant.offers;
  if (cheapest === undefined) return undefined;
  const known = others.find((offer) => sellers_in_order.has(offer.seller_id) && offer.condition === 'new' && offer.price_minor <= cheapest.price_minor * 1.06);
  if (known !== undefined && !sellers_in_order.has(cheapest.seller_id)) return known;
  return others.length > 0 && !random.chance(CHEAPEST_FIRST) ? random.pick(others) : cheapest;
}

function quantityOf(product: ShelfProduct, offer: ShelfOffer, random: Random): number {
  if (offer.condition !== 'new') return 1;
  const consumed = product.kind.repurchase_days !== undefined;
  return random.weighted([1, 2, 3, 4], consumed ? [66, 22, 7, 5] : [94, 5, 0.7, 0.3]);
}

function linesOf(source: OrderSource, purchase: Purchase, order_group_id: string, random: Random): OrderLine[] {
  const sellers_in_order = new Set<string>();
  const lines: OrderLine[] = [];
  for (const product of purchase.products) {
    const variant = chooseVariant(product, random);
    const offer = variant === undefined ? undefined : chooseOffer(variant, sellers_in_order, random);
    if (variant === undefined || offer === undefined) continue;
    sellers_in_order.add(offer.seller_id);
    lines.push({
      order_line_id: deterministicUuid(`${source.seed}/order-line/${order_group_id}`, lines.length),
      offer_id: offer.offer_id, variant_id: variant.variant_id, product_id: product.product_id, seller_id: offer.seller_id,
      quantity: quantityOf(product, offer, random), unit_price_minor: offer.price_minor,
      title: variant.title_suffix === '' ? product.title : `${product.title} (${variant.title_suffix})`,
    });
  }
  return lines;
}

interface Progress {
  readonly status: OrderStatus;
  readonly shipped_at: string | null;
  readonly delivered_at: string | null;
}

/** Where an order stands today, from its age: ships after the handling days, arrives two to six days later. */
function progressOf(placed_ms: number, now_ms: number, seller: Seller | undefined, random: Random): Progress {
  const handling = (seller?.handling_days ?? 1) + (random.chance(1 - (seller?.quality ?? 0.8)) ? random.int(1, 3) : 0);
  const shipped_ms = placed_ms + Math.round(handling * DAY_MS + random.between(4, 22) * HOUR_MS);
  const delivered_ms = shipped_ms + Math.round(random.between(1.6, seller?.country === 'US' ? 5 : 9) * DAY_MS);
  const luck = random.next();
  if (luck < CANCELLED) return { status: 'cancelled', shipped_at: null, delivered_at: null };
  const at = (ms: number) => new Date(ms).toISOString();
  if (shipped_ms > now_ms) return { status: 'processing', shipped_at: null, delivered_at: null };
  if (delivered_ms > now_ms) return { status: 'shipped', shipped_at: at(shipped_ms), delivered_at: null };
  const is_returned = luck < CANCELLED + RETURNED && now_ms - delivered_ms > 6 * DAY_MS;
  return { status: is_returned ? 'returned' : 'delivered', shipped_at: at(shipped_ms), delivered_at: at(delivered_ms) };
}

function createOrder(source: OrderSource, shopper: Shopper, placed_ms: number, group: string, seller: Seller | undefined, lines: readonly OrderLine[], random: Random): Order {
  const subtotal_minor = lines.reduce((sum, line) => sum + line.quantity * line.unit_price_minor, 0);
  const threshold = seller?.free_shipping_over_minor ?? null;
  return {
    order_group_id: group,
    order_id: deterministicUuid(`${source.seed}/order/${group}`, lines[0]?.seller_id ?? ''),
    customer_id: shopper.customer_id,
    seller_id: lines[0]?.seller_id ?? '',
    placed_at: new Date(placed_ms).toISOString(),
    currency: 'USD',
    lines,
    shipping_minor: threshold !== null && subtotal_minor >= threshold ? 0 : random.pick(SHIPPING_MINOR),
    tax_minor: Math.round((subtotal_minor * (salesTaxBp[shopper.address.region] ?? 0)) / 10_000),
    ...progressOf(placed_ms, source.now.getTime(), seller, random),
  };
}

/** Orders in the order of their placing, and the purchases that led to them, for views. */
export function generateOrders(source: OrderSource, random: Random): { orders: Order[]; purchases: Purchase[] } {
  const sellerById = new Map(source.sellers.map((seller) => [seller.seller_id, seller]));
  const purchases = simulateShopping(source, random.fork('shopping'));
  const orders: Order[] = [];
  purchases.forEach((purchase, n) => {
    const choices = random.fork(`order/${n}`);
    const group = deterministicUuid(`${source.seed}/order-group`, n);
    const bySeller = Map.groupBy(linesOf(source, purchase, group, choices), (line) => line.seller_id);
    for (const [seller_id, lines] of bySeller) {
      orders.push(createOrder(source, purchase.shopper, purchase.placed_ms, group, sellerById.get(seller_id), lines, choices));
    }
  });
  return { orders, purchases };
}

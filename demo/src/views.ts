import type { ProductView, Shopper } from './marketplace.ts';
import { deterministicUuid, type Random } from './random.ts';
import { chooseProduct, type Shelf, type ShelfProduct } from './shelf.ts';
import { ORDER_DAYS, type Purchase } from './shopping.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Other products of the kind or category that are looked at before one is bought. */
const COMPARED = 1.1;
/** Visits that end without an order, and products seen in one. */
const BROWSING_VISITS = 2200;
const BROWSED = 3.4;
const ANONYMOUS = 0.45;

interface Session {
  readonly session_id: string;
  readonly customer_id: string | null;
}

/** Looks at a few products of the same kind, sometimes of a neighbouring kind in the same category. */
function compare(shelf: Shelf, target: ShelfProduct, price_taste: number, count: number, random: Random): ShelfProduct[] {
  const neighbours = (shelf.kindsByDepartment.get(target.kind.category.split('>')[0]?.trim() ?? '') ?? [])
    .filter((kind) => kind.category === target.kind.category);
  return Array.from({ length: count }, () => {
    const kind = neighbours.length > 0 && random.chance(0.2) ? random.pick(neighbours) : target.kind;
    return chooseProduct(shelf, kind.id, price_taste, random);
  }).filter((product) => product !== null);
}

/** Spaces views out backwards from `end_ms`, 20 seconds to some minutes apart. */
function stamp(session: Session, products: readonly ShelfProduct[], end_ms: number, random: Random): ProductView[] {
  let at_ms = end_ms;
  return products.toReversed().map((product) => {
    at_ms -= Math.round(random.between(0.3, 4) * MINUTE_MS);
    return { product_id: product.product_id, ...session, viewed_at: new Date(at_ms).toISOString() };
  }).toReversed();
}

function purchaseViews(seed: number, shelf: Shelf, purchase: Purchase, n: number, random: Random): ProductView[] {
  const session = { session_id: deterministicUuid(`${seed}/session/order`, n), customer_id: purchase.shopper.customer_id };
  const seen = purchase.products.flatMap((product) => [
    ...compare(shelf, product, purchase.shopper.price_taste, random.poisson(COMPARED), random), product,
  ]);
  return stamp(session, seen, purchase.placed_ms, random);
}

function browsingViews(seed: number, shelf: Shelf, shopper: Shopper, now: Date, n: number, random: Random): ProductView[] {
  const session = { session_id: deterministicUuid(`${seed}/session/visit`, n), customer_id: random.chance(ANONYMOUS) ? null : shopper.customer_id };
  const liked = shelf.kindsByTaste.get(random.pick(shopper.types)) ?? [...shelf.kindById.values()];
  const products: ShelfProduct[] = [];
  for (let left = 1 + random.poisson(BROWSED); left > 0;) {
    const target = chooseProduct(shelf, random.pick(liked).id, shopper.price_taste, random);
    if (target === null) break;
    const seen = [target, ...compare(shelf, target, shopper.price_taste, Math.min(left - 1, random.poisson(1.5)), random)];
    products.push(...seen);
    left -= seen.length;
  }
  const end_ms = now.getTime() - random.next() * ORDER_DAYS * DAY_MS;
  return stamp(session, products, end_ms, random);
}

/** Views before every purchase and of visits without one, by time. */
export function generateViews(seed: number, now: Date, shelf: Shelf, shoppers: readonly Shopper[], purchases: readonly Purchase[], random: Random): ProductView[] {
  if (shelf.products.length === 0 || shoppers.length === 0) return [];
  const views = purchases.flatMap((purchase, n) => purchaseViews(seed, shelf, purchase, n, random.fork(`order/${n}`)));
  for (let n = 0; n < BROWSING_VISITS; n += 1) {
    const source = random.fork(`visit/${n}`);
    views.push(...browsingViews(seed, shelf, source.pick(shoppers), now, n, source));
  }
  return views.toSorted((a, b) => (a.viewed_at < b.viewed_at ? -1 : a.viewed_at > b.viewed_at ? 1 : 0));
}

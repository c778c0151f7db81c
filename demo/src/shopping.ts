import type { Kind, ShopperType } from './kinds/kind.ts';
import type { Shopper } from './marketplace.ts';
import type { Random } from './random.ts';
import { chooseProduct, companions, type Shelf, type ShelfProduct } from './shelf.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const ORDER_DAYS = 90;
/** Visits that end in an order and come from taste alone, per shopper of average activity over the whole span. */
const SPONTANEOUS_ORDERS = 2.02;
const LINES_MAX = 9;
/** A complement goes into the same cart with this chance, else it follows within 30 days. */
const SAME_CART = 0.62;
const COMPLEMENT_DAYS = 30;
const COMPANION = 0.6;
/** Interest in the first, second and third type of a shopper, and in anything at all. */
const TYPE_INTEREST = [6, 3, 2] as const;
const STRAY = 0.12;
const EXTRA_LINES = 1.2;
const REPEATS = 0.5;
/** Orders by local hour, from midnight. */
const HOURS = [8, 4, 2, 1, 1, 2, 5, 10, 16, 22, 27, 29, 31, 28, 26, 26, 27, 29, 33, 39, 44, 42, 31, 18];
const UTC_OFFSET_HOURS: Readonly<Record<string, number>> = {
  'America/New_York': 5, 'America/Chicago': 6, 'America/Denver': 7, 'America/Boise': 7, 'America/Phoenix': 7, 'America/Los_Angeles': 8,
};

export interface Basis {
  readonly seed: number;
  readonly now: Date;
  readonly shelf: Shelf;
  readonly shoppers: readonly Shopper[];
}

/** One checkout: what a shopper bought at one moment. */
export interface Purchase {
  readonly shopper: Shopper;
  readonly placed_ms: number;
  readonly products: readonly ShelfProduct[];
}

/** A purchase to come: a visit out of the blue (no product), a complement or a repeat. */
interface Plan {
  readonly due_ms: number;
  readonly product: ShelfProduct | null;
}

interface Visitor {
  readonly shopper: Shopper;
  readonly plans: Plan[];
  readonly owned: Set<string>;
}

/** A moment of the day that starts at `day_ms`, by the shopper's local clock. */
function atHour(day_ms: number, time_zone: string, random: Random): number {
  const hour = random.weighted(HOURS, HOURS);
  const local = HOURS.indexOf(hour) + (UTC_OFFSET_HOURS[time_zone] ?? 6);
  return Math.floor(day_ms / DAY_MS) * DAY_MS + Math.round((local + random.next()) * HOUR_MS);
}

function kindByTaste(shelf: Shelf, types: readonly ShopperType[], random: Random): Kind | null {
  const departments = [...shelf.kindsByDepartment.values()];
  if (departments.length === 0) return null;
  const anything = () => random.pick(random.pick(departments));
  if (random.chance(STRAY)) return anything();
  const liked = shelf.kindsByTaste.get(random.weighted(types, types.map((_, at) => TYPE_INTEREST[at] ?? 1)));
  // Cheap and often renewed things are bought more often than dear ones.
  return liked === undefined ? anything() : random.weighted(liked, liked.map((kind) => kind.price.median_minor ** -0.3 * (kind.repurchase_days === undefined ? 1 : 1.5)));
}

function complementOf(shelf: Shelf, product: ShelfProduct, kind_id: string, shopper: Shopper, random: Random): ShelfProduct | null {
  if (!random.chance(COMPANION)) return chooseProduct(shelf, kind_id, shopper.price_taste, random);
  const pair = companions(shelf, product, kind_id);
  return pair.length === 0 ? null : random.weighted(pair, [2, 1]);
}

/** Puts the complements of a bought product into the same cart or plans them within 30 days. */
function addComplements(shelf: Shelf, visitor: Visitor, cart: ShelfProduct[], product: ShelfProduct, at_ms: number, random: Random): void {
  for (const { kind, probability } of product.kind.complements) {
    if (!random.chance(probability) || !shelf.kindById.has(kind)) continue;
    const complement = complementOf(shelf, product, kind, visitor.shopper, random);
    if (complement === null || visitor.owned.has(complement.product_id)) continue;
    if (random.chance(SAME_CART) && cart.length < LINES_MAX) cart.push(complement);
    else visitor.plans.push({ due_ms: at_ms + random.between(2, COMPLEMENT_DAYS) * DAY_MS, product: complement });
  }
}

function planRepeat(visitor: Visitor, product: ShelfProduct, at_ms: number, random: Random): void {
  const interval = product.kind.repurchase_days;
  if (interval === undefined || !random.chance(REPEATS)) return;
  visitor.plans.push({ due_ms: at_ms + interval * random.logNormal(1, 0.18) * DAY_MS, product });
}

function fillCart(shelf: Shelf, visitor: Visitor, plan: Plan, random: Random): ShelfProduct[] {
  const { shopper } = visitor;
  const cart: ShelfProduct[] = [];
  const wish = () => {
    const kind = kindByTaste(shelf, shopper.types, random);
    const product = kind === null ? null : chooseProduct(shelf, kind.id, shopper.price_taste, random);
    if (product !== null && product.created_at_ms < plan.due_ms) cart.push(product);
  };
  if (plan.product === null) wish();
  else cart.push(plan.product);
  for (let extra = random.poisson(plan.product === null ? EXTRA_LINES : EXTRA_LINES / 3); extra > 0 && cart.length < LINES_MAX; extra -= 1) wish();
  // A copy, because complements join the cart and bring none of their own.
  for (const product of cart.slice()) addComplements(shelf, visitor, cart, product, plan.due_ms, random);
  return [...new Map(cart.map((product) => [product.product_id, product])).values()].slice(0, LINES_MAX);
}

/** Plans that fall within two days of a visit are bought with it, as people do who have a list. */
function takeDue(visitor: Visitor, from_ms: number): ShelfProduct[] {
  const due = visitor.plans.filter((plan) => plan.product !== null && plan.due_ms <= from_ms + 2 * DAY_MS);
  for (const plan of due) visitor.plans.splice(visitor.plans.indexOf(plan), 1);
  return due.flatMap((plan) => (plan.product === null ? [] : [plan.product]));
}

function earliest(plans: Plan[]): Plan | undefined {
  let first: Plan | undefined;
  for (const plan of plans) if (first === undefined || plan.due_ms < first.due_ms) first = plan;
  if (first !== undefined) plans.splice(plans.indexOf(first), 1);
  return first;
}

function shopperPurchases(basis: Basis, shopper: Shopper, random: Random): Purchase[] {
  const end_ms = basis.now.getTime() - HOUR_MS;
  const start_ms = end_ms - ORDER_DAYS * DAY_MS;
  const visits = random.poisson(shopper.activity * SPONTANEOUS_ORDERS);
  const plans = Array.from({ length: visits }, (): Plan => ({ due_ms: start_ms + random.next() * ORDER_DAYS * DAY_MS, product: null }));
  const visitor: Visitor = { shopper, plans, owned: new Set() };
  const purchases: Purchase[] = [];
  for (let plan = earliest(plans); plan !== undefined; plan = earliest(plans)) {
    const placed_ms = atHour(plan.due_ms, shopper.time_zone, random);
    if (placed_ms >= end_ms || placed_ms < start_ms) continue;
    const cart = fillCart(basis.shelf, visitor, plan, random);
    const products = [...new Map([...cart, ...takeDue(visitor, plan.due_ms)].map((product) => [product.product_id, product])).values()];
    if (products.length === 0) continue;
    for (const product of products) {
      visitor.owned.add(product.product_id);
      planRepeat(visitor, product, plan.due_ms, random);
    }
    purchases.push({ shopper, placed_ms, products });
  }
  return purchases;
}

/**
 * Purchases of 90 days before `now`. Each shopper has latent types that choose kinds, a price taste and the popularity
 * of products that choose the product; complements follow with the probability of their kinds, consumables repeat.
 */
export function simulateShopping(basis: Basis, random: Random): Purchase[] {
  return basis.shoppers
    .flatMap((shopper) => shopperPurchases(basis, shopper, random.fork(shopper.customer_id)))
    .toSorted((a, b) => a.placed_ms - b.placed_ms || (a.shopper.customer_id < b.shopper.customer_id ? -1 : 1));
}

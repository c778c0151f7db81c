import type { Order, OrderLine, Review, Shopper } from './marketplace.ts';
import { deterministicUuid, type Random } from './random.ts';
import { writeReview, type Rating } from './review-text.ts';
import type { Shelf, ShelfProduct } from './shelf.ts';
import { ORDER_DAYS } from './shopping.ts';

const DAY_MS = 86_400_000;
const REVIEWED = 0.34;
/** Older reviews of one product: the mean grows with its popularity up to the limit. */
const OLDER_PER_POPULARITY = 1.1;
const OLDER_MAX = 110;
/** Large catalogues get fewer per product, so that the total stays bounded. */
const OLDER_TOTAL_MAX = 60_000;
const OLDER_VERIFIED = 0.72;
const TEXT_DRAWS = 6;
const RATINGS: readonly Rating[] = [5, 4, 3, 2, 1];
/** The J shape of ratings in stores, in percent. */
const RATING_WEIGHTS: Readonly<Record<Rating, number>> = { 5: 55, 4: 22, 3: 10, 2: 5, 1: 8 };
const AVERAGE_QUALITY = 0.74;
const QUALITY_PULL = 1.9;

export interface ReviewSource {
  readonly seed: number;
  readonly now: Date;
  readonly shelf: Shelf;
  readonly shoppers: readonly Shopper[];
  readonly orders: readonly Order[];
}

interface Occasion {
  readonly product: ShelfProduct;
  readonly shopper: Shopper;
  readonly order_line_id: string | null;
  readonly variant_id: string | null;
  readonly is_verified_purchase: boolean;
  readonly created_ms: number;
}

function drawRating(quality: number, random: Random): Rating {
  return random.weighted(RATINGS, RATINGS.map((stars) => RATING_WEIGHTS[stars] * Math.exp(QUALITY_PULL * (quality - AVERAGE_QUALITY) * (stars - 4))));
}

function lineOccasion(source: ReviewSource, order: Order, line: OrderLine, product: ShelfProduct, shopper: Shopper, random: Random): Occasion | null {
  if (order.delivered_at === null || !random.chance(REVIEWED)) return null;
  const created_ms = Date.parse(order.delivered_at) + Math.round(random.between(0.5, 24) * DAY_MS);
  if (created_ms >= source.now.getTime()) return null;
  return { product, shopper, order_line_id: line.order_line_id, variant_id: line.variant_id, is_verified_purchase: true, created_ms };
}

function lineOccasions(source: ReviewSource, random: Random): Occasion[] {
  const productById = new Map(source.shelf.products.map((product) => [product.product_id, product]));
  const shopperById = new Map(source.shoppers.map((shopper) => [shopper.customer_id, shopper]));
  return source.orders.flatMap((order) => order.lines.flatMap((line) => {
    const product = productById.get(line.product_id);
    const shopper = shopperById.get(order.customer_id);
    if (product === undefined || shopper === undefined) return [];
    return lineOccasion(source, order, line, product, shopper, random) ?? [];
  }));
}

/** Reviews from before the generated orders; for young products, from people who bought elsewhere. */
function olderOccasions(source: ReviewSource, random: Random): Occasion[] {
  const wanted = source.shelf.products.map((product) => Math.min(OLDER_MAX, product.popularity * OLDER_PER_POPULARITY));
  const total = wanted.reduce((sum, count) => sum + count, 0);
  const scale = Math.min(1, OLDER_TOTAL_MAX / Math.max(1, total));
  const horizon_ms = source.now.getTime() - ORDER_DAYS * DAY_MS;
  return source.shelf.products.flatMap((product, at) => {
    const choices = random.fork(product.product_id);
    const age_days = (source.now.getTime() - product.created_at_ms) / DAY_MS;
    const maturity = Math.min(1, age_days / 240);
    return Array.from({ length: choices.poisson((wanted[at] ?? 0) * scale * maturity) }, (): Occasion => {
      const span_ms = source.now.getTime() - DAY_MS - product.created_at_ms;
      const created_ms = product.created_at_ms + Math.round(span_ms * Math.sqrt(choices.next()));
      const is_verified_purchase = created_ms < horizon_ms && choices.chance(OLDER_VERIFIED);
      return { product, shopper: choices.pick(source.shoppers), order_line_id: null, variant_id: null, is_verified_purchase, created_ms };
    });
  });
}

function colorOf(product: ShelfProduct, variant_id: string | null, random: Random): string | undefined {
  const variant = variant_id === null ? random.pick(product.variants) : product.variants.find((known) => known.variant_id === variant_id);
  return variant?.color;
}

function displayName(name: string, random: Random): string {
  const [first = name, last = ''] = name.split(' ');
  return random.chance(0.6) ? `${first} ${last.charAt(0)}.` : random.chance(0.6) ? name : first;
}

function helpfulCount(body: string, age_days: number, popularity: number, random: Random): number {
  const reach = Math.log1p(age_days) * Math.log1p(popularity) * Math.min(1.5, body.length / 120);
  return random.poisson(0.35 * reach * random.logNormal(1, 0.8));
}

/** A text that nobody wrote about this product yet, if a few draws find one. */
function freshText(occasion: Occasion, rating: Rating, written: Set<string>, random: Random) {
  const color = occasion.product.variants.length === 0 ? undefined : colorOf(occasion.product, occasion.variant_id, random);
  let text = writeReview(occasion.product.kind, rating, occasion.shopper, color, random);
  for (let draw = 1; draw < TEXT_DRAWS && written.has(text.body); draw += 1) text = writeReview(occasion.product.kind, rating, occasion.shopper, color, random);
  written.add(text.body);
  return text;
}

/** At most one review per customer and product, by time. */
export function generateReviews(source: ReviewSource, random: Random): Review[] {
  if (source.shoppers.length === 0) return [];
  const occasions = [...lineOccasions(source, random.fork('lines')), ...olderOccasions(source, random.fork('older'))];
  const seen = new Set<string>();
  const writtenBy = new Map<string, Set<string>>();
  const reviews: Review[] = [];
  for (const occasion of occasions) {
    const { product, shopper, created_ms, order_line_id, is_verified_purchase } = occasion;
    const key = `${product.product_id}/${shopper.customer_id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const choices = random.fork(key);
    const written = writtenBy.get(product.product_id) ?? new Set<string>();
    writtenBy.set(product.product_id, written);
    const rating = drawRating(product.quality, choices);
    const { title, body } = freshText(occasion, rating, written, choices);
    reviews.push({
      review_id: deterministicUuid(`${source.seed}/review`, key), product_id: product.product_id, customer_id: shopper.customer_id,
      customer_name: displayName(shopper.name, choices), order_line_id, rating, title, body, is_verified_purchase,
      helpful_count: helpfulCount(body, (source.now.getTime() - created_ms) / DAY_MS, product.popularity, choices),
      created_at: new Date(created_ms).toISOString(),
    });
  }
  return reviews.toSorted((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
}

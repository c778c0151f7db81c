import { departmentOf } from './categories.ts';
import type { Kind, ShopperType } from './kinds/kind.ts';
import type { Offer, Product } from './marketplace.ts';
import { createRandom, type Random } from './random.ts';

/** The part of an offer that shoppers decide by. */
export type ShelfOffer = Pick<Offer, 'offer_id' | 'seller_id' | 'price_minor' | 'condition'>;

/** A variant that somebody offers, with its offers from the cheapest up; used pieces come last. */
export interface ShelfVariant {
  readonly variant_id: string;
  readonly title_suffix: string;
  readonly color?: string;
  readonly offers: readonly ShelfOffer[];
}

/** What shoppers, orders and reviews need of a product; a small part of it, so that a large catalogue fits into memory. */
export interface ShelfProduct {
  readonly product_id: string;
  readonly title: string;
  readonly brand_id: string;
  readonly category_id: string;
  readonly kind: Kind;
  readonly created_at_ms: number;
  readonly popularity: number;
  readonly quality: number;
  /** Relative to the median of the kind. */
  readonly price_level: number;
  readonly variants: readonly ShelfVariant[];
}

export interface Shelf {
  readonly products: readonly ShelfProduct[];
  readonly byKind: ReadonlyMap<string, readonly ShelfProduct[]>;
  /** Kinds that a shopper type likes. */
  readonly kindsByTaste: ReadonlyMap<ShopperType, readonly Kind[]>;
  readonly kindsByDepartment: ReadonlyMap<string, readonly Kind[]>;
  readonly kindById: ReadonlyMap<string, Kind>;
}

function byPrice(a: ShelfOffer, b: ShelfOffer): number {
  return Number(a.condition !== 'new') - Number(b.condition !== 'new') || a.price_minor - b.price_minor;
}

function toShelfOffer({ offer_id, seller_id, price_minor, condition }: Offer): ShelfOffer {
  return { offer_id, seller_id, price_minor, condition };
}

export function toShelfProduct(product: Product, kind: Kind, offers: readonly Offer[]): ShelfProduct {
  const variants = product.variants
    .map((variant): ShelfVariant => {
      const color = variant.option_values['color'];
      const shown = {
        variant_id: variant.variant_id, title_suffix: variant.title_suffix,
        offers: offers.filter((offer) => offer.variant_id === variant.variant_id).map(toShelfOffer).toSorted(byPrice),
      };
      return color === undefined ? shown : { ...shown, color };
    })
    .filter((variant) => variant.offers.length > 0);
  const price_minor = variants[0]?.offers[0]?.price_minor ?? kind.price.median_minor;
  return {
    product_id: product.product_id, title: product.title, brand_id: product.brand_id, category_id: product.category_id, kind,
    created_at_ms: Date.parse(product.created_at), popularity: product.popularity, quality: product.quality,
    price_level: price_minor / kind.price.median_minor, variants,
  };
}

export function createShelf(products: readonly ShelfProduct[], kinds: readonly Kind[]): Shelf {
  const byKind = Map.groupBy(products, (product) => product.kind.id);
  const stocked = kinds.filter((kind) => byKind.has(kind.id));
  const tastes = new Set(stocked.flatMap((kind) => kind.tastes));
  return {
    products, byKind,
    kindsByTaste: new Map([...tastes].map((type) => [type, stocked.filter((kind) => kind.tastes.includes(type))])),
    kindsByDepartment: Map.groupBy(stocked, departmentOf),
    kindById: new Map(stocked.map((kind) => [kind.id, kind])),
  };
}

/** Popular products, and among them those whose price suits the shopper: the log distance of price counts as a Gaussian. */
export function chooseProduct(shelf: Shelf, kind_id: string, price_taste: number, random: Random): ShelfProduct | null {
  const candidates = shelf.byKind.get(kind_id);
  if (candidates === undefined) return null;
  const weights = candidates.map((product) => {
    const distance = Math.log(product.price_level / price_taste);
    return product.popularity * (0.4 + product.quality) * Math.exp(-distance * distance);
  });
  return random.weighted(candidates, weights);
}

/**
 * The two products of another kind that people mostly take along with this one: chosen once per pair by a hash, among
 * popular ones and with a liking for the same brand. They give the orders pairs that a recommender can find.
 */
export function companions(shelf: Shelf, product: ShelfProduct, kind_id: string): readonly ShelfProduct[] {
  const candidates = shelf.byKind.get(kind_id) ?? [];
  const random = createRandom(`companion/${product.product_id}/${kind_id}`);
  const scored = candidates.map((candidate) => ({
    candidate, score: Math.log(1 - random.next()) / (candidate.popularity * (candidate.brand_id === product.brand_id ? 3 : 1)),
  }));
  // Efraimidis and Spirakis: the largest log(u) / weight are a weighted sample without replacement.
  return scored.toSorted((a, b) => b.score - a.score).slice(0, 2).map(({ candidate }) => candidate);
}

import type { Foundation, Offer, Product, Seller } from './marketplace.ts';
import { encodePicture } from './picture-key.ts';
import { charmPrice } from './prices.ts';
import { createRandom, deterministicUuid } from './random.ts';
import { slug } from './wording.ts';

/** A set that one seller puts together from what it offers anyway, for less than the parts cost one by one. */
export interface Bundle {
  readonly product_id: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly category_id: string;
  readonly media: readonly { readonly media_key: string; readonly alt: string }[];
  readonly variant_id: string;
  readonly sku: string;
  readonly weight_g: number;
  readonly created_at: string;
  readonly components: readonly { readonly variant_id: string; readonly quantity: number }[];
  readonly offer: Pick<Offer, 'offer_id' | 'seller_id' | 'seller_sku' | 'price_minor' | 'list_price_minor' | 'handling_days'>;
}

interface Recipe {
  readonly title: string;
  readonly art: string;
  readonly purpose: string;
  /** Kinds of products, each with how many the set holds; the first decides the category. */
  readonly parts: readonly (readonly [kind: string, quantity: number])[];
}

const recipes: readonly Recipe[] = [
  { title: 'Desk Set', art: '🖥️', purpose: 'Everything for a desk that works from the first morning.', parts: [['wireless-keyboard', 1], ['wireless-mouse', 1], ['desk-calendar', 1]] },
  { title: 'Writing Set', art: '🖋️', purpose: 'For those who still put thoughts on paper, and for those who want to begin.', parts: [['fountain-pen', 1], ['dotted-journal', 1], ['bookmarks', 1]] },
  { title: 'First Kitchen Starter Kit', art: '🍳', purpose: 'The three pieces that cook most dinners of a first home.', parts: [['nonstick-frying-pan', 1], ['stock-pot', 1], ['chef-knife', 1]] },
  { title: 'Tea for Two Gift Set', art: '🫖', purpose: 'A quiet afternoon, ready to be given away.', parts: [['teapot', 1], ['tea-cups', 1], ['scented-candle', 2]] },
  { title: 'New Puppy Starter Kit', art: '🐶', purpose: 'What a puppy needs in the first week, and what keeps the shoes safe.', parts: [['dog-bowl', 2], ['dog-harness', 1], ['dog-fetch-balls', 1]] },
  { title: 'Baby Mealtime Set', art: '🍼', purpose: 'From the first bottle to the first spoon.', parts: [['baby-bottle', 1], ['baby-bowl', 1]] },
  { title: 'Weekend Camping Kit', art: '⛺', purpose: 'Two nights outside without forgetting what matters.', parts: [['camping-tent', 1], ['camp-flashlight', 2], ['compass', 1]] },
  { title: 'Bath Evening Gift Set', art: '🛁', purpose: 'For an evening behind a closed door.', parts: [['bubble-bath', 1], ['bath-sponge', 1], ['bar-soap', 2]] },
  { title: 'Sewing Starter Kit', art: '🧵', purpose: 'To mend what is loved and to begin something new.', parts: [['sewing-thread', 2], ['hand-sewing-needles', 1], ['scissors', 1]] },
  { title: 'Battery Stock-Up Pack', art: '🔋', purpose: 'Four packs, so that none is missing when it is dark.', parts: [['aa-batteries', 4]] },
];

const wantedKinds = new Set(recipes.flatMap((recipe) => recipe.parts.map(([kind]) => kind)));
/** Enough to find a seller that has every part, however large the catalogue is. */
const CANDIDATES_PER_KIND = 60;
const DISCOUNT = 0.88;
const AGE_MS = 40 * 86_400_000;

interface Candidate { readonly product: Product; readonly offers: readonly Offer[] }
export type Candidates = Map<string, Candidate[]>;

/** Keeps a product that a set may hold, with the offers of its default variant that are new and in stock. */
export function keepCandidate(candidates: Candidates, product: Product, offers: readonly Offer[]): void {
  const known = candidates.get(product.kind) ?? [];
  if (!wantedKinds.has(product.kind) || known.length >= CANDIDATES_PER_KIND) return;
  const variant_id = product.variants[0]?.variant_id;
  const usable = offers.filter((offer) => offer.variant_id === variant_id && offer.condition === 'new' && offer.stock.some((level) => level.on_hand > 0));
  if (usable.length > 0) candidates.set(product.kind, [...known, { product, offers: usable }]);
}

interface Part { readonly product: Product; readonly offer: Offer; readonly quantity: number }

/** What this seller would make the set of: of each kind its most popular product; null when it lacks one. */
function partsOf(recipe: Recipe, seller: Seller, candidates: Candidates): Part[] | null {
  const parts = recipe.parts.flatMap(([kind, quantity]) => {
    const own = (candidates.get(kind) ?? []).flatMap(({ product, offers }) => offers.filter((offer) => offer.seller_id === seller.seller_id).slice(0, 1).map((offer) => ({ product, offer, quantity })));
    return own.toSorted((a, b) => b.product.popularity - a.product.popularity).slice(0, 1);
  });
  return parts.length === recipe.parts.length ? parts : null;
}

/** One set of each recipe, from the first seller that has all of it; the marketplace's own shop is asked first. Deterministic in `seed` and the products. */
export function generateBundles(seed: number, now: Date, { sellers }: Pick<Foundation, 'sellers'>, candidates: Candidates): Bundle[] {
  const asked = [...sellers.filter((seller) => seller.is_marketplace_own), ...sellers.filter((seller) => !seller.is_marketplace_own)];
  return recipes.flatMap((recipe) => {
    for (const seller of asked) {
      const parts = partsOf(recipe, seller, candidates);
      if (parts) return [toBundle(seed, now, recipe, seller, parts)];
    }
    return [];
  });
}

function toBundle(seed: number, now: Date, { title, art, purpose }: Recipe, seller: Seller, parts: readonly Part[]): Bundle {
  const id = (what: string) => deterministicUuid(`${seed}/bundle/${what}`, title);
  const whole_minor = parts.reduce((sum, { offer, quantity }) => sum + offer.price_minor * quantity, 0);
  const names = parts.map(({ product, quantity }) => `${quantity} × ${product.title}`);
  const sku = `SET-${slug(title).toUpperCase()}`;
  const [first] = parts;
  return {
    product_id: id('product'), handle: slug(`${title} bundle`), title, variant_id: id('variant'), sku,
    description: `${purpose} Put together by ${seller.name}, for less than its parts cost one by one.`,
    features: names.map((name) => `Includes ${name}`),
    category_id: first?.product.category_id ?? '',
    media: [{ media_key: encodePicture({ art, background: 'mist', angle: 'pair' }), alt: title }, ...parts.map(({ product }) => ({ media_key: product.variants[0]?.media_key ?? '', alt: product.title }))],
    weight_g: parts.reduce((sum, { product, quantity }) => sum + (product.variants[0]?.weight_g ?? 0) * quantity, 0),
    created_at: new Date(now.getTime() - AGE_MS).toISOString(),
    components: parts.map(({ offer, quantity }) => ({ variant_id: offer.variant_id, quantity })),
    offer: {
      offer_id: id('offer'), seller_id: seller.seller_id, seller_sku: sku, handling_days: Math.max(...parts.map(({ offer }) => offer.handling_days)),
      price_minor: charmPrice(whole_minor * DISCOUNT, createRandom(seed).fork(`bundles/${title}`)), list_price_minor: whole_minor,
    },
  };
}

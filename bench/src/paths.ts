import type { FoundCards } from './limit.ts';

interface Card { readonly product_id: string; readonly handle: string; readonly title: string }

/** What the reads ask for, found in the running shop. Lists are long enough that a path comes back after its answer is stale. */
export interface Paths {
  readonly listing: string;
  readonly listings: readonly string[];
  readonly product: string;
  readonly products: readonly string[];
  readonly search: string;
  readonly searches: readonly string[];
  readonly pages: readonly string[];
}

const locales = ['en-US', 'de', 'fr', 'es', 'pt-BR', 'it', 'nl', 'ja', 'ar', 'pl', 'sv', 'da'];

export async function findPaths(shop_url: string): Promise<Paths> {
  const get = async <T>(path: string) => (await (await fetch(`${shop_url}${path}`)).json()) as T;
  const { categories } = await get<{ categories: { handle: string; product_count: number }[] }>('/v1/categories');
  const cards: Card[] = [];
  for (let page = 1; page <= 100; page++) {
    const answer = await get<{ listings: Card[]; has_more: boolean }>(`/v1/listings?page_size=100&page=${page}`);
    cards.push(...answer.listings);
    if (!answer.has_more) break;
  }
  const largest = categories.toSorted((a, b) => b.product_count - a.product_count)[0]?.handle ?? '';
  const words = cards.map(({ title }) => title.toLowerCase().split(/[^a-z]+/).filter((word) => word.length > 3));
  return {
    listing: `/v1/listings?category=${largest}`,
    listings: shuffled(fullPages(categories).map(({ category, page, page_size }) => `/v1/listings?category=${category}&page=${page}&page_size=${page_size}`)),
    product: `/v1/products/${cards[0]?.handle ?? ''}`,
    products: shuffled(locales.flatMap((locale) => cards.map(({ handle }) => `/v1/products/${handle}?locale=${locale}`))),
    search: `/v1/search?text=${words[0]?.slice(0, 2).join('+') ?? ''}`,
    searches: shuffled([...new Set(words.flatMap((title) => title.slice(1).map((word) => `/v1/search?text=${title[0] ?? ''}+${word}`)))]),
    pages: shuffled(fullPages(categories).filter(({ page_size }) => page_size === 24).flatMap(({ category, page }) => ['popularity', 'price_asc', 'price_desc', 'rating', 'newest'].map((sort) => `/c/${category}?page=${page}&sort=${sort}`))),
  };
}

/** Every full page of every category, in sizes around 24, so that there are thousands of different ones with 24 cards on average. */
function fullPages(categories: readonly { handle: string; product_count: number }[]): { category: string; page: number; page_size: number }[] {
  const sizes = Array.from({ length: 17 }, (_, index) => 16 + index);
  return categories.flatMap(({ handle, product_count }) => sizes.flatMap((page_size) => Array.from({ length: Math.floor(product_count / page_size) }, (_, index) => ({ category: handle, page: index + 1, page_size }))));
}

/** The same order in every run: a linear congruential generator (Numerical Recipes) behind Fisher and Yates. */
function shuffled<T>(list: readonly T[]): T[] {
  const mixed = [...list];
  let state = 42;
  for (let index = mixed.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (index + 1);
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}

/** A part of a list for each round, turned so that no round begins where another did. */
export function partOf<T>(list: readonly T[], round: number, round_count: number): T[] {
  const start = Math.floor((list.length / (round_count + 1)) * round);
  return [...list.slice(start), ...list.slice(0, start)];
}

/** The shop's answers to some searches, taken apart for the limit to put together again. */
export async function findCards(shop_url: string, searches: readonly string[]): Promise<FoundCards[]> {
  const found: FoundCards[] = [];
  for (const path of searches) {
    const { listings, ...others } = (await (await fetch(`${shop_url}${path}`)).json()) as { listings: Card[] };
    found.push({ product_ids: listings.map((card) => card.product_id), rest: `,${JSON.stringify(others).slice(1)}` });
  }
  return found;
}

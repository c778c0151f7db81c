import { randomUUID } from 'node:crypto';
import { createCache } from '@orinoco/cache';
import { serviceCall } from '@orinoco/contract';
import type { Category } from '@orinoco/catalog/contract';
import type { Listing } from '../types.ts';
import { toCards } from './listings.ts';
import type { StorefrontClients } from './options.ts';
import { orElse } from './wait.ts';

/** The category tree, ready to be asked. */
export interface Categories {
  readonly departments: readonly Category[];
  find(handle: string): Category | undefined;
  childrenOf(category_id: string): readonly Category[];
  readonly all: readonly Category[];
}

/** What many pages show and what changes rarely, kept for a while. */
export interface Directory {
  categories(): Promise<Categories>;
  /** The picture of what sells best in a category; null for an empty one. */
  picture(category_handle: string): Promise<string | null>;
  popular(): Promise<Listing[]>;
}

const minute_ms = 60_000;

export function createDirectory({ catalog }: Pick<StorefrontClients, 'catalog'>, clock: () => number): Directory {
  const call = () => serviceCall('storefront', randomUUID(), clock() + 5_000);
  const trees = createCache<Categories>({ max_entries: 1, fresh_ms: minute_ms / 2, stale_ms: 10 * minute_ms, clock });
  const pictures = createCache<string | null>({ max_entries: 5_000, fresh_ms: 10 * minute_ms, stale_ms: 60 * minute_ms, clock });
  const cards = createCache<Listing[]>({ max_entries: 1, fresh_ms: minute_ms, stale_ms: 60 * minute_ms, clock });
  return {
    categories: () => trees.get('all', async () => treeOf((await catalog.listCategories({}, call())).categories)),
    picture: (category) => orElse(pictures.get(category, async () => {
      const { listings } = await catalog.listListings({ category, sort: 'popularity', page_size: 1 }, call());
      return listings[0]?.media_key ?? null;
    }), null),
    popular: () => cards.get('popular', async () => toCards((await catalog.listListings({ sort: 'popularity', page_size: 12 }, call())).listings)),
  };
}

export function treeOf(all: readonly Category[]): Categories {
  const byHandle = new Map(all.map((category) => [category.handle, category]));
  const children = Map.groupBy(all.filter((category) => category.product_count > 0).toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name)), (category) => category.parent_category_id);
  return { all, departments: children.get(null) ?? [], find: (handle) => byHandle.get(handle), childrenOf: (category_id) => children.get(category_id) ?? [] };
}

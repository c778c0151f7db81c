import { fail, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import { listingsByIds, listingsPage } from './browse-store.ts';
import { categoryTree, findBrand } from './category-store.ts';
import type { catalogContract } from './contract.ts';
import { handlers } from './handlers.ts';
import { openListings } from './listings.ts';
import { popularityFactor } from './popularity.ts';
import { exportedProducts, featuredOffer, offerLines, productView, searchableProducts } from './product-store.ts';
import { saveBrands, saveCategories, saveOffers, saveProducts } from './saving.ts';
import { setPopularity } from './signal-store.ts';
import { takeTurn } from './turn-store.ts';

export interface CatalogDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Nobody turns pages further than this; whoever tries is reading the shop out, for which there are the exports. */
const max_depth = 10_000;
const page_size_usual = 24;

/** Products, offers and what the storefront shows of them. See README.md. */
export function createCatalogService({ database, clock, log }: CatalogDependencies): RunningService<typeof catalogContract> {
  const listings = openListings(database, log);
  return {
    methods: { ...browseMethods(database), ...indexMethods(database, clock), ...saveMethods(database, clock), rebuildListings: async () => ({ listing_count: await listings.rebuild() }) },
    subscriptions: [{ group: 'catalog', database, handlers, batch_size: 1000, afterBatch: listings.refresh }],
    start: listings.start,
  };
}

type Methods = Service<typeof catalogContract>;

function browseMethods(database: Database): Pick<Methods, 'listListings' | 'getListings' | 'getProduct' | 'listCategories' | 'getBrand' | 'getOffers' | 'explainFeaturedOffer'> {
  return {
    async listListings({ category = null, brand = null, seller = null, sort = 'popularity', page = 1, page_size = page_size_usual }) {
      const offset = (page - 1) * page_size;
      if (offset >= max_depth) return { listings: [], page, has_more: false };
      const is_last = offset + page_size >= max_depth;
      return orFail(await listingsPage(database, { category, brand, seller, sort, page, page_size, offset, limit: is_last ? page_size : page_size + 1 }), 'category_not_found');
    },
    getListings: async ({ product_ids }) => (await listingsByIds(database, product_ids)) ?? { listings: [] },
    getProduct: async ({ handle, locale = null }) => orFail(await productView(database, handle, locale), 'product_not_found'),
    listCategories: async () => (await categoryTree(database)) ?? { categories: [] },
    getBrand: async ({ handle }) => orFail(await findBrand(database, handle), 'brand_not_found'),
    getOffers: async ({ offer_ids }) => (await offerLines(database, offer_ids)) ?? { offers: [] },
    explainFeaturedOffer: async ({ variant_id }) => orFail(await featuredOffer(database, variant_id), 'product_not_found'),
  };
}

function indexMethods(database: Database, clock: () => Date): Pick<Methods, 'getSearchableProducts' | 'exportProducts'> {
  return {
    async getSearchableProducts({ product_ids = null, after_product_id = null, limit = 500 }) {
      return (await searchableProducts(database, { product_ids, after_product_id, limit, factor: popularityFactor(clock()) })) ?? { products: [] };
    },
    exportProducts: async ({ after_handle = null, limit = 100 }) => (await exportedProducts(database, after_handle, limit)) ?? { products: [] },
  };
}

function saveMethods(database: Database, clock: () => Date): Pick<Methods, 'saveCategories' | 'saveBrands' | 'saveProducts' | 'saveOffers' | 'savePopularity'> {
  return {
    saveCategories: (input) => saveCategories(database, input),
    saveBrands: (input) => saveBrands(database, input),
    saveProducts: (input) => saveProducts(database, input),
    saveOffers: (input, call) => saveOffers(database, input, call),
    async savePopularity({ products }) {
      const factor = popularityFactor(clock());
      await database.transaction(async (tx) => {
        await takeTurn(tx);
        await setPopularity(tx, products.map(({ product_id, popularity }) => ({ product_id, popularity: popularity * factor })));
        tx.poke();
      });
      return { product_count: products.length };
    },
  };
}

function orFail<T>(found: T | undefined, code: string): T {
  if (found === undefined) throw fail(code);
  return found;
}

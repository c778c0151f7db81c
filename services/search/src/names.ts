import type { Category, Listing } from '@orinoco/catalog/contract';
import type { AttributeLabel } from './facets.ts';

const most_sellers = 20_000;

/** What sellers and attributes are called, as far as this process has heard. */
export interface Names {
  readonly attributes: ReadonlyMap<string, AttributeLabel>;
  readonly sellers: ReadonlyMap<string, string>;
  learnSellers(listings: readonly Listing[]): void;
  learnAttributes(categories: readonly Category[]): void;
}

export function createNames(): Names {
  const attributes = new Map<string, AttributeLabel>();
  const sellers = new Map<string, string>();
  return {
    attributes,
    sellers,
    learnSellers(listings) {
      for (const { seller } of listings) if (seller && (sellers.has(seller.handle) || sellers.size < most_sellers)) sellers.set(seller.handle, seller.name);
    },
    learnAttributes(categories) {
      attributes.clear();
      for (const category of categories) {
        for (const { code, label, unit = null, is_filterable } of category.attributes) {
          // Categories may share a code; it is a filter where one of them says so.
          attributes.set(code, { label, unit, is_filterable: is_filterable || attributes.get(code)?.is_filterable === true });
        }
      }
    },
  };
}

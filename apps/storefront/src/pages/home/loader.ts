import type { Recommendation } from '@orinoco/recommendation/contract';
import type { PageContext } from '../../server/context.ts';
import { cardsOf, promisesOf, toCards, withPromises } from '../../server/listings.ts';
import { orElse } from '../../server/wait.ts';
import type { HomeView, Listing, Promotion } from '../../types.ts';
import { urls } from '../../urls.ts';

type RailView = HomeView['rails'][number];

const rail_length = 14;
/** Below this a rail looks like a mistake. */
const least_listings = 4;
const shelf_titles: Readonly<Record<string, string>> = { for_you: 'Picked for you', buy_again: 'Buy it again', also_viewed: 'Like what you looked at', bought_together: 'Goes with what you bought', trending: 'Trending now' };

export async function loadHome(context: PageContext): Promise<HomeView> {
  const { clients, call, directory } = context;
  const { departments } = await directory.categories();
  const tiles = departments.slice(0, 12);
  const [popular, newest, shelves, bests, pictures] = await Promise.all([
    clients.catalog.listListings({ sort: 'popularity', page_size: 100 }, call),
    orElse(clients.catalog.listListings({ sort: 'newest', page_size: rail_length }, call), { listings: [], page: 1, has_more: false }),
    orElse(loadShelves(context), []),
    Promise.all(tiles.slice(0, 3).map((department) => orElse(clients.catalog.listListings({ category: department.handle, sort: 'popularity', page_size: rail_length }, call), { listings: [], page: 1, has_more: false }))),
    Promise.all(tiles.map((department) => directory.picture(department.handle))),
  ]);
  const liked = toCards(popular.listings);
  const deals = dealsOf(liked);
  const rails: RailView[] = [
    { rail_id: 'deals', title: 'Deals of the day', url: null, listings: deals.slice(0, rail_length) },
    ...shelves,
    ...(shelves.some((shelf) => shelf.rail_id === 'trending') ? [] : [{ rail_id: 'popular', title: 'Popular right now', url: null, listings: liked.slice(0, rail_length) }]),
    ...bests.map(({ listings }, index) => ({ rail_id: `best-${tiles[index]?.handle ?? index}`, title: `Best sellers in ${tiles[index]?.name ?? 'the shop'}`, url: urls.category(tiles[index]?.handle ?? ''), listings: toCards(listings) })),
    { rail_id: 'newest', title: 'New arrivals', url: null, listings: toCards(newest.listings) },
  ].filter((rail) => rail.listings.length >= least_listings);
  const promises = await promisesOf(context, rails.flatMap((rail) => rail.listings.map((listing) => listing.offer_id)));
  const departmentTiles = tiles.flatMap(({ handle, name }, index) => (pictures[index] ? [{ handle, name, media_key: pictures[index] }] : []));
  return {
    ...heroOf(deals, liked, departmentTiles),
    departments: departmentTiles,
    promotions: promotionsOf(departmentTiles),
    rails: rails.map((rail) => ({ ...rail, listings: withPromises(rail.listings, promises) })),
  };
}

/** What is recommended to this visitor, each row with its reason. One catalogue call for all of them. */
async function loadShelves(context: PageContext): Promise<RailView[]> {
  const { shelves } = await context.clients.recommendation.getRecommendations({ surface: 'home', limit: rail_length }, context.call);
  const listings = await cardsOf(context, shelves.flatMap((shelf) => shelf.recommendations.map((each) => each.product_id)));
  const byProduct = new Map(listings.map((listing) => [listing.product_id, listing]));
  return shelves.map(({ shelf, recommendations }) => ({ rail_id: shelf, title: shelf_titles[shelf] ?? 'For you', url: null, listings: pick(recommendations, byProduct) }));
}

function pick(recommendations: readonly Recommendation[], byProduct: ReadonlyMap<string, Listing>): Listing[] {
  return recommendations.flatMap(({ product_id }) => byProduct.get(product_id) ?? []);
}

const savingOf = ({ price_minor, list_price_minor }: Listing): number => (list_price_minor === null ? 0 : 1 - price_minor / list_price_minor);

/** What is below its list price, the largest saving first. */
export function dealsOf(listings: readonly Listing[]): Listing[] {
  return listings.filter((listing) => listing.is_in_stock && savingOf(listing) >= 0.05).toSorted((a, b) => savingOf(b) - savingOf(a));
}

function heroOf(deals: readonly Listing[], liked: readonly Listing[], tiles: HomeView['departments']): Pick<HomeView, 'hero' | 'hero_media_keys'> {
  // Three different departments make a better picture than three of the same thing.
  const media_keys = [...new Set([...tiles.slice(0, 3).map((tile) => tile.media_key), ...deals.map((deal) => deal.media_key), ...liked.map((listing) => listing.media_key)])].slice(0, 3);
  const hero: Promotion = {
    eyebrow: 'Every seller, one cart', title: 'Find it here. Know the day it arrives.', text: 'Compare the prices and delivery days of every seller, and pay when your parcel ships.',
    link_label: 'Shop all departments', url: urls.departments, media_key: media_keys[0] ?? 'none',
  };
  return { hero, hero_media_keys: media_keys };
}

function promotionsOf(tiles: HomeView['departments']): Promotion[] {
  return tiles.slice(3, 5).map(({ handle, name, media_key }, index) => ({
    eyebrow: index === 0 ? 'Worth a look' : 'Well rated', title: name, text: index === 0 ? 'What other shoppers come back for, sorted by popularity.' : 'The best rated of the department, from every seller.',
    link_label: `Shop ${name}`, url: index === 0 ? urls.category(handle) : `${urls.category(handle)}?sort=rating`, media_key,
  }));
}

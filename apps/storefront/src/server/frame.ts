import type { FrameProps } from '../types.ts';
import type { PageContext } from './context.ts';
import { pageOf } from './query.ts';
import { orElse } from './wait.ts';

/** Departments that fit beside the search. */
const max_departments = 10;

/** What every page shows around its own part. `is_shared` leaves out whatever is about one visitor. */
export async function loadFrame(context: PageContext, public_url: string, nonce: string, is_shared: boolean): Promise<FrameProps> {
  const { directory, path, locale, currency, visitor, is_demo } = context;
  const [departments, cart_count] = await Promise.all([
    orElse(directory.categories().then((categories) => categories.departments), []),
    is_shared ? null : cartCount(context),
  ]);
  return {
    path, canonical_url: canonicalUrl(context, public_url), locale, currency, nonce, is_demo,
    departments: departments.slice(0, max_departments).map(({ handle, name }) => ({ handle, name })),
    account: is_shared || visitor.name === null ? null : { name: visitor.name }, cart_count,
  };
}

/** Units in the visitor's cart; null when nobody knows, and then the page asks later. */
export async function cartCount({ clients, call, ordered_cart_id }: Pick<PageContext, 'clients' | 'call' | 'ordered_cart_id'>): Promise<number | null> {
  if (call.actor.kind === 'anonymous') return 0;
  return orElse(clients.cart.getCurrentCart({}, call).then((cart) => (cart === null || cart.cart_id === ordered_cart_id ? 0 : cart.quantity_count)), null);
}

/** The one address that search engines keep: without filters and variants, but each page of a list is its own. */
function canonicalUrl({ path, query }: PageContext, public_url: string): string {
  const url = new URL(path, public_url);
  if (path === '/search' && query.has('text')) url.searchParams.set('text', query.get('text') ?? '');
  if (pageOf(query) > 1) url.searchParams.set('page', String(pageOf(query)));
  return url.href;
}

import { buttonClass } from './button.tsx';
import { Picture } from './picture.tsx';
import { Price } from './price.tsx';
import { Stars } from './stars.tsx';
import { formatPromise } from './delivery.ts';
import css from './product-card.module.css';

/** A product with its featured offer as it is shown in grids and rails. Amounts in minor units of `currency`, days as YYYY-MM-DD. */
export type Listing = {
  product_id: string; handle: string; title: string;
  brand: { handle: string; name: string } | null; category: { handle: string; name: string };
  media_key: string; price_minor: number; list_price_minor: number | null; currency: string;
  offer_id: string; offer_count: number; seller: { handle: string; name: string };
  rating_average: number | null; rating_count: number;
  is_in_stock: boolean; stock_hint: 'in_stock' | 'low' | 'out';
  promise: { earliest_on: string; latest_on: string } | null; badges: string[];
};

type Card = { listing: Listing; locale: string; is_priority?: boolean; is_compact?: boolean; heading?: 'h2' | 'h3' };

const addClass = buttonClass({ kind: 'soft', size: 's', is_wide: true });
/** The id of the one form that the buttons of a grid's cards send. */
const ADD_FORM = 'add-listing';

const Availability = ({ listing, locale }: { listing: Listing; locale: string }) => {
  if (!listing.is_in_stock) return <p className={css.out}>Currently unavailable</p>;
  return (
    <>
      {listing.promise && <p className={css.promise}>Get it <strong>{formatPromise(listing.promise, locale)}</strong></p>}
      {listing.stock_hint === 'low' && <p className={css.low}>Only a few left</p>}
    </>
  );
};

/**
 * A list element: the whole card leads to the product; the button, not in compact cards, adds the featured offer to the cart.
 * Made of few elements on purpose: a page has dozens of cards, and they are most of what its rendering costs.
 */
export const ProductCard = ({ listing, locale, is_priority = false, is_compact = false, heading: Heading = 'h3' }: Card) => (
  <li className={css.card}>
    <Picture media_key={listing.media_key} alt="" width={260} sizes="(min-width:640px) 260px,44vw" is_priority={is_priority} />
    {listing.badges[0] && <p className={css.badge}>{listing.badges[0]}</p>}
    {listing.brand && <p className={css.brand}>{listing.brand.name}</p>}
    <Heading className={css.title}><a href={`/p/${listing.handle}`}>{listing.title}</a></Heading>
    {listing.rating_average !== null && <Stars rating_average={listing.rating_average} rating_count={listing.rating_count} locale={locale} />}
    <Price price_minor={listing.price_minor} list_price_minor={listing.list_price_minor} currency={listing.currency} locale={locale} size={is_compact ? 's' : 'm'} />
    <Availability listing={listing} locale={locale} />
    {!is_compact && listing.offer_count > 1 && <p className={css.offers}>{`${listing.offer_count} sellers`}</p>}
    {!is_compact && listing.is_in_stock && <button className={addClass} form={ADD_FORM} name="offer_id" value={listing.offer_id} aria-label={`Add to cart: ${listing.title}`}>Add to cart</button>}
  </li>
);

/** Cards in columns that fit the room; the first row's pictures load first. All buttons send one form, so that it works without script too. */
export const ProductGrid = ({ listings, locale, priority_count = 4 }: { listings: Listing[]; locale: string; priority_count?: number }) => (
  <>
    <form id={ADD_FORM} method="post" action="/cart/lines" data-enhance="cart"><input type="hidden" name="quantity" value="1" /></form>
    <ul className={css.grid}>
      {listings.map((listing, index) => <ProductCard listing={listing} locale={locale} is_priority={index < priority_count} heading="h2" key={listing.product_id} />)}
    </ul>
  </>
);

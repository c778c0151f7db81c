import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
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

const Availability = ({ listing, locale }: { listing: Listing; locale: string }) => {
  if (!listing.is_in_stock) return <p className={css.out}>Currently unavailable</p>;
  return (
    <>
      {listing.promise && <p className={css.promise}><Icon name="truck" size={16} /><span>Get it <strong>{formatPromise(listing.promise, locale)}</strong></span></p>}
      {listing.stock_hint === 'low' && <p className={css.low}>Only a few left</p>}
    </>
  );
};

/** The whole card leads to the product; the button adds the featured offer to the cart by a plain form. */
export const ProductCard = ({ listing, locale, is_priority = false, is_compact = false, heading: Heading = 'h3' }: Card) => (
  <article className={css.card}>
    <div className={css.media}>
      <Picture media_key={listing.media_key} alt="" width={320} sizes="(min-width: 1280px) 260px, (min-width: 960px) 22vw, (min-width: 640px) 30vw, 44vw" is_priority={is_priority} />
      {listing.badges[0] && <span className={css.badge}><Badge tone="dark">{listing.badges[0]}</Badge></span>}
    </div>
    <div className={css.words}>
      {listing.brand && <p className={css.brand}>{listing.brand.name}</p>}
      <Heading className={css.title}><a className={css.link} href={`/p/${listing.handle}`}>{listing.title}</a></Heading>
      {listing.rating_average !== null && <Stars rating_average={listing.rating_average} rating_count={listing.rating_count} locale={locale} />}
      <Price price_minor={listing.price_minor} list_price_minor={listing.list_price_minor} currency={listing.currency} locale={locale} size={is_compact ? 's' : 'm'} />
      <Availability listing={listing} locale={locale} />
      {!is_compact && listing.offer_count > 1 && <p className={css.offers}>{listing.offer_count} sellers</p>}
    </div>
    {!is_compact && listing.is_in_stock && (
      <form className={css.form} method="post" action="/cart/lines" data-enhance="cart">
        <input type="hidden" name="offer_id" value={listing.offer_id} />
        <input type="hidden" name="quantity" value="1" />
        <Button kind="soft" size="s" is_wide aria-label={`Add to cart: ${listing.title}`}>Add to cart</Button>
      </form>
    )}
  </article>
);

/** Cards in columns that fit the room; the first row's pictures load first. */
export const ProductGrid = ({ listings, locale, priority_count = 4 }: { listings: Listing[]; locale: string; priority_count?: number }) => (
  <ul className={css.grid}>
    {listings.map((listing, index) => <li className={css.cell} key={listing.product_id}><ProductCard listing={listing} locale={locale} is_priority={index < priority_count} heading="h2" /></li>)}
  </ul>
);

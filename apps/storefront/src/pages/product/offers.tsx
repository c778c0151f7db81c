import { Button } from '@orinoco/ui/button.tsx';
import { formatPromise } from '@orinoco/ui/delivery.ts';
import { oneDecimal } from '@orinoco/ui/number.ts';
import { Price } from '@orinoco/ui/price.tsx';
import type { Offer } from '../../types.ts';
import { urls } from '../../urls.ts';
import { conditionLabel, shippingWords } from './buy-box.tsx';
import css from './offers.module.css';

const OfferRow = ({ offer, locale }: { offer: Offer; locale: string }) => (
  <li className={css.offer}>
    <div className={css.price}><Price price_minor={offer.price_minor} list_price_minor={offer.list_price_minor} currency={offer.currency} locale={locale} /><span className={css.small}>{shippingWords(offer, locale)}</span></div>
    <div><strong>{conditionLabel(offer.condition)}</strong>{offer.promise && <p className={css.small}>Arrives {formatPromise(offer.promise, locale)}</p>}</div>
    <div><a className={css.seller} href={urls.seller(offer.seller.handle)}>{offer.seller.name}</a>{offer.seller.fulfillment_score !== null && <p className={css.small}>Fulfilment score {oneDecimal(offer.seller.fulfillment_score, locale)}/5</p>}</div>
    {offer.is_in_stock
      ? <form method="post" action={urls.cart_lines} data-enhance="cart"><input type="hidden" name="offer_id" value={offer.offer_id} /><input type="hidden" name="quantity" value="1" /><Button kind="secondary" size="s" aria-label={`Add to cart from ${offer.seller.name}`}>Add to cart</Button></form>
      : <span className={css.small}>Out of stock</span>}
  </li>
);

/** What the other sellers ask, cheapest delivered first as the loader ordered them. */
export const OtherOffers = ({ offers, locale }: { offers: Offer[]; locale: string }) => (
  <section id="offers" aria-labelledby="offers-title">
    <h2 className={css.title} id="offers-title">Other sellers</h2>
    <ul className={css.offers}>{offers.map((offer) => <OfferRow offer={offer} locale={locale} key={offer.offer_id} />)}</ul>
  </section>
);

import { formatMoney } from '@orinoco/money';
import { Button } from '@orinoco/ui/button.tsx';
import { formatPromise, formatRemaining } from '@orinoco/ui/delivery.ts';
import { Icon } from '@orinoco/ui/icon.tsx';
import { oneDecimal } from '@orinoco/ui/number.ts';
import { Price } from '@orinoco/ui/price.tsx';
import { QuantityStepper } from '@orinoco/ui/quantity-stepper.tsx';
import type { Offer } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './buy-box.module.css';

const conditions: Record<string, string> = { new: 'New', refurbished: 'Refurbished', used_like_new: 'Used, like new', used_good: 'Used, good', used_acceptable: 'Used, acceptable' };

/** A condition code as words; unknown codes are shown as they are. */
export const conditionLabel = (condition: string): string => conditions[condition] ?? condition.replaceAll('_', ' ');

export const shippingWords = (offer: Offer, locale: string): string =>
  offer.shipping_minor === null ? 'Delivery by address' : offer.shipping_minor === 0 ? 'Free delivery' : `${formatMoney(offer.shipping_minor, offer.currency, locale)} delivery`;

const Delivery = ({ offer, locale }: { offer: Offer; locale: string }) => {
  if (!offer.promise) return <p className={css.line}><Icon name="truck" size={20} /><span>{shippingWords(offer, locale)}</span></p>;
  const remaining = formatRemaining(offer.promise.order_within_ms);
  return (
    <p className={css.line}><Icon name="truck" size={20} />
      <span>{shippingWords(offer, locale)} <strong>{formatPromise(offer.promise, locale)}</strong>{remaining && <span className={css.within}>Order within {remaining}</span>}</span>
    </p>
  );
};

const Stock = ({ offer }: { offer: Offer }) => {
  if (!offer.is_in_stock) return <p className={css.out}>Currently unavailable</p>;
  return offer.stock_hint === 'low' ? <p className={css.low}>Only a few left in stock</p> : <p className={css.in}>In stock</p>;
};

const LowestPrice = ({ offer, locale }: { offer: Offer; locale: string }) =>
  offer.lowest_price_30d_minor !== null && offer.list_price_minor !== null && offer.list_price_minor > offer.price_minor
    ? <p className={css.lowest}>Lowest price of the last 30 days: {formatMoney(offer.lowest_price_30d_minor, offer.currency, locale)}</p> : null;

const CartForm = ({ offer }: { offer: Offer }) => (
  <form className={css.form} id="add-to-cart" method="post" action={urls.cart_lines} data-enhance="cart">
    <input type="hidden" name="offer_id" value={offer.offer_id} />
    {offer.quantity_limit > 1
      ? <p className={css.quantity}><label htmlFor="quantity">Quantity</label><QuantityStepper id="quantity" label="Quantity" quantity={1} quantity_limit={offer.quantity_limit} /></p>
      : <input type="hidden" name="quantity" value="1" />}
    <Button size="l" is_wide>Add to cart</Button>
    <Button size="l" kind="secondary" is_wide name="then" value="checkout">Buy now</Button>
  </form>
);

const Seller = ({ offer, locale }: { offer: Offer; locale: string }) => (
  <dl className={css.facts}>
    <div><dt>Sold by</dt><dd><a href={urls.seller(offer.seller.handle)}>{offer.seller.name}</a>{offer.seller.fulfillment_score !== null && <span className={css.seller_score}>Fulfilment score {oneDecimal(offer.seller.fulfillment_score, locale)}/5</span>}</dd></div>
    <div><dt>Condition</dt><dd>{conditionLabel(offer.condition)}</dd></div>
    <div><dt>Returns</dt><dd>{offer.return_days > 0 ? `${offer.return_days} days` : 'Not returnable'}</dd></div>
    <div><dt>Payment</dt><dd>Charged when it ships</dd></div>
  </dl>
);

/** Price, delivery, stock and the way into the cart for one offer; a sentence when nobody sells the product. */
export const BuyBox = ({ offer, other_count, locale }: { offer: Offer | null; other_count: number; locale: string }) => {
  if (!offer) return <section className={css.box} aria-label="Buy"><p className={css.out}>Currently unavailable</p><p className={css.note}>No seller has this variant right now. Another one may be in stock.</p></section>;
  return (
    <section className={css.box} aria-label="Buy">
      <Price price_minor={offer.price_minor} list_price_minor={offer.list_price_minor} currency={offer.currency} locale={locale} size="l" />
      <LowestPrice offer={offer} locale={locale} />
      <Delivery offer={offer} locale={locale} />
      <Stock offer={offer} />
      {offer.is_in_stock && <CartForm offer={offer} />}
      <Seller offer={offer} locale={locale} />
      {other_count > 0 && <a className={css.others} href="#offers">{other_count} more {other_count === 1 ? 'seller' : 'sellers'}<Icon name="chevron" size={14} /></a>}
    </section>
  );
};

/** The price and the button kept at hand on phones; it sends the box's own form. */
export const PhoneBar = ({ offer, locale }: { offer: Offer; locale: string }) => (
  <div className={css.phone_bar}>
    <Price price_minor={offer.price_minor} currency={offer.currency} locale={locale} />
    <Button form="add-to-cart">Add to cart</Button>
  </div>
);

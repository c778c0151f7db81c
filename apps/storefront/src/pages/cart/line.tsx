import { formatMoney } from '@orinoco/money';
import { Button } from '@orinoco/ui/button.tsx';
import { formatPromise } from '@orinoco/ui/delivery.ts';
import { Icon } from '@orinoco/ui/icon.tsx';
import { Picture } from '@orinoco/ui/picture.tsx';
import { Price } from '@orinoco/ui/price.tsx';
import { QuantityStepper } from '@orinoco/ui/quantity-stepper.tsx';
import type { CartLine } from '../../cart-types.ts';
import { urls } from '../../urls.ts';
import css from './line.module.css';

const Availability = ({ line, locale }: { line: CartLine; locale: string }) => {
  if (!line.is_in_stock) return <p className={css.out}>No longer available. Remove it to check out.</p>;
  return (
    <p className={css.promise}>
      {line.promise && <><Icon name="truck" size={16} /><span>Arrives <strong>{formatPromise(line.promise, locale)}</strong></span></>}
      {line.stock_hint === 'low' && <span className={css.low}>Only a few left</span>}
    </p>
  );
};

const PriceChange = ({ line, currency, locale }: { line: CartLine; currency: string; locale: string }) =>
  line.previous_price_minor === null || line.previous_price_minor === line.unit_price_minor ? null
    : <p className={line.unit_price_minor > line.previous_price_minor ? css.dearer : css.cheaper}>Price {line.unit_price_minor > line.previous_price_minor ? 'went up' : 'went down'} from {formatMoney(line.previous_price_minor, currency, locale)} since you added it</p>;

/** Sets a line aside, or takes it back into the cart. */
const SaveForm = ({ line, is_saved_for_later = false, children }: { line: CartLine; is_saved_for_later?: boolean; children: string }) => (
  <form method="post" action={urls.cart_line(line.cart_line_id)} data-once=""><input type="hidden" name="is_saved_for_later" value={String(is_saved_for_later)} /><Button kind={is_saved_for_later ? 'quiet' : 'secondary'} size="s" aria-label={`${children}: ${line.title}`}>{children}</Button></form>
);

const RemoveForm = ({ line }: { line: CartLine }) => (
  <form method="post" action={urls.cart_line_removal(line.cart_line_id)} data-once=""><Button kind="quiet" size="s" aria-label={`Remove ${line.title}`}><Icon name="trash" size={16} />Remove</Button></form>
);

/** One line of the cart: quantity and removal are forms of their own. */
export const CartLineRow = ({ line, currency, locale }: { line: CartLine; currency: string; locale: string }) => (
  <li className={line.is_in_stock ? css.line : `${css.line} ${css.gone}`}>
    <a className={css.picture} href={urls.product(line.handle)} tabIndex={-1} aria-hidden="true"><Picture media_key={line.media_key} alt="" width={140} sizes="(min-width: 640px) 140px, 88px" /></a>
    <div className={css.words}>
      <h2 className={css.title}><a href={urls.product(line.handle)}>{line.title}</a></h2>
      {line.variant_label && <p className={css.small}>{line.variant_label}</p>}
      <p className={css.small}>Sold by <a className={css.seller} href={urls.seller(line.seller.handle)}>{line.seller.name}</a></p>
      <Availability line={line} locale={locale} />
      <PriceChange line={line} currency={currency} locale={locale} />
      <div className={css.actions}>
        {line.is_in_stock && (
          <form className={css.quantity} method="post" action={urls.cart_line(line.cart_line_id)}>
            <QuantityStepper id={`quantity-${line.cart_line_id}`} label={`Quantity of ${line.title}`} quantity={line.quantity} quantity_limit={line.quantity_limit} is_submitting />
            <span className={css.update}><Button kind="secondary" size="s">Update</Button></span>
          </form>
        )}
        <SaveForm line={line} is_saved_for_later>Save for later</SaveForm>
        <RemoveForm line={line} />
      </div>
    </div>
    <div className={css.price}>
      <Price price_minor={line.line_total_minor} list_price_minor={line.list_price_minor === null ? null : line.list_price_minor * line.quantity} currency={currency} locale={locale} />
      {line.quantity > 1 && <span className={css.small}>{formatMoney(line.unit_price_minor, currency, locale)} each</span>}
    </div>
  </li>
);

/** A line that waits beside the cart: nothing of it is bought. */
export const SavedLineRow = ({ line, currency, locale }: { line: CartLine; currency: string; locale: string }) => (
  <li className={line.is_in_stock ? css.line : `${css.line} ${css.gone}`}>
    <a className={css.picture} href={urls.product(line.handle)} tabIndex={-1} aria-hidden="true"><Picture media_key={line.media_key} alt="" width={140} sizes="(min-width: 640px) 140px, 88px" /></a>
    <div className={css.words}>
      <h3 className={css.title}><a href={urls.product(line.handle)}>{line.title}</a></h3>
      {line.variant_label && <p className={css.small}>{line.variant_label}</p>}
      <p className={css.small}>Sold by <a className={css.seller} href={urls.seller(line.seller.handle)}>{line.seller.name}</a></p>
      {!line.is_in_stock && <p className={css.out}>Not available now</p>}
      <div className={css.actions}>{line.is_in_stock && <SaveForm line={line}>Move to cart</SaveForm>}<RemoveForm line={line} /></div>
    </div>
    <div className={css.price}><Price price_minor={line.unit_price_minor} list_price_minor={line.list_price_minor} currency={currency} locale={locale} /></div>
  </li>
);

import { formatMoney } from '@orinoco/money';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import { ProductCard } from '@orinoco/ui/product-card.tsx';
import { Rail } from '@orinoco/ui/rail.tsx';
import type { CartView } from '../../cart-types.ts';
import type { Head } from '../../document.ts';
import { Notices } from '../../forms/notices.tsx';
import { Totals } from '../../totals/totals.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import { CartLineRow, SavedLineRow } from './line.tsx';
import css from './page.module.css';

export const cartHead = (): Head => ({ title: 'Cart | Orinoco', description: 'What you are about to buy.', is_indexed: false });

const Coupons = ({ view }: { view: CartView }) => (
  <details className={css.coupon} open={view.coupon_error !== null}>
    <summary className={css.coupon_summary}>Add a coupon<Icon name="plus" size={16} /></summary>
    <form className={css.coupon_form} method="post" action={urls.cart_coupons}>
      <input className={css.coupon_input} name="code" aria-label="Coupon code" required maxLength={40} autoComplete="off" autoCapitalize="characters" aria-invalid={view.coupon_error !== null || undefined} aria-describedby={view.coupon_error ? 'coupon-error' : undefined} />
      <Button kind="secondary">Apply</Button>
      {view.coupon_error && <p className={css.error} id="coupon-error">{view.coupon_error}</p>}
    </form>
  </details>
);

const Applied = ({ view }: { view: CartView }) => (
  <ul className={css.applied}>
    {view.coupons.map((coupon) => (
      <li className={coupon.is_refused ? css.refused_coupon : css.applied_coupon} key={coupon.code}><span><strong>{coupon.code}</strong> {coupon.label}</span>
        <form method="post" action={urls.cart_coupon_removal(coupon.code)}><button className={css.remove} aria-label={`Remove coupon ${coupon.code}`}><Icon name="close" size={14} /></button></form></li>
    ))}
  </ul>
);

const FreeShipping = ({ view, locale }: { view: CartView; locale: string }) => {
  const from = view.free_shipping_from_minor;
  if (from === null || from <= 0) return null;
  const missing = from - view.totals.subtotal_minor;
  return (
    <div className={css.free}>
      <p>{missing > 0 ? <>Add <strong>{formatMoney(missing, view.totals.currency, locale)}</strong> for free delivery</> : <><Icon name="check" size={16} /><strong>Free delivery</strong> for this order</>}</p>
      <svg className={css.meter} width="100%" height="6" aria-hidden="true"><rect className={css.meter_empty} width="100%" height="6" rx="3" /><rect className={css.meter_full} width={`${Math.min(100, Math.floor((view.totals.subtotal_minor * 100) / from))}%`} height="6" rx="3" /></svg>
    </div>
  );
};

const Side = ({ view, locale }: { view: CartView; locale: string }) => (
  <aside className={css.side} aria-label="Summary">
    <FreeShipping view={view} locale={locale} />
    <Totals totals={view.totals} locale={locale} />
    {view.coupons.length > 0 && <Applied view={view} />}
    <Coupons view={view} />
    <LinkButton size="l" is_wide href={urls.checkout} rel="nofollow">Go to checkout</LinkButton>
    <p className={css.safe}><Icon name="lock" size={16} />Your card is charged when the parcel ships.</p>
  </aside>
);

const Saved = ({ view, locale }: { view: CartView; locale: string }) => (
  <section className={css.saved} aria-labelledby="saved-title">
    <h2 className={css.saved_title} id="saved-title">Saved for later</h2>
    <ul className={css.lines}>{view.saved_lines.map((line) => <SavedLineRow line={line} currency={view.totals.currency} locale={locale} key={line.cart_line_id} />)}</ul>
  </section>
);

export const CartPage = ({ view, frame }: { view: CartView; frame: FrameProps }) => {
  const units = view.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <>
      <h1 className={css.title}>Your cart{units > 0 && <span className={css.units}> {units} {units === 1 ? 'unit' : 'units'}</span>}</h1>
      <Notices notices={view.notices} />
      {view.lines.length === 0
        ? <EmptyState icon="cart" title="Your cart is empty" action={<LinkButton href={urls.departments}>Browse departments</LinkButton>}><p>Whatever you add stays here, on every device you sign in with.</p></EmptyState>
        : <div className={css.layout}><ul className={css.lines}>{view.lines.map((line) => <CartLineRow line={line} currency={view.totals.currency} locale={frame.locale} key={line.cart_line_id} />)}</ul><Side view={view} locale={frame.locale} /></div>}
      {view.saved_lines.length > 0 && <Saved view={view} locale={frame.locale} />}
      {view.suggested.length > 0 && <div className={css.suggested}><Rail rail_id="suggested" title="Goes well with it">{view.suggested.map((listing) => <ProductCard listing={listing} locale={frame.locale} is_compact key={listing.product_id} />)}</Rail></div>}
    </>
  );
};

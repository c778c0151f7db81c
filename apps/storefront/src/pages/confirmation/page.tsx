import { LinkButton } from '@orinoco/ui/button.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import type { Head } from '../../document.ts';
import { AddressText } from '../../forms/address.tsx';
import type { ConfirmationView } from '../../order-types.ts';
import { OrderCard } from '../../orders/order-card.tsx';
import { Totals } from '../../totals/totals.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const confirmationHead = (): Head => ({ title: 'Thank you for your order | Orinoco', description: 'Your order is placed.', is_indexed: false });

export const ConfirmationPage = ({ view, frame }: { view: ConfirmationView; frame: FrameProps }) => {
  const [first] = view.orders;
  return (
    <div className={css.page}>
      <section className={css.thanks}>
        <span className={css.disc}><Icon name="check" size={32} /></span>
        <h1>Thank you, your order is placed</h1>
        <p>Order <strong>{view.order_group_number}</strong>. A confirmation is on its way to <strong>{view.email}</strong>.{view.orders.length > 1 && ` It comes from ${view.orders.length} sellers, each with its own parcel.`}</p>
        <div className={css.actions}><LinkButton href={first ? urls.order(first.order_id) : urls.orders}>Follow your order</LinkButton><LinkButton kind="secondary" href={urls.home}>Continue shopping</LinkButton></div>
      </section>
      <div className={css.layout}>
        <div className={css.orders}>{view.orders.map((order) => <OrderCard order={order} locale={frame.locale} key={order.order_id} />)}</div>
        <aside className={css.side} aria-label="About the order"><Totals totals={view.totals} locale={frame.locale} /><div><h2 className={css.title}>Delivery address</h2><AddressText address={view.address} locale={frame.locale} /></div></aside>
      </div>
    </div>
  );
};

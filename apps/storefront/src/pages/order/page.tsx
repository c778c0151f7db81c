import { formatMoney } from '@orinoco/money';
import { Badge } from '@orinoco/ui/badge.tsx';
import { Breadcrumbs } from '@orinoco/ui/breadcrumbs.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { formatDate, formatPromise } from '@orinoco/ui/delivery.ts';
import { Picture } from '@orinoco/ui/picture.tsx';
import { Tracking } from '@orinoco/ui/tracking.tsx';
import type { Head } from '../../document.ts';
import { AddressText } from '../../forms/address.tsx';
import { Notices } from '../../forms/notices.tsx';
import type { OrderView } from '../../order-types.ts';
import { statusTone } from '../../orders/status.ts';
import { Totals } from '../../totals/totals.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const orderHead = (view: OrderView): Head => ({ title: `Order ${view.order.order_number} | Orinoco`, description: 'Parcels, lines and amounts of an order.', is_indexed: false });

const Shipments = ({ view }: { view: OrderView }) => (
  <>
    {view.shipments.map((shipment, index) => (
      <section className={css.card} key={shipment.shipment_id} aria-labelledby={`shipment-${index}`}>
        <div className={css.row}><h2 id={`shipment-${index}`}>{view.shipments.length > 1 ? `Parcel ${index + 1} of ${view.shipments.length}` : 'Your parcel'}</h2>
          {shipment.tracking_number && <p className={css.small}>{shipment.carrier} {shipment.tracking_url ? <a href={shipment.tracking_url} rel="noreferrer">{shipment.tracking_number}</a> : shipment.tracking_number}</p>}</div>
        <Tracking steps={shipment.steps} />
      </section>
    ))}
  </>
);

const Lines = ({ view, locale }: { view: OrderView; locale: string }) => (
  <section className={css.card} aria-labelledby="lines-title">
    <h2 id="lines-title">Products</h2>
    <ul className={css.lines}>
      {view.lines.map((line) => (
        <li className={css.line} key={line.order_line_id}>
          <Picture media_key={line.media_key} alt="" width={96} sizes="80px" />
          <div><a className={css.link} href={urls.product(line.handle)}>{line.title}</a><p className={css.small}>{[line.variant_label, `Quantity ${line.quantity}`].filter(Boolean).join(' · ')}</p>
            <div className={css.actions}>{line.is_returnable && <LinkButton kind="soft" size="s" href={urls.help('returns')} aria-label={`Return ${line.title}`}>Return</LinkButton>}<LinkButton kind="quiet" size="s" href={`${urls.product(line.handle)}#write-review`} aria-label={`Write a review: ${line.title}`}>Write a review</LinkButton></div></div>
          <bdi className={css.amount}>{formatMoney(line.line_total_minor, view.totals.currency, locale)}</bdi>
        </li>
      ))}
    </ul>
  </section>
);

export const OrderPage = ({ view, frame }: { view: OrderView; frame: FrameProps }) => (
  <div className={css.page}>
    <Breadcrumbs crumbs={[{ label: 'Your orders', url: urls.orders }, { label: `Order ${view.order.order_number}`, url: null }]} />
    <div className={css.head}>
      <div><h1>{view.order.promise && view.order.status !== 'cancelled' ? `${view.order.status === 'delivered' ? 'Delivered' : 'Arrives'} ${formatPromise(view.order.promise, frame.locale)}` : `Order ${view.order.order_number}`}</h1>
        <p className={css.small}>Ordered {formatDate(view.order.placed_at, frame.locale)} from {view.order.seller.name}</p></div>
      <Badge tone={statusTone(view.order.status)}>{view.order.status_label}</Badge>
    </div>
    <Notices notices={view.notices} />
    <div className={css.layout}>
      <div className={css.column}><Shipments view={view} /><Lines view={view} locale={frame.locale} /></div>
      <aside className={css.column} aria-label="About the order">
        <section className={css.card}><h2>Amounts</h2><Totals totals={view.totals} locale={frame.locale} /><p className={css.small}>{view.payment_label}</p></section>
        <section className={css.card}><h2>Delivery address</h2><AddressText address={view.address} /></section>
        {view.is_cancellable && <form method="post" action={`${urls.order(view.order.order_id)}/cancellation`} data-once=""><Button kind="danger" is_wide>Cancel the order</Button></form>}
      </aside>
    </div>
  </div>
);

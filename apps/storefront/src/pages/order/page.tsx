import { formatMoney } from '@orinoco/money';
import { Alert } from '@orinoco/ui/alert.tsx';
import { Badge } from '@orinoco/ui/badge.tsx';
import { Breadcrumbs } from '@orinoco/ui/breadcrumbs.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { formatDate } from '@orinoco/ui/delivery.ts';
import { Picture } from '@orinoco/ui/picture.tsx';
import { Tracking } from '@orinoco/ui/tracking.tsx';
import type { Head } from '../../document.ts';
import { AddressText } from '../../forms/address.tsx';
import { Notices } from '../../forms/notices.tsx';
import type { OrderView } from '../../order-types.ts';
import { arrivalWords, orderSteps, statusTone } from '../../orders/status.ts';
import { Totals } from '../../totals/totals.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const orderHead = (view: OrderView): Head => ({ title: `Order ${view.order.order_number} | Orinoco`, description: 'Parcels, lines and amounts of an order.', is_indexed: false });

const isComing = ({ order }: OrderView): boolean => order.status !== 'cancelling' && order.status !== 'cancelled';

const Shipments = ({ view }: { view: OrderView }) => (
  <>
    {view.shipments.map((shipment, index) => (
      <section className={css.card} key={shipment.shipment_id} aria-labelledby={`shipment-${index}`}>
        <div className={css.row}><h2 id={`shipment-${index}`}>{view.shipments.length > 1 ? `Parcel ${index + 1} of ${view.shipments.length}` : 'Your parcel'}</h2>
          {shipment.tracking_number && <p className={css.small}>{`${shipment.carrier ?? ''} `}{shipment.tracking_url ? <a href={shipment.tracking_url} rel="noreferrer">{shipment.tracking_number}</a> : shipment.tracking_number}</p>}</div>
        <Tracking steps={shipment.steps} />
      </section>
    ))}
  </>
);

/** What there is to know while there is no parcel: the way ahead, or that there is none. */
const Outlook = ({ status }: { status: string }) => {
  if (status === 'cancelling') return <Alert tone="warn" title="This order is being cancelled"><p>The seller may have handed it over already; then it arrives as promised. You get an e-mail either way.</p></Alert>;
  if (status === 'cancelled') return <Alert title="This order is cancelled"><p>You do not pay for it: what was reserved on your card is released.</p></Alert>;
  const steps = orderSteps(status);
  return steps.length === 0 ? null : <section className={css.card} aria-labelledby="way-title"><h2 id="way-title">Your parcel</h2><Tracking steps={steps} /></section>;
};

const Lines = ({ view, locale }: { view: OrderView; locale: string }) => (
  <section className={css.card} aria-labelledby="lines-title">
    <h2 id="lines-title">Products</h2>
    <ul className={css.lines}>
      {view.lines.map((line) => (
        <li className={css.line} key={line.order_line_id}>
          <Picture media_key={line.media_key} alt="" width={96} sizes="80px" />
          <div><a className={css.link} href={urls.product(line.handle)}>{line.title}</a><p className={css.small}>{[line.variant_label, `Quantity ${line.quantity}`].filter(Boolean).join(' · ')}</p>
            <div className={css.actions}>{line.is_returnable && <LinkButton kind="soft" size="s" href={urls.help('returns')} aria-label={`Return ${line.title}`}>Return</LinkButton>}{view.order.status === 'delivered' && <LinkButton kind="soft" size="s" href={`${urls.product(line.handle)}#write-review`} aria-label={`Write a review: ${line.title}`}>Write a review</LinkButton>}</div></div>
          <bdi className={css.amount}>{formatMoney(line.line_total_minor, view.totals.currency, locale)}</bdi>
        </li>
      ))}
    </ul>
  </section>
);

/** Asks once more, without script: the button that acts is inside. */
const Cancellation = ({ order_id }: { order_id: string }) => (
  <details className={css.cancel}>
    <summary>Cancel the order</summary>
    <form method="post" action={`${urls.order(order_id)}/cancellation`} data-once=""><p className={css.small}>All products of this order are cancelled and nothing is charged. This cannot be undone.</p><Button kind="danger" is_wide>Yes, cancel it</Button></form>
  </details>
);

const isReserved = (status: string): boolean => status === 'placed' || status === 'preparing';

export const OrderPage = ({ view, frame }: { view: OrderView; frame: FrameProps }) => (
  <div className={css.page}>
    <Breadcrumbs crumbs={[{ label: 'Your orders', url: urls.orders }, { label: `Order ${view.order.order_number}`, url: null }]} />
    <div className={css.head}>
      <div><h1>{arrivalWords(view.order, frame.locale) ?? `Order ${view.order.order_number}`}</h1>
        <p className={css.small}>Ordered {formatDate(view.order.placed_at, frame.locale)} from {view.order.seller.name}</p></div>
      <Badge tone={statusTone(view.order.status)}>{view.order.status_label}</Badge>
    </div>
    <Notices notices={view.notices} />
    <div className={css.layout}>
      <div className={css.column}>{(view.shipments.length === 0 || !isComing(view)) && <Outlook status={view.order.status} />}{isComing(view) && <Shipments view={view} />}<Lines view={view} locale={frame.locale} /></div>
      <aside className={css.column} aria-label="About the order">
        <section className={css.card}><h2>Amounts</h2><Totals totals={view.totals} locale={frame.locale} /><p className={css.small}>{view.payment_label}{isReserved(view.order.status) && <span className={css.reserved}>Reserved now, charged when it ships</span>}</p></section>
        <section className={css.card}><h2>Delivery address</h2><AddressText address={view.address} locale={frame.locale} /></section>
        {view.is_cancellable && <Cancellation order_id={view.order.order_id} />}
      </aside>
    </div>
  </div>
);

import { formatMoney } from '@orinoco/money';
import { Badge } from '@orinoco/ui/badge.tsx';
import { LinkButton } from '@orinoco/ui/button.tsx';
import { formatDate } from '@orinoco/ui/delivery.ts';
import { Picture } from '@orinoco/ui/picture.tsx';
import type { OrderSummary } from '../order-types.ts';
import { urls } from '../urls.ts';
import { arrivalWords, statusTone } from './status.ts';
import css from './order-card.module.css';

/** An order in a list: when, how much, where it is, what is in it. */
export const OrderCard = ({ order, locale }: { order: OrderSummary; locale: string }) => {
  const arrival = arrivalWords(order, locale);
  return (
    <article className={css.order} aria-label={`Order ${order.order_number}`}>
      <dl className={css.facts}>
        <div><dt>Ordered</dt><dd>{formatDate(order.placed_at, locale)}</dd></div>
        <div><dt>Total</dt><dd><bdi>{formatMoney(order.total_minor, order.currency, locale)}</bdi></dd></div>
        <div><dt>Sold by</dt><dd>{order.seller.name}</dd></div>
        <div className={css.number}><dt>Order</dt><dd>{order.order_number}</dd></div>
      </dl>
      <div className={css.body}>
        <div className={css.words}>
          <p className={css.status}><Badge tone={statusTone(order.status)}>{order.status_label}</Badge>{arrival && <strong>{arrival}</strong>}</p>
          <ul className={css.lines}>{order.lines.map((line) => <li className={css.line} key={line.handle + line.title}><Picture media_key={line.media_key} alt="" width={72} /><a className={css.link} href={urls.product(line.handle)}>{line.quantity > 1 && `${line.quantity} × `}{line.title}</a></li>)}</ul>
        </div>
        <LinkButton kind="secondary" href={urls.order(order.order_id)} aria-label={`View order ${order.order_number}`}>View order</LinkButton>
      </div>
    </article>
  );
};

import { LinkButton } from '@orinoco/ui/button.tsx';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { Pagination } from '@orinoco/ui/pagination.tsx';
import type { Head } from '../../document.ts';
import type { OrdersView } from '../../order-types.ts';
import { OrderCard } from '../../orders/order-card.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import css from './page.module.css';

export const ordersHead = (): Head => ({ title: 'Your orders | Orinoco', description: 'Orders and their parcels.', is_indexed: false });

export const OrdersPage = ({ view, frame }: { view: OrdersView; frame: FrameProps }) => (
  <div className={css.page}>
    <h1>Your orders</h1>
    {view.orders.length === 0 ? <EmptyState icon="box" title="No orders yet" action={<LinkButton href={urls.departments}>Start shopping</LinkButton>}><p>Your orders and their parcels will be here.</p></EmptyState>
      : view.orders.map((order) => <OrderCard order={order} locale={frame.locale} key={order.order_id} />)}
    <Pagination page={view.page} page_count={view.page_count} base_url={urls.orders} />
  </div>
);

import { formatPromise } from '@orinoco/ui/delivery.ts';
import type { TrackingStep } from '@orinoco/ui/tracking.tsx';
import type { OrderSummary } from '../order-types.ts';

const tones: Record<string, 'neutral' | 'accent' | 'good' | 'warn'> = { placed: 'accent', preparing: 'accent', shipped: 'accent', delivered: 'good', cancelling: 'warn', cancelled: 'neutral' };

/** The tone of an order's status; a status unknown here is neutral. */
export const statusTone = (status: string) => tones[status] ?? 'neutral';

/** The one thing to know about an order: when it arrives or arrived, or that it does not. Null when there is nothing to say beyond the status. */
export const arrivalWords = ({ status, promise }: Pick<OrderSummary, 'status' | 'promise'>, locale: string): string | null => {
  if (promise === null || status === 'cancelling' || status === 'cancelled') return null;
  return `${status === 'delivered' ? 'Delivered' : 'Arrives'} ${formatPromise(promise, locale)}`;
};

const way = [{ status: 'placed', label: 'Ordered' }, { status: 'preparing', label: 'Being prepared' }, { status: 'shipped', label: 'Shipped' }, { status: 'delivered', label: 'Delivered' }];

/** The way of an order that has no parcel to follow yet; empty for one that goes nowhere. */
export const orderSteps = (status: string): TrackingStep[] => {
  const reached = way.findIndex((step) => step.status === status);
  if (reached < 0) return [];
  return way.map(({ label }, index) => ({ label, state: index < reached || status === 'delivered' ? 'done' : index === reached ? 'now' : 'next' }));
};

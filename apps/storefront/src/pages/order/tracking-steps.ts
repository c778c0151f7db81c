import type { Shipment, ShipmentStatus } from '@orinoco/fulfillment/contract';
import type { OrderView } from '../../order-types.ts';

type Step = OrderView['shipments'][number]['steps'][number];

/** The way of every parcel, in the words of a buyer. */
const way: readonly { readonly label: string; readonly statuses: readonly ShipmentStatus[] }[] = [
  { label: 'Ordered', statuses: ['pending'] },
  { label: 'Being prepared', statuses: ['picking', 'packed'] },
  { label: 'Shipped', statuses: ['shipped', 'in_transit'] },
  { label: 'Out for delivery', statuses: ['out_for_delivery'] },
  { label: 'Delivered', statuses: ['delivered'] },
];

/** The parcel's way with what has happened so far; a cancelled one ends where it was. */
export function trackingSteps({ status, events }: Pick<Shipment, 'status' | 'events'>, locale: string): Step[] {
  const reached = way.findIndex((step) => step.statuses.includes(status));
  const happened = events.toSorted((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1));
  const is_cancelled = status === 'cancelled';
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const steps = way.map(({ label, statuses }, index): Step => {
    const last = happened.findLast((event) => statuses.includes(event.status));
    const is_done = is_cancelled ? last !== undefined : index < reached || status === 'delivered';
    return {
      label, state: is_done ? 'done' : index === reached ? 'now' : 'next',
      detail: last ? [last.description, last.city].filter(Boolean).join(', ') : null, at_label: last ? format.format(new Date(last.occurred_at)) : null,
    };
  });
  return is_cancelled ? [...steps.filter((step) => step.state === 'done'), { label: 'Cancelled', state: 'now' }] : steps;
}

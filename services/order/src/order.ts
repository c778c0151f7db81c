import type { Quote } from '@orinoco/pricing/contract';
import type { CheckoutLine, CheckoutParcel, Order, OrderStatus } from './contract.ts';

/** The facts an order is made of, in the order in which they happened. `placed` carries the whole order. */
export type OrderFact =
  | { readonly type: 'placed'; readonly payload: PlacedPayload }
  | { readonly type: 'preparing' | 'delivered' | 'cancel_refused'; readonly payload: Record<string, never> }
  | { readonly type: 'shipped'; readonly payload: { readonly tracking_number: string | null; readonly tracking_url: string | null } }
  | { readonly type: 'captured'; readonly payload: { readonly amount_minor: number } }
  | { readonly type: 'cancel_requested'; readonly payload: { readonly reason: string } }
  | { readonly type: 'cancelled'; readonly payload: { readonly reason: string; readonly refunded_minor: number } };

/** Everything of an order but what its history adds. */
export type PlacedPayload = Omit<Order, 'status' | 'version' | 'refunded_minor' | 'cancelled_at' | 'shipped_at' | 'delivered_at' | 'is_cancellable' | 'events'>;

export interface RecordedFact {
  readonly version: number;
  readonly type: string;
  readonly payload: Record<string, unknown>;
  readonly actor: string;
  readonly occurred_at: string;
}

/** Which status a fact leads to, and from which statuses it may happen. One table is the whole state machine. */
export const transitions: Readonly<Record<Exclude<OrderFact['type'], 'placed'>, { readonly from: readonly OrderStatus[]; readonly to: OrderStatus | null }>> = {
  preparing: { from: ['placed'], to: 'preparing' },
  shipped: { from: ['placed', 'preparing', 'cancelling'], to: 'shipped' },
  delivered: { from: ['placed', 'preparing', 'shipped'], to: 'delivered' },
  captured: { from: ['placed', 'preparing', 'shipped', 'delivered'], to: null },
  cancel_requested: { from: ['placed', 'preparing'], to: 'cancelling' },
  cancel_refused: { from: ['cancelling'], to: 'preparing' },
  cancelled: { from: ['cancelling'], to: 'cancelled' },
};

export function isCancellable(status: OrderStatus): boolean {
  return transitions.cancel_requested.from.includes(status);
}

/**
 * An order as its history up to some point tells it. Folding the whole history gives what the projection holds;
 * `null` when the order did not exist yet.
 */
export function replay(facts: readonly RecordedFact[]): Order | null {
  const [first, ...rest] = facts;
  if (first?.type !== 'placed') return null;
  const placed = first.payload as unknown as PlacedPayload;
  const start: Order = { ...placed, status: 'placed', version: first.version, refunded_minor: 0, cancelled_at: null, shipped_at: null, delivered_at: null, is_cancellable: true, events: [first] };
  return rest.reduce(applyFact, start);
}

function applyFact(order: Order, fact: RecordedFact): Order {
  const transition = transitions[fact.type as keyof typeof transitions];
  const status = transition?.to ?? order.status;
  return {
    ...order,
    status,
    version: fact.version,
    is_cancellable: isCancellable(status),
    refunded_minor: fact.type === 'cancelled' ? Number(fact.payload['refunded_minor']) : order.refunded_minor,
    shipped_at: fact.type === 'shipped' ? fact.occurred_at : order.shipped_at,
    delivered_at: fact.type === 'delivered' ? fact.occurred_at : order.delivered_at,
    cancelled_at: fact.type === 'cancelled' ? fact.occurred_at : order.cancelled_at,
    events: [...order.events, fact],
  };
}

/** A number that people can read out: `112-4831207-5530418`, from the random bits of a version 7 UUID. */
export function numberOf(id: string): string {
  const digits = (BigInt(`0x${id.replaceAll('-', '').slice(16)}`) % 10n ** 17n).toString().padStart(17, '0');
  return `${digits.slice(0, 3)}-${digits.slice(3, 10)}-${digits.slice(10)}`;
}

export interface Commission { readonly line_id: string; readonly commission_minor: number }
/** What is taken off a shelf for the line whose offer is `sold_as`: that offer, or a component of it where it is a bundle. */
export interface AllocatedStock { readonly sold_as: string; readonly offer_id: string; readonly stock_location_id: string; readonly quantity: number }

/** What one seller's order is made of, cut out of a quoted checkout. Sums over the parts equal the quote's totals. */
export interface OrderDraft {
  readonly seller_id: string;
  readonly parcel: CheckoutParcel;
  readonly lines: readonly { readonly line: CheckoutLine; readonly quoted: Quote['lines'][number] }[];
  readonly money: Quote['sellers'][number];
  readonly commission_minor: number;
  readonly allocations: readonly AllocatedStock[];
}

/** Cuts a checkout into one order a seller. Throws when quote and lines do not belong together: a bug, not an input. */
export function splitBySeller(lines: readonly CheckoutLine[], parcels: readonly CheckoutParcel[], quote: Quote, commissions: readonly Commission[], allocations: readonly AllocatedStock[]): OrderDraft[] {
  const commissionOf = new Map(commissions.map((each) => [each.line_id, each.commission_minor]));
  return quote.sellers.map((money) => {
    const parcel = parcels.find((candidate) => candidate.seller_id === money.seller_id);
    if (!parcel) throw new Error(`No parcel for the seller ${money.seller_id}`);
    const own = lines.filter((line) => line.seller_id === money.seller_id);
    const offer_ids = own.map((line) => line.offer_id);
    return {
      seller_id: money.seller_id,
      parcel,
      money,
      lines: own.map((line) => ({ line, quoted: quotedLine(quote, line.line_id) })),
      commission_minor: own.reduce((sum, line) => sum + (commissionOf.get(line.line_id) ?? 0), 0),
      allocations: allocations.filter((allocation) => offer_ids.includes(allocation.sold_as)),
    };
  });
}

function quotedLine(quote: Quote, line_id: string): Quote['lines'][number] {
  const line = quote.lines.find((candidate) => candidate.line_id === line_id);
  if (!line) throw new Error(`The quote lacks the line ${line_id}`);
  return line;
}

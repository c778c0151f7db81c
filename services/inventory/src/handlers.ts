import { offerSaved } from '@orinoco/catalog/events';
import { on, onMany, type Handler } from '@orinoco/event';
import { shipmentMoved } from '@orinoco/fulfillment/events';
import { orderPlaced } from '@orinoco/order/events';
import { commitPurchase, markShipDue, saveOfferSellers, savePendingBundles } from './store.ts';

/** What happens to stock because of others. A cancelled order needs nothing here: its saga has called `release`. */
export const handlers: readonly Handler[] = [
  onMany(offerSaved, async (envelopes, tx) => {
    const offers = envelopes.map(({ data }) => data);
    await saveOfferSellers(tx, offers);
    await savePendingBundles(tx, offers);
  }),
  on(orderPlaced, async ({ data }, tx) => {
    const outcome = await commitPurchase(tx, data.purchase_id);
    // The order is paid. What cannot be delivered is for an operator, who finds it among the dead letters.
    if (outcome === 'short') throw new Error(`The stock of the paid purchase ${data.purchase_id} expired and was sold to others`);
    if (outcome === 'unknown') throw new Error(`The paid purchase ${data.purchase_id} has no reservation`);
  }),
  on(shipmentMoved, async ({ data }, tx) => {
    if (data.status !== 'shipped') return;
    // Levels are not touched here: a batch holds many purchases, and their offers' locks would come in no order.
    const marked_count = await markShipDue(tx, data.purchase_id, data.offer_ids);
    if (marked_count === 0) throw new Error(`The parcel ${data.shipment_id} left without stock of the purchase ${data.purchase_id}`);
  }),
];

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { cartContract } from '@orinoco/cart/contract';
import { catalogContract } from '@orinoco/catalog/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { pricingContract } from '@orinoco/pricing/contract';
import { address, cards, complete, findOffers, stockOf } from './buying.ts';
import { startShop } from './shop.ts';
import { someEmail, waitFor, type Visitor } from './visitor.ts';

const shop = await startShop();
after(shop.stop);
const operator = await shop.signedIn('operator');
const [listing] = await findOffers(operator, 1);
assert.ok(listing?.offer_id);
const { seller_id } = (await operator.call(catalogContract, 'getProduct', { handle: listing.handle })).offers.find((offer) => offer.offer_id === listing.offer_id) ?? assert.fail();
const { stock_location_ids: [stock_location_id = ''] } = await stockOf(operator, listing.offer_id);

interface Sold { readonly offer_id: string; readonly variant_id: string; readonly handle: string }

async function sell(handle: string, components: readonly { variant_id: string; quantity: number }[] = []): Promise<Sold> {
  const sold = { offer_id: randomUUID(), variant_id: randomUUID(), handle };
  const variant = { variant_id: sold.variant_id, sku: handle.toUpperCase(), option_values: {}, weight_g: 300, components: [...components] };
  const { errors } = await operator.call(catalogContract, 'saveProducts', { products: [{ handle, title: `The ${handle}`, description: '', brand_handle: null, category_handle: listing?.category.handle ?? '', media: [{ media_key: listing?.media_key ?? '', alt: '' }], variants: [variant] }] });
  const offered = await operator.call(catalogContract, 'saveOffers', { offers: [{ offer_id: sold.offer_id, seller_id, seller_sku: handle, sku: handle.toUpperCase() }] });
  assert.deepEqual([...errors, ...offered.errors], []);
  await operator.call(pricingContract, 'setPrices', { prices: [{ offer_id: sold.offer_id, currency: 'USD', price_minor: 2_500, list_price_minor: null }] });
  return sold;
}

const setStock = (levels: readonly (readonly [Sold, number])[]) => operator.call(inventoryContract, 'setStock', { levels: levels.map(([{ offer_id }, on_hand]) => ({ offer_id, stock_location_id, on_hand })) });
const availableOf = async ({ offer_id, handle }: Sold) => (await operator.call(catalogContract, 'getProduct', { handle }, { 'cache-control': 'no-cache' })).offers.find((offer) => offer.offer_id === offer_id)?.available_count;
const untilAvailable = (sold: Sold, count: number) => waitFor(`${count} of ${sold.handle}`, async () => (await availableOf(sold)) === count);

async function prepared(visitor: Visitor, lines: readonly (readonly [Sold, number])[]): Promise<Checkout> {
  const { cart_id } = await visitor.call(cartContract, 'createCart', {});
  for (const [{ offer_id }, quantity] of lines) await visitor.call(cartContract, 'addLine', { cart_id, offer_id, quantity });
  const { checkout_id } = await visitor.call(orderContract, 'createCheckout', { cart_id, email: someEmail() });
  const checkout = await visitor.call(orderContract, 'updateCheckout', { checkout_id, shipping_address: address });
  assert.deepEqual([checkout.missing, checkout.problems, checkout.lines.map((line) => line.quantity)], [[], [], lines.map(([, quantity]) => quantity)]);
  return checkout;
}

const lamp = await sell('bundle-lamp');
const bulb = await sell('bundle-bulb');
const set = await sell('bundle-set', [{ variant_id: lamp.variant_id, quantity: 1 }, { variant_id: bulb.variant_id, quantity: 2 }]);

test('a bundle is bought, taken from its components’ shelves, shown to the picker, and sent', async () => {
  await setStock([[lamp, 5], [bulb, 7]]);
  await untilAvailable(set, 3);
  const page = await operator.send('GET', `/p/${set.handle}`);
  assert.match(String(page.body), /This set contains/);
  assert.match(String(page.body), new RegExp(`/p/${bulb.handle}\\?variant=${bulb.variant_id}`));
  const visitor = shop.visitor();
  const { order_group_id } = await complete(visitor, await prepared(visitor, [[set, 2], [bulb, 1]]), cards.good);
  const { orders: [order] } = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: order_group_id ?? '' });
  assert.deepEqual(order?.lines.map((line) => [line.offer_id, line.quantity]), [[set.offer_id, 2], [bulb.offer_id, 1]]);
  await untilAvailable(set, 1);
  const shipment = await waitFor('the parcel', async () => (await operator.call(fulfillmentContract, 'listWork', { seller_id, page_size: 100 })).shipments.find((each) => each.order_id === order?.order_id));
  assert.deepEqual(new Map(shipment.lines.map((line) => [line.offer_id, line.parts.toSorted((a, b) => a.quantity - b.quantity)])), new Map([[set.offer_id, [{ offer_id: lamp.offer_id, quantity: 2 }, { offer_id: bulb.offer_id, quantity: 4 }]], [bulb.offer_id, []]]));
  for (const step of ['pickShipment', 'packShipment', 'shipShipment'] as const) await operator.call(fulfillmentContract, step, { shipment_id: shipment.shipment_id });
  await waitFor('the stock to have left', async () => (await stockOf(operator, bulb.offer_id)).on_hand === 2 && (await stockOf(operator, lamp.offer_id)).on_hand === 3);
  assert.deepEqual([(await stockOf(operator, lamp.offer_id)).reserved, (await stockOf(operator, bulb.offer_id)).reserved], [0, 0]);
  await assert.rejects(setStock([[set, 5]]), { code: 'stock_of_bundle' });
});

test('the last bundle is bought while one of its components sells out: one wins', async () => {
  await setStock([[lamp, 1], [bulb, 2]]);
  await untilAvailable(set, 1);
  await untilAvailable(bulb, 2);
  const [first, second] = [shop.visitor(), shop.visitor()];
  const [ofSet, ofBulb] = await Promise.all([prepared(first, [[set, 1]]), prepared(second, [[bulb, 1]])]);
  const answers = await Promise.all([complete(first, ofSet, cards.good), complete(second, ofBulb, cards.good)]);
  assert.deepEqual(answers.map((answer) => answer.status).toSorted(), ['placed', 'rejected']);
  const lost = answers.find((answer) => answer.status === 'rejected');
  assert.equal(lost?.reject_reason?.code, 'out_of_stock');
  const is_set = answers[0].status === 'placed';
  assert.deepEqual([(await stockOf(operator, lamp.offer_id)).reserved, (await stockOf(operator, bulb.offer_id)).reserved], is_set ? [1, 2] : [0, 1]);
  await untilAvailable(set, 0);
});

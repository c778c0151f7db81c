import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import type { Contract, Method } from '@orinoco/contract';
import { demoAccounts } from '@orinoco/demo/seed';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { splitInput } from '@orinoco/http';
import { identityContract } from '@orinoco/identity/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract } from '@orinoco/order/contract';
import { contracts, operationsContract } from '@orinoco/server/compose';
import { address, buy, findOffers, prepare, type Offered } from '../buying.ts';
import { sampleOf, placesOf, type Schema } from '../sample.ts';
import { startShop } from '../shop.ts';
import { someEmail, waitFor, type Visitor } from '../visitor.ts';
import { letIn, type Who } from './authorization.ts';

/** Every route that names something somebody owns, asked by everybody about what is theirs and what is not. */
const shop = await startShop();
after(shop.stop);

/** Names of fields that say whose something is, or that lead to something that is somebody's. */
const owned = ['cart_id', 'line_id', 'checkout_id', 'order_group_id', 'order_id', 'address_id', 'session_id', 'shipment_id', 'seller_id', 'payment_id', 'email_id', 'purchase_id', 'customer_id', 'offer_id', 'stock_location_id', 'shipping_rate_id', 'review_id', 'product_id', 'variant_id'];

interface Route { readonly name: string; readonly verb: string; readonly path: string; readonly params: Schema; readonly query: Schema; readonly body: Schema | undefined }

const routes: Route[] = Object.values({ ...contracts, operations: operationsContract } as Readonly<Record<string, Contract>>).flatMap((contract) => Object.entries(contract.methods).filter(([, method]) => method.http !== undefined).map(([name, method]: [string, Method]) => {
  const { verb, path, params, query, body } = splitInput(method);
  return { name: `${contract.service}.${name}`, verb, path, params: params as Schema, query: query as Schema, body: body as Schema | undefined };
})).filter(({ params, query, body }) => [params, query, body ?? {}].some((part) => placesOf(part).some(({ path }) => owned.includes(String(path.at(-1))))));

type Ids = Readonly<Record<string, string>>;

/** What no sample can know to be right: a body that is refused for itself would tell nothing about who may send it. */
const sound: Readonly<Record<string, unknown>> = { address, shipping_address: address, list_price_minor: 100_000, counted_at: new Date().toISOString() };

/** The sample with ids that exist, wherever they stand in it. */
function withIds(value: unknown, ids: Ids): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withIds(each, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ids[name] ?? sound[name] ?? withIds(member, ids)]));
}

async function ask({ verb, path, params, query, body }: Route, ids: Ids, headers: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> {
  const given = withIds(sampleOf(params), ids) as Record<string, unknown>;
  const filled = path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(given[field])));
  // Of a query only what names somebody: the rest narrows lists, which would hide a leak.
  const wanted = Object.entries(withIds(sampleOf(query), ids) as Record<string, unknown>).filter(([name]) => ids[name] !== undefined || query.required?.includes(name));
  const search = new URLSearchParams(wanted.map(([name, value]) => [name, String(value)])).toString();
  const text = body && JSON.stringify(withIds(sampleOf(body), ids));
  const response = await fetch(`${shop.url}${filled}${search === '' ? '' : `?${search}`}`, { method: verb, headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(text === undefined ? {} : { body: text }) });
  return { status: response.status, text: (await response.text()).slice(0, 300) };
}

const bearerOf = async (visitor: Visitor, email: string, password: string = demoAccounts.password) => ({ authorization: `Bearer ${(await visitor.call(identityContract, 'signIn', { email, password })).session_token}` });
const emailOf = (role: string) => demoAccounts.people.find((person) => person.role === role)?.email ?? '';

/** A customer with one of everything: an address, a second session, a cart with a checkout, and orders from two sellers. */
async function furnish(own: Offered, foreign: Offered) {
  const [owner, email, password] = [shop.visitor(), someEmail(), 'a good long password'];
  const { customer } = await owner.call(identityContract, 'signUp', { email, password, name: 'Ada' });
  const order_group_id = await buy(owner, [own, foreign]);
  const { orders } = await owner.call(orderContract, 'getOrderGroup', { order_group_id });
  await waitFor('the cart of the purchase to be closed', async () => (await owner.send('GET', '/v1/carts/current')).body === null);
  const { checkout_id, cart_id, lines } = await prepare(owner, [own]);
  const { address_id } = await owner.call(identityContract, 'createAddress', { address });
  await owner.call(identityContract, 'signIn', { email, password });
  const session_id = (await owner.call(identityContract, 'listSessions', {})).sessions.find((session) => !session.is_current)?.session_id ?? '';
  const headers = await bearerOf(shop.visitor(), email, password);
  return { headers, orders, email, ids: { customer_id: customer.customer_id, order_group_id, payment_id: order_group_id, purchase_id: order_group_id, checkout_id, cart_id, line_id: lines[0]?.line_id ?? '', address_id, session_id } };
}

/** What a seller has: its part of the order, the parcel, the offer and the place it lies at. */
async function sellersIds(operator: Visitor, offer: Offered, seller_id: string, order_id: string): Promise<Ids> {
  const shipment = await waitFor('the parcel', async () => (await operator.call(fulfillmentContract, 'listWork', { status: 'pending', page_size: 100 })).shipments.find((each) => each.order_id === order_id));
  const [level] = await shop.query<{ stock_location_id: string }>('select stock_location_id from inventory.stock_levels where offer_id = $1 limit 1', [offer.offer_id]);
  const [variant] = await shop.query<{ variant_id: string }>('select variant_id from catalog.offers where offer_id = $1', [offer.offer_id]);
  return { seller_id, order_id, shipment_id: shipment.shipment_id, offer_id: offer.offer_id, product_id: offer.product_id, variant_id: variant?.variant_id ?? '', stock_location_id: level?.stock_location_id ?? '' };
}

interface Asker { readonly who: Who; readonly headers: Readonly<Record<string, string>>; readonly ids: Ids }

async function everybody(): Promise<Asker[]> {
  const operator = await shop.signedIn('operator');
  const seller = await shop.signedIn('seller');
  const [own_seller_id = ''] = (await seller.call(identityContract, 'getCustomer', {})).seller_ids ?? [];
  const listings = (await Promise.all(Array.from({ length: 60 }, (_, from) => findOffers(operator, 1, from).catch(() => [])))).flat();
  const sellerOf = async (offer: Offered) => (await shop.query<{ seller_id: string }>('select seller_id from catalog.offers where offer_id = $1', [offer.offer_id]))[0]?.seller_id ?? '';
  const withSeller = await Promise.all(listings.map(async (offer) => ({ offer, seller_id: await sellerOf(offer) })));
  const own = withSeller.find((each) => each.seller_id === own_seller_id) ?? assert.fail('the demo seller sells nothing');
  const foreign = withSeller.find((each) => each.seller_id !== own_seller_id) ?? assert.fail('nobody else sells anything');
  const { ids, headers, orders, email } = await furnish(own.offer, foreign.offer);
  const orderOf = (seller_id: string) => orders.find((order) => order.seller_id === seller_id)?.order_id ?? assert.fail('an order a seller');
  const { emails } = await waitFor('the e-mail', async () => { const found = await operator.call(notificationContract, 'listEmails', { to_address: email }); return found.emails.length > 0 ? found : null; });
  const [review] = await shop.query<{ review_id: string }>('select review_id from review.reviews limit 1');
  const more = { email_id: emails[0]?.email_id ?? '', review_id: review?.review_id ?? '', shipping_rate_id: randomUUID() };
  const ofOwn = { ...ids, ...more, ...(await sellersIds(operator, own.offer, own.seller_id, orderOf(own.seller_id))) };
  const ofForeign = { ...ids, ...more, ...(await sellersIds(operator, foreign.offer, foreign.seller_id, orderOf(foreign.seller_id))) };
  const strangerEmail = someEmail();
  await shop.visitor().call(identityContract, 'signUp', { email: strangerEmail, password: 'a good long password', name: 'Eve' });
  const guest = await shop.visitor().send('POST', '/v1/carts', { body: '{}' });
  const sellerHeaders = await bearerOf(shop.visitor(), emailOf('seller'));
  return [
    { who: 'nobody', headers: {}, ids: ofOwn },
    { who: 'guest', headers: { 'x-guest-token': guest.headers.get('x-guest-token') ?? '' }, ids: ofOwn },
    { who: 'stranger', headers: await bearerOf(shop.visitor(), strangerEmail, 'a good long password'), ids: ofOwn },
    { who: 'seller of others', headers: sellerHeaders, ids: ofForeign },
    { who: 'owner', headers, ids: ofOwn },
    { who: 'seller', headers: sellerHeaders, ids: ofOwn },
    { who: 'operator', headers: await bearerOf(shop.visitor(), emailOf('operator')), ids: ofForeign },
  ];
}

test('every route that names what somebody owns is in the table, and nothing else is', () => {
  assert.deepEqual(Object.keys(letIn).toSorted(), routes.map((route) => route.name).toSorted());
});

test('everybody is let in to what the table says, and to nothing else', async () => {
  const askers = await everybody();
  for (const [name, id] of Object.entries(askers[0]?.ids ?? {})) assert.notEqual(id, '', `${name} is known`);
  // Those who are refused come first: what the others do would take away what they are refused.
  const asked = routes.flatMap((route) => askers.map((asker) => ({ route, ...asker, is_let_in: (letIn[route.name] ?? []).includes(asker.who) }))).toSorted((a, b) => Number(a.is_let_in) - Number(b.is_let_in));
  const wrong: string[] = [];
  const whole = await owners(askers);
  let is_whole_checked = false;
  for (const { route, who, headers, ids, is_let_in } of asked) {
    if (is_let_in && !is_whole_checked) {
      is_whole_checked = true;
      assert.deepEqual(await owners(askers), whole, 'those who were refused changed something');
    }
    const { status, text } = await ask(route, ids, headers);
    const is_silent = route.verb === 'DELETE' && status < 300;
    const is_in = ![401, 403, 404].includes(status);
    if (status >= 500 || (is_in !== is_let_in && !(is_silent && !is_let_in))) wrong.push(`${route.name} as ${who}: ${status} ${text}, should be ${is_let_in ? 'let in' : 'refused'}`);
  }
  assert.equal(wrong.join('\n'), '');
});

/** What belongs to somebody here, as the database has it. */
async function owners(askers: readonly Asker[]): Promise<unknown> {
  const { ids = {} } = askers.find((asker) => asker.who === 'owner') ?? {};
  const look = async (text: string, value: string | undefined) => JSON.stringify(await shop.query(text, [value]));
  return Promise.all([
    look('select * from "order".orders where order_group_id = $1 order by order_id', ids['order_group_id']), look('select lines, shipping_address, email, status from "order".checkouts where checkout_id = $1', ids['checkout_id']),
    look('select * from cart.cart_lines where cart_id = $1 order by 1', ids['cart_id']), look('select * from identity.addresses where customer_id = $1', ids['customer_id']), look('select session_id from identity.sessions where customer_id = $1 order by 1', ids['customer_id']),
    look('select * from fulfillment.shipments where purchase_id = $1 order by 1', ids['purchase_id']), look('select * from payment.payments where payment_id = $1', ids['payment_id']), look('select * from catalog.offers where offer_id = $1', ids['offer_id']), look('select * from inventory.stock_levels where offer_id = $1 order by 1, 2', ids['offer_id']),
  ]);
}

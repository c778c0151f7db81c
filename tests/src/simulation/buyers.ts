import { CodedError, hasCode, type Actor, type Call, type Client } from '@orinoco/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { orderContract, type Checkout, type Order } from '@orinoco/order/contract';
import { paymentContract } from '@orinoco/payment/contract';
import type { Chance } from './chance.ts';
import { coupons } from './neighbours.ts';
import { clientOf } from './network.ts';
import type { Card } from './provider.ts';
import type { Replica, Town } from './replica.ts';
import { pause, saw, type World } from './world.ts';

/** What buyers were told: each answer was a promise. */
export interface Told {
  /** Checkouts of which somebody was told that they are bought. */
  readonly placed: Map<string, string>;
  /** The totals that a buyer has said yes to, by checkout. */
  readonly agreed: Map<string, Set<number>>;
  /** Checkouts whose last attempt was said to have failed, with nothing tried after it. */
  readonly rejected: Set<string>;
  readonly cancelled: Set<string>;
  /** Orders that could not be cancelled any more. */
  readonly kept: Set<string>;
  /** Refund ids of which an operator was told that they are done, with their amounts. */
  readonly refunded: Map<string, number>;
}

interface Shop { readonly world: World; readonly town: Town; readonly order: Client<typeof orderContract>; readonly payment: Client<typeof paymentContract>; readonly told: Told }
interface Buyer { readonly shop: Shop; readonly chance: Chance; readonly actor: Actor }

const address = { name: 'A Buyer', line1: '1 Road', city: 'Town', region: 'CA', country: 'US' };

/** Everybody who buys, from the first look to the last wish. Ends when all have got their answers or have left. */
export async function everybodyBuys(world: World, town: Town, replicas: () => readonly Replica[], told: Told): Promise<void> {
  const order = clientOf(world, orderContract, world.outside, () => replicas().map((each) => ({ process: each.process, service: each.order })));
  const payment = clientOf(world, paymentContract, world.outside, () => replicas().map((each) => ({ process: each.process, service: each.payment })));
  const shop: Shop = { world, town, order, payment, told };
  const inventory = clientOf(world, inventoryContract, world.outside, () => replicas().map((each) => ({ process: each.process, service: each.inventory })));
  await Promise.all([forget(world, town, inventory), ...Array.from({ length: world.swarm.buyer_count }, async (_, index) => {
    const chance = world.chance.fork(`buyer ${index}`);
    const actor: Actor = chance.happens(0.5) ? { kind: 'guest', guest_id: chance.uuid() } : { kind: 'customer', customer_id: chance.uuid(), session_id: chance.uuid(), seller_ids: [], is_operator: false };
    await pause(world, chance.between(0, world.swarm.rush_ms), 'a buyer comes');
    await buy({ shop, chance, actor });
  })]);
}

/** Somebody holds stock for a minute and forgets it. */
async function forget(world: World, { neighbours }: Town, inventory: Client<typeof inventoryContract>): Promise<void> {
  const chance = world.chance.fork('forgotten');
  if (!chance.happens(0.3)) return;
  await pause(world, chance.between(0, world.swarm.rush_ms), 'holds something');
  const call: Call = { request_id: chance.uuid(), actor: { kind: 'service', service: 'order' }, deadline: world.scheduler.now() + 5_000 };
  await insist(world, chance, () => inventory.reserve({ purchase_id: chance.uuid(), lines: [{ offer_id: chance.pick(neighbours.offers).offer_id, quantity: 1 }], hold_ms: 60_000 }, call), 1);
}

function callOf({ shop, chance, actor }: Buyer, patience_ms = 25_000): Call {
  return { request_id: chance.uuid(), actor, deadline: shop.world.scheduler.now() + patience_ms };
}

const most_tries = 7;

/** Who closes the window does not ask again. */
const triesOf = ({ shop: { world }, chance }: Buyer) => (chance.happens(world.swarm.leaves) ? 1 : most_tries);

/** Asks until there is an answer that says something; undefined when it was asked for too long. */
export async function insist<T>(world: World, chance: Chance, ask: () => Promise<T>, tries = most_tries): Promise<T | CodedError | undefined> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (!hasCode(error, 'unavailable', 'deadline_exceeded', 'internal', 'overloaded', 'conflict')) return error;
    }
    await pause(world, 50 + chance.delay(300 * 2 ** attempt), 'tries again');
  }
  return undefined;
}

async function buy(buyer: Buyer): Promise<void> {
  const { shop: { world, town, told }, chance } = buyer;
  const cart_id = fillCart(buyer);
  const checkout = await open(buyer, cart_id);
  if (checkout === undefined || checkout instanceof CodedError) return;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    told.rejected.delete(checkout.checkout_id);
    const glance = chance.happens(world.swarm.double_submits) ? pause(world, chance.delay(150), 'looks in another window').then(() => meddle(buyer, cart_id)) : undefined;
    const token = town.bank.tokenize(drawCard(world, chance));
    const outcome = await pay(buyer, checkout, token);
    await glance;
    if (outcome === undefined) return saw(world, 'a buyer left without an answer');
    if (outcome.status === 'placed') {
      told.placed.set(checkout.checkout_id, outcome.order_group_id ?? '');
      if (chance.happens(world.swarm.double_submits)) await buyAgain(buyer, cart_id, outcome.order_group_id);
      return afterwards(buyer, outcome.order_group_id ?? '');
    }
    // Whatever of its requests still is under way: it buys nothing any more.
    told.rejected.add(checkout.checkout_id);
    saw(world, `told: ${outcome.reject_reason?.code}`);
    if (outcome.reject_reason?.code === 'payment_declined' && !town.bank.isSpent(token)) world.surprises.push(`a decline of ${token}, which the bank was never asked`);
    if (outcome.reject_reason?.code === 'out_of_stock' || chance.happens(0.3)) return;
    await pause(world, chance.delay(800), 'thinks again');
  }
}

function open(buyer: Buyer, cart_id: string): Promise<Checkout | CodedError | undefined> {
  const { shop: { world, order }, chance } = buyer;
  return insist(world, chance, () => order.createCheckout({ cart_id, email: 'buyer@example.com', shipping_address: address }, callOf(buyer)));
}

/** Another window shows the checkout while the first one pays, and takes a code in or out of it. */
async function meddle(buyer: Buyer, cart_id: string): Promise<void> {
  const { shop: { world, order }, chance } = buyer;
  const checkout = await open(buyer, cart_id);
  if (checkout === undefined || checkout instanceof CodedError || !chance.happens(0.5)) return;
  const coupon_codes = checkout.coupon_codes.length > 0 ? [] : ['HALF'];
  const changed = await insist(world, chance, () => order.updateCheckout({ checkout_id: checkout.checkout_id, coupon_codes }, callOf(buyer)));
  if (changed !== undefined && !(changed instanceof CodedError)) saw(world, 'a checkout was changed in another window');
}

/** In a window that was left open the cart is still there; whatever is done in it, nothing is bought twice. */
async function buyAgain(buyer: Buyer, cart_id: string, order_group_id: string | null): Promise<void> {
  const { shop: { world, town, told }, chance } = buyer;
  await pause(world, chance.delay(2_000), 'comes back to an old window');
  const checkout = await open(buyer, cart_id);
  if (checkout === undefined || checkout instanceof CodedError) return;
  const outcome = await pay(buyer, checkout, town.bank.tokenize('good'));
  if (outcome?.status === 'placed') told.placed.set(checkout.checkout_id, order_group_id ?? '');
}

function fillCart({ shop: { world, town: { neighbours } }, chance }: Buyer): string {
  const [cart_id, wanted] = [chance.uuid(), chance.between(1, 3)];
  const offers = new Set(Array.from({ length: wanted }, () => chance.pick(neighbours.offers).offer_id));
  const lines = [...offers].map((offer_id) => ({ line_id: chance.uuid(), offer_id, quantity: chance.between(1, world.swarm.most_quantity) }));
  neighbours.carts.set(cart_id, { cart_id, lines, coupon_codes: chance.happens(world.swarm.coupons) ? [chance.pick(Object.keys(coupons))] : [] });
  return cart_id;
}

function drawCard({ swarm }: World, chance: Chance): Card {
  if (chance.happens(swarm.declines)) return 'declined';
  return chance.happens(swarm.challenges) ? 'challenge' : 'good';
}

interface Completion { readonly status: 'placed' | 'rejected'; readonly order_group_id: string | null; readonly reject_reason: { readonly code: string } | null }

/** Completes a checkout, in one window or two, goes to the bank when sent there, and comes back or does not. */
async function pay(buyer: Buyer, { checkout_id, quote: { totals: { total_minor } } }: Checkout, payment_token: string): Promise<Completion | undefined> {
  const { shop: { world, order, told }, chance } = buyer;
  told.agreed.set(checkout_id, (told.agreed.get(checkout_id) ?? new Set()).add(total_minor));
  const complete = (token?: string) => insist(world, chance, () => order.completeCheckout({ checkout_id, ...(token === undefined ? {} : { payment_token: token, total_minor }) }, callOf(buyer)));
  const other = chance.happens(world.swarm.double_submits) ? pause(world, chance.delay(100), 'submits once more').then(() => complete(payment_token)) : undefined;
  let answer = await complete(payment_token);
  const doubled = await other;
  if (other) saw(world, 'a checkout was submitted twice at once');
  if (doubled !== undefined && !(doubled instanceof CodedError) && doubled.status === 'placed') answer = doubled;
  for (let looks = 0; looks < 6; looks += 1) {
    if (answer === undefined) return undefined;
    if (answer instanceof CodedError) {
      // The window that came second met an attempt that had been decided: the token belongs to it.
      if (answer.code !== 'checkout_incomplete') saw(world, `refused: ${answer.code}`);
      return undefined;
    }
    if (answer.status === 'placed' || answer.status === 'rejected') return { ...answer, status: answer.status };
    if (answer.status === 'requires_action') {
      saw(world, 'a buyer was sent to the bank');
      if (!(await atTheBank(buyer, answer.action_url ?? ''))) return undefined;
    } else {
      saw(world, 'a purchase was pending');
      await pause(world, chance.delay(3_000), 'looks at the order later');
    }
    answer = await complete();
  }
  return undefined;
}

/** Answers whether the buyer comes back. The bank's answer may come long after, or never. */
async function atTheBank({ shop: { world, town: { bank } }, chance }: Buyer, action_url: string): Promise<boolean> {
  const payment_id = action_url.slice(action_url.lastIndexOf('/') + 1);
  const comes_back = !chance.happens(world.swarm.leaves);
  await pause(world, chance.delay(4_000), 'reads the page of the bank');
  const is_answered = chance.happens(comes_back ? 0.9 : 0.6);
  const answer = () => bank.answerChallenge(payment_id, chance.happens(0.75));
  if (is_answered && chance.happens(0.8)) answer();
  else if (is_answered) world.scheduler.after(chance.delay(20_000), world.outside, 'the bank answers late', answer);
  if (!comes_back) saw(world, 'a buyer did not come back from the bank');
  return comes_back;
}

/** What is wished after a purchase: to cancel some of it, or money back for what was sent. */
async function afterwards(buyer: Buyer, order_group_id: string): Promise<void> {
  const { shop: { world, order }, chance } = buyer;
  const group = await insist(world, chance, () => order.getOrderGroup({ order_group_id }, callOf(buyer)));
  if (group === undefined || group instanceof CodedError) return saw(world, 'a purchase could not be looked at');
  await Promise.all(group.orders.map(async ({ order_id }) => {
    if (chance.happens(world.swarm.cancels)) await cancel(buyer, order_id);
    if (chance.happens(world.swarm.refunds)) await refund(buyer, order_id);
  }));
}

async function cancel(buyer: Buyer, order_id: string): Promise<void> {
  const { shop: { world, order, told }, chance } = buyer;
  await pause(world, chance.delay(2_500), 'wants to cancel');
  const tries = triesOf(buyer);
  const wish = () => insist(world, chance, () => order.cancelOrder({ order_id, reason: 'changed my mind' }, callOf(buyer)), tries);
  const answers = await Promise.all([wish(), ...(chance.happens(world.swarm.double_submits) ? [wish()] : [])]);
  for (const answer of answers) {
    if (answer instanceof CodedError) told.kept.add(order_id);
    else if (answer?.status === 'cancelled') told.cancelled.add(order_id);
  }
}

/** The order once its parcels have left and it is paid; undefined when nobody waits so long. */
async function captured(buyer: Buyer, order_id: string): Promise<Order | undefined> {
  const { shop: { world, order }, chance } = buyer;
  for (let looks = 0; looks < 5; looks += 1) {
    await pause(world, 3_000 + chance.delay(6_000), 'asks for money back');
    const found = await insist(world, chance, () => order.getOrder({ order_id }, callOf(buyer)));
    if (found === undefined || found instanceof CodedError || found.status === 'cancelled') return undefined;
    if (found.events.some((event) => event.type === 'captured')) return found;
  }
  return undefined;
}

/** An operator gives back part of what was captured, perhaps twice under one id and more than there is. */
async function refund(buyer: Buyer, order_id: string): Promise<void> {
  const { shop: { world, payment, told }, chance } = buyer;
  const found = await captured(buyer, order_id);
  if (!found) return;
  const { order_group_id, seller_id, total_minor, commission_minor, tax_minor } = found;
  const operator: Buyer = { ...buyer, actor: { kind: 'service', service: 'operator' } };
  for (let round = chance.between(1, 3); round > 0; round -= 1) {
    const [refund_id, amount_minor] = [chance.uuid(), chance.between(0, total_minor)];
    const money = { order_id, seller_id, amount_minor, commission_minor, tax_minor, marketplace_discount_minor: 0 };
    const tries = triesOf(buyer);
    const wish = () => insist(world, chance, () => payment.refund({ payment_id: order_group_id, refund_id, order: money, reason: 'broken' }, callOf(operator)), tries);
    const answers = await Promise.all([wish(), ...(chance.happens(0.4) ? [wish()] : [])]);
    if (answers.some((answer) => answer !== undefined && !(answer instanceof CodedError))) told.refunded.set(refund_id, amount_minor);
    if (answers.some((answer) => answer instanceof CodedError)) saw(world, 'more was asked back than there was');
  }
}

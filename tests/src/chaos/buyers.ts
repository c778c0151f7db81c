import { setTimeout as sleep } from 'node:timers/promises';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { address, cards, payWith, type Completion, type Offered } from '../buying.ts';
import { cartContract } from '@orinoco/cart/contract';
import { createVisitor, someEmail, type Visitor } from '../visitor.ts';
import type { Attempt, Told } from './attempts.ts';
import { chanceFrom, pick, type Chance } from './chance.ts';

export interface Crowd {
  /** Ends when everybody has finished what they were at. */
  stop(): Promise<void>;
  /** Purchases answered as placed that were begun after this time, in epoch ms: the first of them. */
  firstSince(time: number): { readonly payment_id: string; readonly placed_at: number } | undefined;
  /** Answers by what they said: `placed`, `rejected`, a code, or that there was none. */
  readonly answers: ReadonlyMap<string, number>;
}

export interface CrowdOptions {
  readonly url: string;
  readonly buyer_count: number;
  readonly seed: number;
  readonly offers: readonly Offered[];
  readonly operator: Visitor;
  readonly told: Told;
  readonly pause_ms: number;
}

const behaviours = [[cards.good, 60], [cards.declined, 8], [cards.challenge, 8], [cards.answeredTwice, 8], [cards.lostAnswer, 4], [cards.slow, 6], [cards.poor, 6]] as const;

/** Visitors who buy one thing after another, whatever happens to the shop, and a warehouse that sends parcels away. */
export function startCrowd({ url, buyer_count, seed, offers, operator, told, pause_ms }: CrowdOptions): Crowd {
  const stopping = new AbortController();
  const answers = new Map<string, number>();
  const successes: { payment_id: string; begun_at: number; placed_at: number }[] = [];
  const count = (what: string) => void answers.set(what, (answers.get(what) ?? 0) + 1);
  const forever = async (chance: Chance, work: () => Promise<void>) => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => count(nameOf(error)));
      await sleep(pause_ms * (0.2 + 1.6 * chance()));
    }
  };
  const buyer = (index: number) => {
    const chance = chanceFrom(seed * 1_000 + index);
    return forever(chance, async () => {
      const begun_at = Date.now();
      const attempt = await buyOnce(createVisitor(url), chance, offers, told, count);
      if (attempt?.answer !== 'placed') return;
      successes.push({ payment_id: attempt.payment_id, begun_at, placed_at: Date.now() });
      if (successes.length > 1_000) successes.splice(0, 500);
    });
  };
  const running = [...Array.from({ length: buyer_count }, (_, index) => buyer(index)), forever(chanceFrom(seed), () => shipOne(operator, told))];
  return {
    answers,
    stop: async () => { stopping.abort(); await Promise.all(running); },
    firstSince: (time) => successes.find((success) => success.begun_at >= time),
  };
}

function nameOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error && /fetch failed|aborted|terminated/i.test(error.message) ? 'no answer' : String(error).slice(0, 80);
}

async function buyOnce(visitor: Visitor, chance: Chance, offers: readonly Offered[], told: Told, count: (what: string) => void): Promise<Attempt | undefined> {
  const chosen = Array.from({ length: chance() < 0.3 ? 2 : 1 }, () => pick(chance, offers.map((offer) => [offer, 1] as const)));
  const { cart_id } = await visitor.call(cartContract, 'createCart', {});
  for (const { offer_id } of new Set(chosen)) await visitor.call(cartContract, 'addLine', { cart_id, offer_id, quantity: chance() < 0.2 ? 2 : 1 });
  if (chance() < 0.15) await visitor.call(cartContract, 'addCoupon', { cart_id, code: 'FIRST100' });
  const opened = await visitor.call(orderContract, 'createCheckout', { cart_id, email: someEmail() });
  const checkout = await visitor.call(orderContract, 'updateCheckout', { checkout_id: opened.checkout_id, shipping_address: address });
  const card = pick(chance, behaviours);
  const { payment_token, payment_id } = await payWith(visitor, checkout.checkout_id, card);
  const attempt: Attempt = { payment_id, checkout_id: checkout.checkout_id, card, answer: null, cancelled: new Set() };
  told.attempts.set(payment_id, attempt);
  const once = () => visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token, total_minor: checkout.quote.totals.total_minor });
  // An impatient buyer presses the button twice; both presses are about one purchase.
  const [first] = await Promise.all([once(), ...(chance() < 0.15 ? [once().then((second) => keep(attempt, second), () => undefined)] : [])]);
  const last = first.status === 'requires_action' ? await confirm(visitor, checkout, first, chance) : first;
  keep(attempt, last);
  count(last.status === 'rejected' ? `rejected: ${last.reject_reason?.code ?? ''}` : last.status);
  if (attempt.answer === 'placed' && chance() < 0.15) await cancelSome(visitor, attempt);
  return attempt;
}

/** Only an end is a promise; `pending` and `requires_action` are not. */
function keep(attempt: Attempt, { status, order_group_id }: Completion): void {
  if (status === 'placed' && order_group_id !== attempt.payment_id) throw new Error(`The purchase ${attempt.payment_id} was answered as ${order_group_id}`);
  if (status === 'placed' || status === 'rejected') attempt.answer = status;
}

async function confirm(visitor: Visitor, { checkout_id }: Checkout, { action_url }: Completion, chance: Chance): Promise<Completion> {
  const answer = chance() < 0.7 ? 'approve' : 'decline';
  // Some never come back from the bank's page; the webhook finishes what they began.
  await fetch(action_url ?? '', { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `answer=${answer}` });
  if (chance() < 0.3) return { status: 'pending', order_group_id: null, action_url: null, reject_reason: null };
  return visitor.call(orderContract, 'completeCheckout', { checkout_id });
}

async function cancelSome(visitor: Visitor, attempt: Attempt): Promise<void> {
  const { orders } = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: attempt.payment_id });
  for (const { order_id, is_cancellable } of orders) {
    if (!is_cancellable) continue;
    const { status } = await visitor.call(orderContract, 'cancelOrder', { order_id });
    if (status === 'cancelled') attempt.cancelled.add(order_id);
  }
}

/** Sends the first parcel that waits away: the capture follows by itself. */
async function shipOne(operator: Visitor, told: Told): Promise<void> {
  for (const status of ['packed', 'picking', 'pending'] as const) {
    const { shipments: [shipment] } = await operator.call(fulfillmentContract, 'listWork', { status, page_size: 1 });
    if (!shipment) continue;
    const { shipment_id, order_id, lines } = shipment;
    if (status === 'pending') await operator.call(fulfillmentContract, 'pickShipment', { shipment_id });
    if (status !== 'packed') await operator.call(fulfillmentContract, 'packShipment', { shipment_id });
    await operator.call(fulfillmentContract, 'shipShipment', { shipment_id });
    if (lines.length > 0) told.shipped.add(order_id);
    return;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { inventoryContract } from '@orinoco/inventory/contract';
import { findOffers, stockOf, type Offered } from '../buying.ts';
import { signIn } from '../shop.ts';
import { waitFor, type Visitor } from '../visitor.ts';
import { nothingTold, type Told } from './attempts.ts';
import { startCrowd, type Crowd } from './buyers.ts';
import { chanceFrom } from './chance.ts';
import { pickFault, type FaultKind } from './faults.ts';
import { baselineOf, drained, violationsAtRest, violationsAtWork, type Baseline } from './invariants.ts';
import { patient } from './patience.ts';
import { whatWaits } from './waiting.ts';
import { openWorld, type World } from './world.ts';

export interface ChaosOptions {
  readonly cycles: number;
  readonly seed: number;
  readonly faults: readonly FaultKind[];
  readonly buyer_count: number;
  /** After so many cycles everybody rests, and everything must have come to its end. */
  readonly cycles_between_rests: number;
  readonly is_fsync: boolean;
  readonly tell?: (line: string) => void;
}

export interface ChaosReport {
  readonly seed: number;
  readonly cycle_count: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Kinds that could not be tried here, with the reason. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly attempt_count: number;
  readonly purchase_count: number;
  readonly answers: Readonly<Record<string, number>>;
  /** From "everything is whole again" to the end of the first purchase begun after it. */
  readonly first_success_ms: readonly { readonly fault: string; readonly ms: number }[];
  /** From the end of that purchase to the hearing of its event by whoever makes the parcel. */
  readonly first_event_ms: readonly number[];
  readonly violations: readonly string[];
}

/** How long the shop has to sell again before that is a violation. A busy machine is slow, so this is no promise of speed. */
const give_up_ms = 60_000;
/** Events that take longer are looked into. */
const slow_events_ms = 8_000;
const product_count = 60;
const pause_ms = 120;

/** Breaks a shop that sells, again and again, and holds its books against what its buyers were told. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, tell = () => undefined } = options;
  const world = await openWorld({ has_wire: options.faults.includes('network'), has_small_disk: options.faults.includes('disk'), product_count, is_fsync: options.is_fsync });
  try {
    const skipped = { ...(options.faults.includes('network') && typeof world.wire === 'string' ? { network: world.wire } : {}), ...(options.faults.includes('disk') && typeof world.disk === 'string' ? { disk: world.disk } : {}) };
    const kinds = options.faults.filter((kind) => !(kind in skipped));
    for (const [kind, reason] of Object.entries(skipped)) tell(`${kind} is left out: ${reason}`);
    return { ...(await breakAndWatch(world, { ...options, faults: kinds }, tell)), seed, skipped };
  } finally {
    await world.close();
  }
}

async function breakAndWatch(world: World, options: ChaosOptions, tell: (line: string) => void): Promise<Omit<ChaosReport, 'seed' | 'skipped'>> {
  const { cycles, seed, buyer_count } = options;
  const baseline = await baselineOf(world);
  const operator = patient(await signIn(world.url, 'operator'));
  const offers: Offered[] = [];
  for (let from = 0; from < 20; from += 1) offers.push(...(await findOffers(operator, 1, from)));
  await fillShelves(operator, offers.map((offer) => offer.offer_id));
  const told = nothingTold();
  const chance = chanceFrom(seed);
  const seen: Seen = { faults: {}, first_success_ms: [], first_event_ms: [], violations: [], answers: {} };
  const crowdOf = (turn: number) => startCrowd({ url: world.url, buyer_count, seed: seed + turn, offers, operator, told, pause_ms });
  let crowd = crowdOf(0);
  let cycle_count = 0;
  for (let cycle = 1; cycle <= cycles && seen.violations.length === 0; cycle += 1) {
    await runCycle(world, crowd, { told, baseline }, chance, options.faults, seen, (line) => tell(`${cycle}/${cycles} ${line}`));
    cycle_count = cycle;
    if (world.pid() === undefined) break;
    if (cycle % options.cycles_between_rests !== 0 && cycle !== cycles && seen.violations.length === 0) continue;
    await rest(world, crowd, told, baseline, seen, tell);
    if (cycle < cycles) crowd = crowdOf(cycle);
  }
  await crowd.stop();
  const attempts = [...told.attempts.values()];
  return { ...seen, cycle_count, attempt_count: attempts.length, purchase_count: attempts.filter((attempt) => attempt.answer === 'placed').length };
}

interface Seen {
  readonly faults: Record<string, number>;
  readonly first_success_ms: { fault: string; ms: number }[];
  readonly first_event_ms: number[];
  readonly violations: string[];
  readonly answers: Record<string, number>;
}

async function runCycle(world: World, crowd: Crowd, { told, baseline }: { told: Told; baseline: Baseline }, chance: () => number, kinds: readonly FaultKind[], seen: Seen, tell: (line: string) => void): Promise<void> {
  const fault = pickFault(chance, kinds);
  await sleep(300 + chance() ** 2 * 1_500);
  await fault.strike(world, chance);
  seen.faults[fault.name] = (seen.faults[fault.name] ?? 0) + 1;
  const whole_at = Date.now();
  const first = await waitFor('a purchase', async () => crowd.firstSince(whole_at), give_up_ms).catch(() => undefined);
  if (world.pid() === undefined) return void seen.violations.push(`the shop ended by itself after "${fault.name}": ${world.lastWords()}`);
  if (first === undefined) return void seen.violations.push(`no purchase within ${give_up_ms / 1_000} s after "${fault.name}"`);
  const ms = first.placed_at - whole_at;
  seen.first_success_ms.push({ fault: fault.name, ms });
  // Heard of, not sent: a buyer may have cancelled before there was a parcel, and then there never is one.
  const is_heard = async () => (await world.query(`select from "order".outbox join fulfillment.inbox using (event_id) where type = 'order.placed' and key = $1`, [first.payment_id])).length > 0;
  const is_quick = await waitFor('its event', is_heard, slow_events_ms).catch(() => false);
  if (!is_quick) tell(`no events for ${slow_events_ms / 1_000} s: ${await whatWaits(world)}`);
  const flows = is_quick || (await waitFor('its event', is_heard, give_up_ms - slow_events_ms).catch(() => false));
  if (!flows) seen.violations.push(`no events within ${give_up_ms / 1_000} s after "${fault.name}": ${await whatWaits(world)}`);
  seen.first_event_ms.push(Date.now() - first.placed_at);
  seen.violations.push(...(await violationsAtWork(world, told, baseline)));
  tell(`${fault.name}: first purchase after ${ms} ms, ${told.attempts.size} attempts so far`);
}

/** Everybody goes home; what was begun must end, and then the books must be right. */
async function rest(world: World, crowd: Crowd, told: Told, baseline: Baseline, seen: Seen, tell: (line: string) => void): Promise<void> {
  await crowd.stop();
  for (const [answer, count] of crowd.answers) seen.answers[answer] = (seen.answers[answer] ?? 0) + count;
  // A fault of what the shop depends on is foreseen: it is told as `unavailable` (503), never as a failure of ours.
  const internal_count = crowd.answers.get('internal') ?? 0;
  if (internal_count > 0) seen.violations.push(`a fault is answered with a code: ${internal_count} answers were "internal": ${[...world.failures].map(([what, count]) => `${count} × ${what}`).join('; ')}`);
  const started_at = Date.now();
  // Again and again: a purchase that was begun in the background may only now be sent to the bank.
  const answering = setInterval(() => void answerBanks(world).catch(() => undefined), 500);
  seen.violations.push(...(await drained(world, 150_000)));
  clearInterval(answering);
  seen.violations.push(...(await violationsAtRest(world, told, baseline)));
  tell(`at rest after ${Date.now() - started_at} ms: ${seen.violations.length} violations`);
}

/** Buyers who were cut off before their bank's page would be waited for: the bank gives up on them. */
async function answerBanks({ provider, provider_url }: World): Promise<void> {
  const waiting = provider.prepare(`select authorization_id from payments where status = 'requires_action'`).all() as unknown as { authorization_id: string }[];
  for (const { authorization_id } of waiting) {
    await fetch(`${provider_url}/challenge/${authorization_id}`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'answer=decline' });
  }
}

/** Enough for any number of cycles, but for every fifth offer, which runs out on the way. */
async function fillShelves(operator: Visitor, offer_ids: readonly string[]): Promise<void> {
  for (const [index, offer_id] of [...new Set(offer_ids)].entries()) {
    const { stock_location_ids } = await stockOf(operator, offer_id);
    const on_hand = index % 5 === 4 ? 12 : 1_000_000;
    await operator.call(inventoryContract, 'setStock', { levels: stock_location_ids.map((stock_location_id) => ({ offer_id, stock_location_id, on_hand })) });
  }
}

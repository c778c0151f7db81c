import { serviceCall } from '@orinoco/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { paymentContract } from '@orinoco/payment/contract';
import { createLogger } from '@orinoco/telemetry';
import { everybodyBuys, insist, type Told } from './buyers.ts';
import { createChance } from './chance.ts';
import { createLock } from './database.ts';
import { createFaults, type FaultKind } from './faults.ts';
import { createFulfillment } from './fulfillment.ts';
import { violationsOf } from './invariants.ts';
import { createNeighbours } from './neighbours.ts';
import { clientOf } from './network.ts';
import type { Postgres } from './postgres.ts';
import { createProcess, type Process } from './process.ts';
import { createBank } from './provider.ts';
import { startReplica, type Replica, type Town } from './replica.ts';
import { watchRest } from './rest.ts';
import { createScheduler, type Happening } from './scheduler.ts';
import { drawSwarm } from './swarm.ts';
import type { World } from './world.ts';

/** What one seed has come to. */
export interface Outcome {
  readonly seed: string;
  readonly violations: readonly string[];
  /** Equal for equal runs, whatever ran before in the process. */
  readonly trace: string;
  readonly step_count: number;
  readonly virtual_ms: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly seen: ReadonlyMap<string, number>;
}

/** The first Monday of 2027: no year ends while the sagas run. */
const start = Date.UTC(2027, 0, 4, 9);
const most_steps = 120_000;
/** More than the longest outage, hold and wait for a bank together. */
const longest_ms = 6 * 3_600_000;
/** Work that is there, and that nobody begins while so many seconds pass, is never begun. */
const most_idle_looks = 300;

/** Plays one seed to its end and looks at what is left. */
export async function runSeed(postgres: Postgres, seed: string, onLine?: (line: string) => void): Promise<Outcome> {
  await postgres.reset(seed);
  const chance = createChance(seed);
  const swarm = drawSwarm(chance.fork('swarm'));
  const faults = createFaults(chance.fork('faults'), swarm.rates);
  const outside = createProcess('outside');
  const cast: { strike?: (happening: Happening) => boolean } = {};
  const scheduler = createScheduler({ chance: chance.fork('ties'), start, onLine, strike: (happening) => cast.strike?.(happening) ?? false });
  const log = onLine ? createLogger({ level: 'debug', destination: { write: (line) => onLine(`    ${line.trim()}`) } }) : createLogger({ level: 'silent' });
  const world: World = { seed, swarm, scheduler, chance: chance.fork('way'), faults, postgres, lock: createLock(), log, outside, seen: new Map(), surprises: [] };
  onLine?.(JSON.stringify(swarm));
  const told: Told = { agreed: new Map(), placed: new Map(), rejected: new Set(), cancelled: new Set(), kept: new Set(), refunded: new Map() };
  const shop = openShop(world);
  cast.strike = shop.strike;

  const violations: string[] = [];
  try {
    if (!(await act(world, shop, told))) violations.push('it does not come to rest');
    violations.push(...violationsOf(world, shop.town, told));
    seeWhatBecame(world);
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    shop.close();
  }
  scheduler.note(JSON.stringify([...world.seen]));
  return { seed, violations, trace: scheduler.trace(), step_count: scheduler.step_count(), virtual_ms: scheduler.now() - start, faults: faults.counts, seen: world.seen };
}

/** Counts the ways that purchases took, as the tables tell. */
function seeWhatBecame({ postgres, seen }: World): void {
  const rows = postgres.look<{ what: string; count: number }>(`select 'order ' || status as what, count(*)::integer as count from "order".orders group by 1 union all select 'payment ' || status, count(*)::integer from payment.payments group by 1
    union all select 'operation ' || kind || case when amount_minor = 0 then ' of nothing' else '' end || case when is_final then ', final' else '' end, count(*)::integer from payment.payment_operations group by 1
    union all select 'saga ' || kind || ' ' || state, count(*)::integer from "order".sagas group by 1 union all select 'a hold ran out', count(*)::integer from inventory.reservations where is_expired
    union all select 'rejected: ' || (reject_reason ->> 'code'), count(*)::integer from "order".checkouts where reject_reason is not null group by 1
    union all select 'a purchase of several sellers', count(*)::integer from (select from "order".orders group by order_group_id having count(*) > 1) as g`);
  for (const { what, count } of rows) if (count > 0) seen.set(what, count);
}

interface RunningShop {
  readonly town: Town;
  readonly replicas: () => readonly Replica[];
  readonly strike: (happening: Happening) => boolean;
  /** Both processes are gone for a long while. */
  outage(ms: number): void;
  close(): void;
}

/** Two processes that die by chance and are started again. */
function openShop(world: World): RunningShop {
  const { scheduler, faults, swarm, outside } = world;
  const chance = world.chance.fork('crashes');
  const replicas: Replica[] = [];
  let crashes_left = swarm.crash_count;
  let birth_count = 0;
  const bank = createBank(world, (event) => deliver(event));
  const town: Town = { bank, neighbours: createNeighbours(world), fulfillment: createFulfillment(world) };
  const payment = clientOf(world, paymentContract, outside, () => replicas.map((each) => ({ process: each.process, service: each.payment })));
  const deliver = (event: { readonly type: string }) => {
    if (faults.strikes('webhook_never')) return;
    const raw_body = JSON.stringify(event);
    const send = () => void insist(world, chance, () => payment.receiveWebhook({ provider: 'simulated', raw_body, headers: {} }, serviceCall('gateway', 'webhook', scheduler.now() + 10_000)), 4);
    scheduler.after(faults.strikes('webhook_late') ? chance.delay(20_000) : chance.delay(60), outside, `tells of ${event.type}`, send);
    if (faults.strikes('webhook_twice')) scheduler.after(chance.delay(5_000), outside, `tells again of ${event.type}`, send);
  };
  const born = (index: number) => {
    birth_count += 1;
    replicas[index] = startReplica(world, `replica ${index + 1}.${birth_count}`, town, () => replicas);
  };
  const kill = (process: Process, pause_ms: number) => {
    const index = replicas.findIndex((each) => each.process === process);
    if (index < 0 || !process.is_alive) return;
    scheduler.note(`${process.name} dies`);
    process.die();
    scheduler.after(pause_ms, outside, 'a process starts', () => born(index));
  };
  born(0);
  born(1);
  return {
    town,
    replicas: () => replicas,
    strike({ owner, run }) {
      if (owner === outside || crashes_left === 0 || !faults.strikes('crash')) return false;
      crashes_left -= 1;
      // Sometimes what it was about to do still happens, and only its answer is lost.
      if (chance.happens(0.5)) run();
      kill(owner, chance.happens(0.8) ? chance.delay(1_500) : chance.delay(30_000));
      return true;
    },
    outage: (ms) => replicas.forEach((replica) => kill(replica.process, ms)),
    close: () => replicas.forEach((replica) => replica.process.die()),
  };
}

/** The play: the shelves are filled, everybody buys while things break, and then the shop is left alone to come to rest. Answers whether it does. */
async function act(world: World, shop: RunningShop, told: Told): Promise<boolean> {
  const { scheduler, faults, swarm } = world;
  const chance = world.chance.fork('play');
  const dueAt = watchRest(world, shop.town);
  let problem: unknown;
  let is_over = false;
  const play = fillShelves(world, shop, chance).then(() => everybodyBuys(world, shop.town, shop.replicas, told));
  play.catch((error: unknown) => { problem = error; }).finally(() => { is_over = true; });
  if (faults.strikes('outage')) scheduler.after(chance.between(500, 12_000), world.outside, 'an outage', () => shop.outage(chance.between(60_000, 50 * 60_000)));
  if (!(await goOn(world, dueAt, () => is_over))) return false;
  if (problem !== undefined) throw problem;
  faults.stop();
  shop.town.fulfillment.sendTheRest(swarm.ships);
  scheduler.note('at rest from here');
  return goOn(world, dueAt, () => false);
}

async function fillShelves(world: World, { town, replicas }: RunningShop, chance: ReturnType<typeof createChance>): Promise<void> {
  const inventory = clientOf(world, inventoryContract, world.outside, () => replicas().map((each) => ({ process: each.process, service: each.inventory })));
  const levels = town.neighbours.offers.flatMap(({ offer_id, stock }) => stock.map((level) => ({ offer_id, ...level })));
  // One count, however often it is sent: a request that was given up may arrive when some of it has been sold.
  const counted_at = new Date(world.scheduler.now()).toISOString();
  const answer = await insist(world, chance, () => inventory.setStock({ levels, reason: 'receive', counted_at }, serviceCall('seller', 'filling', world.scheduler.now() + 20_000)), 20);
  if (answer instanceof Error || answer === undefined) throw new Error('The shelves could not be filled', { cause: answer });
}

/** Lets things happen until `isOver`, or until nothing is left to be done. Where the shop only looks for work and there is none, time leaps. Answers false when there is no end to it. */
async function goOn(world: World, dueAt: () => number, isOver: () => boolean): Promise<boolean> {
  const { scheduler, lock } = world;
  const started_at = scheduler.now();
  let idle_looks = 0;
  for (let look_at = started_at; ; ) {
    await scheduler.run(() => isOver() || scheduler.step_count() > most_steps || (scheduler.now() >= look_at && scheduler.nextAt() > scheduler.now() + 500 && lock.is_free()));
    if (isOver()) return true;
    const next = Math.min(dueAt(), scheduler.nextAt());
    if (next === Infinity) return true;
    const can_leap = next > scheduler.now() + 1_000;
    if (can_leap) scheduler.leap(next);
    idle_looks = can_leap || scheduler.nextAt() < Infinity ? 0 : idle_looks + 1;
    if (scheduler.step_count() > most_steps || scheduler.now() - started_at > longest_ms || idle_looks > most_idle_looks) return false;
    look_at = scheduler.now() + (can_leap ? 300 : 1_000);
  }
}

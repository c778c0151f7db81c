import type { Logger } from '@orinoco/telemetry';
import type { Chance } from './chance.ts';
import type { Lock } from './database.ts';
import type { Faults } from './faults.ts';
import type { Postgres } from './postgres.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import type { Swarm } from './swarm.ts';

/** What one run of the simulation shares. */
export interface World {
  readonly seed: string;
  readonly swarm: Swarm;
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly postgres: Postgres;
  readonly lock: Lock;
  readonly log: Logger;
  /** Everybody outside the shop: buyers, the payment provider, carriers. It never dies. */
  readonly outside: Process;
  /** Rare ways that were taken, and how often: each must have been seen over many seeds. */
  readonly seen: Map<string, number>;
  /** Answers that are wrong by themselves: errors without a code, codes that the contract does not name, declines of a card that was not asked. */
  readonly surprises: string[];
}

export function saw(world: World, what: string): void {
  world.seen.set(what, (world.seen.get(what) ?? 0) + 1);
}

/** A pause of somebody outside. */
export function pause(world: World, ms: number, label = 'waits'): Promise<void> {
  return new Promise((resolve) => void world.scheduler.after(ms, world.outside, label, resolve));
}

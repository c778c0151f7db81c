import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../visitor.ts';
import { pick, type Chance } from './chance.ts';
import type { Toxic } from './toxiproxy.ts';
import type { World } from './world.ts';

export const faultKinds = ['app', 'postgres', 'network', 'disk'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One way to break something. `strike` returns when it is whole again, as far as we are concerned; the rest is the shop's. */
export interface Fault {
  readonly kind: FaultKind;
  readonly name: string;
  strike(world: World, chance: Chance): Promise<void>;
}

async function accepts(world: World): Promise<void> {
  await waitFor('PostgreSQL to accept connections', () => world.query('select 1').then(() => true, () => false), 60_000);
}

function signalPostgres(name: string, signal: 'SIGKILL' | 'SIGINT'): Fault {
  return {
    kind: 'postgres', name,
    strike: async (world) => {
      const pid = world.postgres_pid();
      if (pid !== undefined) process.kill(pid, signal);
      await waitFor('PostgreSQL to go', async () => world.postgres_pid() !== pid, 30_000);
      await accepts(world);
    },
  };
}

function disturb(name: string, toxics: (chance: Chance) => readonly Toxic[], cut = false): Fault {
  return {
    kind: 'network', name,
    strike: async ({ wire }, chance) => {
      if (typeof wire === 'string') throw new Error(wire);
      const chosen = toxics(chance);
      if (cut) await wire.cut();
      for (const toxic of chosen) await wire.poison(toxic);
      await sleep(300 + 1_500 * chance());
      await wire.mend();
    },
  };
}

const stream = (chance: Chance): Toxic['stream'] => (chance() < 0.5 ? 'upstream' : 'downstream');

export const faults: readonly Fault[] = [
  {
    kind: 'app', name: 'kill -9 of the shop',
    strike: async (world) => {
      await world.killShop();
      await world.startShop();
    },
  },
  {
    kind: 'app', name: 'kill -9 of the shop, and again while it starts',
    strike: async (world, chance) => {
      await world.killShop();
      const starting = world.startShop().catch(() => undefined);
      await sleep(200 + 2_000 * chance());
      await world.killShop();
      await starting;
      await world.killShop();
      await world.startShop();
    },
  },
  signalPostgres('SIGKILL of PostgreSQL', 'SIGKILL'),
  signalPostgres('restart of PostgreSQL', 'SIGINT'),
  disturb('connections cut', () => [], true),
  disturb('connections reset', (chance) => [{ type: 'reset_peer', stream: stream(chance), attributes: { timeout: Math.round(200 * chance()) } }]),
  disturb('connections slow', (chance) => [{ type: 'latency', stream: stream(chance), attributes: { latency: Math.round(100 + 900 * chance()), jitter: 100 } }]),
  disturb('connections silent', (chance) => [{ type: 'timeout', stream: stream(chance), attributes: { timeout: 0 } }]),
  disturb('connections closed in the middle of a message', (chance) => [{ type: 'limit_data', stream: stream(chance), attributes: { bytes: Math.round(200 + 20_000 * chance()) } }]),
  disturb('messages in slices', (chance) => [{ type: 'slicer', stream: stream(chance), attributes: { average_size: 32, size_variation: 16, delay: 50 } }]),
  {
    kind: 'disk', name: 'the disk is full',
    strike: async (world, chance) => {
      if (typeof world.disk === 'string') throw new Error(world.disk);
      world.disk.fill();
      try {
        await sleep(800 + 1_500 * chance());
      } finally {
        world.disk.free();
      }
      await accepts(world);
    },
  },
];

/** A fault of one of these kinds, each kind as likely as any other. */
export function pickFault(chance: Chance, kinds: readonly FaultKind[]): Fault {
  const kind = pick(chance, kinds.map((each) => [each, 1] as const));
  return pick(chance, faults.filter((fault) => fault.kind === kind).map((fault) => [fault, fault.name.endsWith('starts') ? 0.4 : 1] as const));
}

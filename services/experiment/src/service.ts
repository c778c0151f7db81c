import { setTimeout as sleep } from 'node:timers/promises';
import type { Provider } from '@openfeature/server-sdk';
import { failField } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { emit, event, on, type RunningService } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import type { experimentContract, Flag } from './contract.ts';
import { flagChanged } from './events.ts';
import { createExposures } from './exposure.ts';
import { checkFlag, evaluateFlag, type Evaluation } from './flag.ts';
import { createFlagProvider } from './provider.ts';
import { listFlags, max_flag_count, saveFlag } from './store.ts';

export interface ExperimentDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

export interface ExperimentService extends RunningService<typeof experimentContract> {
  /** For code in this process that speaks OpenFeature. */
  readonly provider: Provider;
}

/** Flags: who gets which variation, and who saw it. */
export function createExperimentService({ database, clock, log }: ExperimentDependencies): ExperimentService {
  const flags = createFlagCopy(database);
  const exposures = createExposures(database);
  const evaluate = (flag: Flag, unit_id: string): Evaluation => {
    const evaluation = evaluateFlag(flag, unit_id);
    if (evaluation.reason === 'SPLIT') exposures.record({ key: flag.key, unit_id, variation: evaluation.variation, exposed_at: clock().toISOString() });
    return evaluation;
  };
  return {
    provider: createFlagProvider(async (key, unit_id) => {
      const flag = (await flags.current()).get(key);
      return flag && evaluate(flag, unit_id);
    }),
    methods: {
      async evaluateFlags({ unit_id }) {
        return { flags: Object.fromEntries([...(await flags.current()).values()].map((flag) => [flag.key, evaluate(flag, unit_id)])) };
      },
      async listFlags() {
        return { flags: await listFlags(database) };
      },
      async saveFlag(flag) {
        checkFlag(flag);
        const saved = await database.transaction(async (tx) => {
          const written = await saveFlag(tx, flag, clock());
          if (!written) throw failField('/key', 'too_many', `There is room for ${max_flag_count} flags; remove old ones`);
          await emit(tx, event(flagChanged, flag.key, { key: flag.key }));
          return written;
        });
        await flags.refresh();
        return saved;
      },
    },
    // Its own event, because flags are changed in one process and kept in several.
    subscriptions: [{ group: 'experiment', database, handlers: [on(flagChanged, async () => undefined)], afterBatch: () => flags.refresh() }],
    start: () => startLoop(async (tick) => {
      await exposures.flush();
      if (tick % 30 === 0) await flags.refresh();
    }, log),
  };
}

interface FlagCopy {
  /** The copy in memory; read from the database the first time. */
  current(): Promise<ReadonlyMap<string, Flag>>;
  refresh(): Promise<void>;
}

function createFlagCopy(database: Database): FlagCopy {
  let copy: ReadonlyMap<string, Flag> | undefined;
  let last_read: Promise<unknown> = Promise.resolve();
  const read = async () => {
    const flags = await listFlags(database);
    copy = new Map(flags.map((flag) => [flag.key, flag]));
    return copy;
  };
  // One read after another: an older answer that comes late must not replace a newer one.
  const readNext = () => {
    const next = last_read.then(read, read);
    last_read = next.catch(() => undefined);
    return next;
  };
  return {
    current: async () => copy ?? readNext(),
    refresh: async () => void (await readNext()),
  };
}

/** Works once a second until stopped, and once more then. A failure is logged and waited out. */
function startLoop(work: (tick: number) => Promise<void>, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const once = (tick: number) => work(tick).catch((error: unknown) => log.warn({ error: String(error) }, 'flags and exposures wait'));
  const loop = async () => {
    for (let tick = 0; !stopping.signal.aborted; tick++) {
      await once(tick);
      await sleep(1_000, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
    await once(1);
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}

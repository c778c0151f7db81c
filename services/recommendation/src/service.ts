import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { failField, type Actor, type InputOf } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import type { recommendationContract } from './contract.ts';
import { recommendationSubscription } from './handlers.ts';
import { createModel, type Model } from './model.ts';
import { shelvesFor, type History } from './shelves.ts';
import * as store from './store.ts';
import { createViewBuffer } from './view-buffer.ts';

export interface RecommendationDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

export interface RecommendationService extends RunningService<typeof recommendationContract> {
  readonly start: () => () => Promise<void>;
  /** Whether the engine has learned everything that had happened when it started. Before that shelves are thinner. */
  isReady(): boolean;
}

const default_limit = 12;
const waiting_views = 10_000;
const batch_size = 1_000;
const write_every_ms = 1_000;
const look_every_ms = 500;
const kept_days = 730;
const forget_every_ms = 3_600_000;
const nobody: History = { latest: [], purchases: [] };

/** What else somebody may want, learned from what everybody does. */
export function createRecommendationService({ database, clock, log }: RecommendationDependencies): RecommendationService {
  const model = createModel(database, clock);
  const views = createViewBuffer<store.NewInteraction>({ limit: waiting_views, batch_size, write: (rows) => store.addInteractions(database, rows) });
  let is_ready = false;
  let wake: () => void = () => undefined;

  return {
    methods: {
      async getRecommendations({ surface, product_ids = [], limit = default_limit }, call) {
        const subject_id = subjectOf(call.actor);
        const is_personal = surface === 'home' || surface === 'buy-again';
        const history = is_personal && subject_id !== null ? historyFrom(await store.readHistory(database, subject_id)) : nobody;
        const request = { surface, product_ids: product_ids.map((id) => id.toLowerCase()), history, limit, now_ms: clock().getTime() };
        return { recommendation_id: randomUUID(), shelves: shelvesFor(model.engine(), request) };
      },
      async recordViews({ views: seen }, call) {
        const subject_id = subjectOf(call.actor);
        const occurred_at = clock().toISOString();
        if (subject_id !== null) views.add(seen.map(({ product_id, recommendation_id = null }) => ({ subject_id, product_id, kind: 'view', basket_id: null, recommendation_id, occurred_at })));
        return { is_done: true };
      },
      async importHistory({ events }) {
        const now_ms = clock().getTime();
        return { event_count: await store.importInteractions(database, events.map((each, index) => importable(each, index, now_ms))) };
      },
      rebuild: async () => ({ product_count: (await model.rebuild()).product_count }),
    },
    subscriptions: [recommendationSubscription(database, () => wake())],
    isReady: () => is_ready,
    start() {
      const stopping = new AbortController();
      const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      const every = async (ms: number, work: () => Promise<unknown>) => {
        for (await pause(ms); !stopping.signal.aborted; await pause(ms)) await work().catch((error: unknown) => log.warn({ error: String(error) }, 'recommendations wait'));
      };
      const follow = async () => {
        while (!stopping.signal.aborted) {
          const news = new Promise<void>((resolve) => { wake = resolve; });
          const is_caught_up = await catchUp(model, stopping.signal).catch((error: unknown) => void log.warn({ error: String(error) }, 'interactions wait'));
          is_ready ||= is_caught_up === true;
          await Promise.race([pause(look_every_ms), news]);
        }
      };
      const ended = [follow(), every(write_every_ms, () => views.flush().then(() => wake())), every(forget_every_ms, () => store.forgetOld(database, new Date(clock().getTime() - kept_days * 86_400_000).toISOString()))];
      return async () => {
        stopping.abort();
        await Promise.all(ended);
        await views.flush().catch((error: unknown) => log.warn({ error: String(error) }, 'the last views are lost'));
      };
    },
  };
}

async function catchUp(model: Model, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) if (!(await model.follow())) return true;
  return false;
}

/** Whose history it is; services and anonymous visitors have none. */
function subjectOf(actor: Actor): string | null {
  if (actor.kind === 'customer') return actor.customer_id;
  return actor.kind === 'guest' ? actor.guest_id : null;
}

function historyFrom(rows: readonly store.HistoryRow[]): History {
  return { latest: rows.filter((row) => row.is_latest), purchases: rows.filter((row) => !row.is_latest) };
}

function importable(past: InputOf<typeof recommendationContract, 'importHistory'>['events'][number], index: number, now_ms: number): store.NewInteraction {
  const time = Date.parse(past.occurred_at);
  // A day of grace for clocks and time zones of whoever wrote the file.
  if (!(time >= 0 && time <= now_ms + 86_400_000)) throw failField(`/events/${index}/occurred_at`, 'timestamp_invalid', 'The past is between 1970 and now');
  return { subject_id: past.subject_id, product_id: past.product_id, kind: past.kind, basket_id: past.basket_id ?? null, recommendation_id: null, occurred_at: new Date(time).toISOString() };
}

import { checkSeller, fail, failField, isOperator, type Call, type InputOf, type Runtime, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import type { inventoryContract } from './contract.ts';
import { handlers } from './handlers.ts';
import { createReserver, reservationOf } from './reserver.ts';
import { createSoldOut, type SoldOut } from './sold-out.ts';
import { applyBundles, commitPurchase, readLevels, readMovements, releasePurchase, setLevels, shipDue, shipPurchase } from './store.ts';
import { startSweeping } from './sweep.ts';

export interface InventoryDependencies extends Runtime {
  readonly database: Database;
  readonly log: Logger;
}

const default_hold_ms = 15 * 60_000;
const ship_batch = 1_000;

/** What can be bought, where it lies, and for whom it is kept. */
export function createInventoryService(dependencies: InventoryDependencies): RunningService<typeof inventoryContract> {
  const { database, clock } = dependencies;
  const soldOut = createSoldOut(clock);
  return {
    methods: methodsOf(database, clock, soldOut),
    subscriptions: [{
      group: 'inventory', database, handlers,
      afterBatch: async (envelopes) => {
        if (envelopes.some((envelope) => envelope.type === 'catalog.offer_saved') && (await applyBundles(database)) > 0) soldOut.clear();
        if (envelopes.some((envelope) => envelope.type === 'fulfillment.shipment_moved')) while ((await shipDue(database, ship_batch)) >= ship_batch);
      },
    }],
    start: () => startSweeping({ ...dependencies, soldOut }),
  };
}

function methodsOf(database: Database, clock: () => Date, soldOut: SoldOut): Service<typeof inventoryContract> {
  const reserver = createReserver(database, soldOut);
  return {
    async reserve({ purchase_id, lines, hold_ms = default_hold_ms }) {
      const expires_at = new Date(clock().getTime() + hold_ms).toISOString();
      return reservationOf(purchase_id, await reserver.reserve({ purchase_id, lines, expires_at }));
    },
    async commit({ purchase_id }) {
      await database.transaction(async (tx) => {
        const outcome = await commitPurchase(tx, purchase_id);
        if (outcome === 'unknown') throw fail('not_found');
        if (outcome !== 'committed') throw fail('reservation_expired');
      });
      return { is_done: true };
    },
    async release({ purchase_id, offer_ids }) {
      if ((await releasePurchase(database, purchase_id, offer_ids ?? null)) > 0) soldOut.clear();
      return { is_done: true };
    },
    async ship({ purchase_id, offer_ids }) {
      if (offer_ids.length > 0 && (await shipPurchase(database, purchase_id, offer_ids)) === 0) throw fail('not_found');
      return { is_done: true };
    },
    getStock: ({ offer_ids }) => readLevels(database, offer_ids),
    async setStock(input, call) {
      const outdated_count = await saveLevels(database, input, call, clock().getTime());
      soldOut.clear();
      return { level_count: input.levels.length - outdated_count, outdated_count };
    },
    async listMovements({ offer_id, page = 1, page_size = 50 }) {
      return { movements: await readMovements(database, offer_id, page, page_size) };
    },
  };
}

/** Clocks of sellers are not ours; a count from further ahead would outlive every later one. */
const most_ahead_ms = 60_000;
const most_behind_ms = 30 * 86_400_000;

/** Answers how many levels were left as they are, since a newer count of them is known. */
async function saveLevels(database: Database, { levels, reason = 'adjust', seller_id, counted_at }: InputOf<typeof inventoryContract, 'setStock'>, call: Call, now: number): Promise<number> {
  const seen = new Set<string>();
  for (const [index, level] of levels.entries()) {
    const key = `${level.offer_id} ${level.stock_location_id}`.toLowerCase();
    if (seen.has(key)) throw failField(`/levels/${index}`, 'duplicate', 'This offer and location stand in the list twice');
    seen.add(key);
  }
  const { sellers, takes_unknown } = reachOf(call, seller_id);
  if (counted_at !== undefined && Date.parse(counted_at) > now + most_ahead_ms) throw failField('/counted_at', 'too_late', 'This moment has not come yet');
  if (counted_at !== undefined && Date.parse(counted_at) < now - most_behind_ms) throw failField('/counted_at', 'too_early', 'This count is more than 30 days old');
  const answer = await setLevels(database, { levels, reason, counted_at: counted_at ?? null }, sellers, takes_unknown);
  if (answer.status === 'below_reserved') throw fail('stock_below_reserved', { detail: `${answer.levels.length} levels are reserved beyond that`, extra: { levels: answer.levels } });
  const refused = new Set(answer.levels.map((level) => level.offer_id));
  const errorsOf = (code: string, detail: string) => levels.flatMap(({ offer_id }, index) => (refused.has(offer_id.toLowerCase()) ? [{ pointer: `/levels/${index}/offer_id`, code, detail }] : []));
  if (answer.status === 'bundle') throw fail('stock_of_bundle', { detail: `${refused.size} of the offers are bundles`, errors: errorsOf('stock_of_bundle', 'This is a bundle; set the stock of its components') });
  if (answer.status === 'foreign') throw fail('forbidden', { detail: 'A seller can set the stock of its own offers only', errors: errorsOf('offer_foreign', 'This is not an offer of this seller') });
  return answer.outdated_count ?? 0;
}

/** Whose offers the caller may touch: its sellers', the one it names, or (services and operators) everybody's and unknown ones. */
function reachOf(call: Call, seller_id: string | undefined): { sellers: readonly string[] | null; takes_unknown: boolean } {
  const { actor } = call;
  const takes_unknown = actor.kind === 'service' || isOperator(actor);
  if (seller_id !== undefined) {
    checkSeller(call, seller_id);
    return { sellers: [seller_id], takes_unknown };
  }
  if (takes_unknown) return { sellers: null, takes_unknown };
  if (actor.kind !== 'customer') throw fail('unauthenticated');
  return { sellers: actor.seller_ids, takes_unknown };
}

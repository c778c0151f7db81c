import { fail } from '@orinoco/contract';
import { sqlState, type Database } from '@orinoco/database';
import { createBatcher } from './batcher.ts';
import type { Allocation } from './contract.ts';
import type { SoldOut } from './sold-out.ts';
import { knownPurchases, reserveBatch, type ReserveAnswer, type ReserveRequest } from './store.ts';

export interface Reserver {
  reserve(request: ReserveRequest): Promise<ReserveAnswer>;
}

const limits = { max_questions: 200, max_weight: 1_000, max_waiting: 20_000 } as const;
const lookup = { max_questions: 1_000, max_weight: 1_000, max_waiting: 20_000 } as const;

/**
 * All reservations of this process go through one batcher: many purchases, one statement, one commit. Askers with the
 * same purchase_id share one answer.
 */
export function createReserver(database: Database, soldOut: SoldOut): Reserver {
  const batcher = createBatcher<ReserveRequest, ReserveAnswer>({
    ...limits,
    weightOf: (request) => request.lines.length,
    // Data exceptions and refused rows come from one request's content; the others must not pay for it.
    isQuestionsFault: (error) => /^2[23]/.test(sqlState(error) ?? ''),
    run: async (requests) => {
      const mark = soldOut.mark();
      const answers = await reserveBatch(database, requests);
      soldOut.remember(answers.flatMap(emptyOffers), mark);
      return answers;
    },
  });
  const purchases = createBatcher<string, { readonly is_known: boolean }>({
    ...lookup,
    weightOf: () => 1,
    run: async (purchase_ids) => {
      const known = await knownPurchases(database, purchase_ids);
      return purchase_ids.map((purchase_id) => ({ is_known: known.has(purchase_id) }));
    },
  });

  const decide = async (request: ReserveRequest): Promise<ReserveAnswer> => {
    const empty = [...new Set(request.lines.map((line) => line.offer_id))].filter((offer_id) => soldOut.has(offer_id));
    // A purchase that asks again may be the one that has the last unit: a look without a lock or a commit tells.
    if (empty.length === 0 || (await purchases.ask(request.purchase_id)).is_known) return batcher.ask(request);
    return { status: 'short', offers: empty.map((offer_id) => ({ offer_id, available_count: 0 })) };
  };

  const asked = new Map<string, Promise<ReserveAnswer>>();
  return {
    reserve(request) {
      const running = asked.get(request.purchase_id);
      if (running) return running;
      const answer = decide(request).finally(() => asked.delete(request.purchase_id));
      asked.set(request.purchase_id, answer);
      return answer;
    },
  };
}

function emptyOffers(answer: ReserveAnswer): string[] {
  return answer.status === 'short' ? answer.offers.filter((offer) => offer.available_count === 0).map((offer) => offer.offer_id) : [];
}

/** The answer as the contract has it, or the coded error. */
export function reservationOf(purchase_id: string, answer: ReserveAnswer) {
  if (answer.status === 'expired') throw fail('reservation_expired');
  if (answer.status === 'short') {
    const count = answer.offers.length;
    throw fail('out_of_stock', { detail: count === 1 ? 'One offer has too few left' : `${count} offers have too few left`, extra: { offers: answer.offers } });
  }
  // Sorted, so that a repeat answers the same to the letter.
  const allocations = answer.allocations.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { purchase_id, allocations, expires_at: new Date(answer.expires_at).toISOString() };
}

const keyOf = ({ sold_as, offer_id, stock_location_id }: Allocation) => `${sold_as} ${offer_id} ${stock_location_id}`;

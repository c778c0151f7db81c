import { checkSeller, fail, failField } from '@orinoco/contract';
import { violatedConstraint, type Database } from '@orinoco/database';
import { emit, event, type OutgoingEvent, type RunningService } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import { indexRules, quoteCommissions, type RuleIndex } from './commission.ts';
import { loadRules, replaceRules } from './commission-store.ts';
import type { SellerDraft, sellerContract } from './contract.ts';
import { sellerChanged } from './events.ts';
import { handlers } from './handlers.ts';
import { findSeller, listActiveSellers, updateStatus, writeSellers, type SellerFacts } from './seller-store.ts';

export interface SellerDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** How old the commission rules in memory may be: what another process saves counts here after this time. */
const rules_fresh_ms = 5_000;
const page_size_usual = 24;

/** Sellers, their standing, and what the marketplace takes of their sales. See README.md. */
export function createSellerService({ database, clock }: SellerDependencies): RunningService<typeof sellerContract> {
  const rules = keepRules(database, clock);
  return {
    methods: {
      async getSeller({ handle }) {
        return (await findSeller(database, handle)) ?? Promise.reject(fail('seller_not_found'));
      },
      async listSellers({ page = 1, page_size = page_size_usual }) {
        const sellers = await listActiveSellers(database, (page - 1) * page_size, page_size + 1);
        return { sellers: sellers.slice(0, page_size), page, has_more: sellers.length > page_size };
      },
      saveSellers: async ({ sellers }) => ({ sellers: await saveSellers(database, sellers) }),
      async setSellerStatus({ seller_id, status }) {
        return database.transaction(async (tx) => {
          const found = await updateStatus(tx, seller_id, status);
          if (!found) throw fail('seller_not_found');
          const { is_changed, ...seller } = found;
          if (is_changed) await emit(tx, changed(seller));
          return seller;
        });
      },
      async saveCommissionRules({ rules: given }) {
        try {
          await database.transaction((tx) => replaceRules(tx, given));
        } catch (error) {
          throw violatedConstraint(error) === undefined ? error : failField('/rules', 'duplicate_rule', 'Two rules have the same id, or are for the same seller, category and currency');
        }
        rules.forget();
        return { rule_count: given.length };
      },
      async quoteCommissions({ currency, lines }, call) {
        for (const seller_id of new Set(lines.map((line) => line.seller_id))) checkSeller(call, seller_id);
        return { lines: quoteCommissions(await rules.current(), currency, lines) };
      },
    },
    subscriptions: [{ group: 'seller', database, handlers }],
  };
}

async function saveSellers(database: Database, drafts: readonly SellerDraft[]): Promise<{ seller_id: string; handle: string }[]> {
  checkDrafts(drafts);
  try {
    return await database.transaction(async (tx) => {
      const written = await writeSellers(tx, drafts);
      await emit(tx, ...written.filter((seller) => seller.is_news).map(changed));
      return written.map(({ seller_id, handle }) => ({ seller_id, handle }));
    });
  } catch (error) {
    throw violatedConstraint(error) === 'sellers_handle_key' ? fail('handle_taken', { cause: error }) : error;
  }
}

function checkDrafts(drafts: readonly SellerDraft[]): void {
  const seen = new Set<string>();
  drafts.forEach(({ handle, seller_id, joined_at, ...draft }, index) => {
    const keys = [`handle ${handle}`, ...(seller_id === undefined ? [] : [`id ${seller_id.toLowerCase()}`])];
    if (keys.some((key) => seen.has(key))) throw failField(`/sellers/${index}/handle`, 'duplicate_seller', `The seller ${handle} is there twice`);
    keys.forEach((key) => seen.add(key));
    if (joined_at !== undefined && !isTime(joined_at)) throw failField(`/sellers/${index}/joined_at`, 'invalid_time', 'Not a time by RFC 3339');
    if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(JSON.stringify(draft))) throw failField(`/sellers/${index}`, 'invalid_text', 'The seller has characters that cannot be stored');
  });
}

function isTime(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  // A day that a month does not have rolls over when it is parsed; an offset moves the clock by less than a day.
  return Number.isFinite(time) && Math.abs(Date.parse(`${text.slice(0, 10)}T00:00Z`) - time) < 2 * 86_400_000 && new Date(Date.parse(text.slice(0, 10))).toISOString().startsWith(text.slice(0, 10));
}

function changed({ seller_id, handle, name, status, score, is_own, return_days }: SellerFacts): OutgoingEvent {
  return event(sellerChanged, seller_id, { seller_id, handle, name, status, score, is_own, return_days });
}

/** The rules in memory. A quote waits for the database once per `rules_fresh_ms`; those in between cost nothing. */
function keepRules(database: Database, clock: () => Date): { current(): Promise<RuleIndex>; forget(): void } {
  let kept: { readonly rules: Promise<RuleIndex>; readonly fresh_until: number } | undefined;
  return {
    current() {
      const now = clock().getTime();
      if (kept && now < kept.fresh_until) return kept.rules;
      const loading = { rules: loadRules(database).then(indexRules), fresh_until: now + rules_fresh_ms };
      loading.rules.catch(() => { if (kept === loading) kept = undefined; });
      kept = loading;
      return loading.rules;
    },
    forget() {
      kept = undefined;
    },
  };
}

import { checkSeller, fail, failField } from '@orinoco/contract';
import { sqlState, violatedConstraint, type Database } from '@orinoco/database';
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
const rules_fresh_ms = 60_000;
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
  const save = () => database.transaction(async (tx) => {
    const written = await writeSellers(tx, drafts);
    await emit(tx, ...written.filter((seller) => seller.is_news).map(changed));
    return written.map(({ seller_id, handle }) => ({ seller_id, handle }));
  });
  try {
    // Whoever saves the same new handle at the same time wins the first try; the second finds its row.
    return await save().catch((error: unknown) => (violatedConstraint(error) === undefined ? Promise.reject(error) : save()));
  } catch (error) {
    if (violatedConstraint(error) === 'sellers_handle_key') throw fail('handle_taken', { cause: error });
    throw sqlState(error) === '21000' ? failField('/sellers', 'duplicate_seller', 'Two rows mean the same seller, one by id and one by handle') : error;
  }
}

function checkDrafts(drafts: readonly SellerDraft[]): void {
  const seen = new Set<string>();
  drafts.forEach((draft, index) => {
    const keys = [`handle ${draft.handle}`, ...(draft.seller_id === undefined ? [] : [`id ${draft.seller_id.toLowerCase()}`])];
    if (keys.some((key) => seen.has(key))) throw failField(`/sellers/${index}/handle`, 'duplicate_seller', `The seller ${draft.handle} is there twice`);
    keys.forEach((key) => seen.add(key));
    if (draft.joined_at !== undefined && !isTime(draft.joined_at)) throw failField(`/sellers/${index}/joined_at`, 'invalid_time', 'Not a time by RFC 3339 in UTC');
    if (hasBadText(draft)) throw failField(`/sellers/${index}`, 'invalid_text', 'The seller has characters that cannot be stored');
  });
}

/** RFC 3339 in UTC, a day that exists. */
function isTime(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+]00:00)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 16));
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; in JSON both can only stand escaped. */
function hasBadText(draft: SellerDraft): boolean {
  return /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(JSON.stringify(draft));
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

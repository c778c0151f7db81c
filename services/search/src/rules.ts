import { failField } from '@orinoco/contract';
import { parseFilters } from './filters.ts';
import { searchLimits, type Filter, type Merchandising } from './port.ts';
import { normalQuery } from './query-log.ts';
import type { Rule, RuleDraft } from './steering-shapes.ts';

/** What the rules make of one text. */
export interface Resolved { readonly merchandising?: Merchandising; readonly redirect_path: string | null }

/** Finds the rules of a text in memory: exact ones by the text, the others by their first word. */
export interface RuleBook { resolve(text: string, now_ms: number): Resolved }

interface Ready { readonly rule: Rule; readonly boosts: Merchandising['boosts']; readonly starts_ms: number; readonly ends_ms: number }

const nothing: Resolved = { redirect_path: null };

/** Rules that are switched off are left out; those of another time are skipped when a text is resolved. Boosts that cannot be read any more do nothing. */
export function createRuleBook(rules: readonly Rule[]): RuleBook {
  const exact = new Map<string, Ready[]>();
  const containing = new Map<string, Ready[]>();
  for (const rule of rules.filter((each) => each.is_enabled)) {
    const [book, key] = rule.match === 'exact' ? [exact, rule.text] : [containing, rule.text.split(' ')[0] ?? ''];
    book.set(key, [...(book.get(key) ?? []), ready(rule)]);
  }
  if (exact.size + containing.size === 0) return { resolve: () => nothing };
  return {
    resolve(text, now_ms) {
      const normal = normalQuery(text);
      const padded = ` ${normal} `;
      const found = [...(exact.get(normal) ?? []), ...[...new Set(normal.split(' '))].flatMap((word) => containing.get(word) ?? []).filter(({ rule }) => padded.includes(` ${rule.text} `))];
      return merge(found.filter((each) => each.starts_ms <= now_ms && now_ms < each.ends_ms));
    },
  };
}

function ready(rule: Rule): Ready {
  const boosts = rule.boosts.flatMap(({ filter, factor }) => {
    try {
      return [{ filter: boostFilter(filter, ''), factor }];
    } catch {
      return [];
    }
  });
  return { rule, boosts, starts_ms: rule.starts_at === null ? -Infinity : Date.parse(rule.starts_at), ends_ms: rule.ends_at === null ? Infinity : Date.parse(rule.ends_at) };
}

/** Rules for the text itself come before those for a part of it, longer parts before shorter: what is first pins first and redirects. */
function merge(found: readonly Ready[]): Resolved {
  if (found.length === 0) return nothing;
  const ordered = found.toSorted(({ rule: a }, { rule: b }) => Number(b.match === 'exact') - Number(a.match === 'exact') || b.text.length - a.text.length || (a.rule_id < b.rule_id ? -1 : 1));
  const pinned_product_ids = [...new Set(ordered.flatMap(({ rule }) => rule.pinned_product_ids))].slice(0, searchLimits.merchandising_rules);
  const boosts = ordered.flatMap((each) => each.boosts).slice(0, searchLimits.merchandising_rules);
  const redirect_path = ordered.find(({ rule }) => rule.redirect_path !== null)?.rule.redirect_path ?? null;
  return { redirect_path, ...(pinned_product_ids.length + boosts.length > 0 ? { merchandising: { pinned_product_ids, boosts } } : {}) };
}

/** The draft in its one spelling. Throws `invalid_request` that names the field at `/rules/<index>/…`. */
export function checkedRule(draft: RuleDraft, index: number): RuleDraft {
  const at = (field: string) => `/rules/${index}/${field}`;
  const text = normalQuery(draft.text);
  if (text === '') throw failField(at('text'), 'missing', 'Write the words that the rule is for');
  draft.boosts.forEach(({ filter }, place) => boostFilter(filter, at(`boosts/${place}/filter`)));
  const [starts_at, ends_at] = [timeOf(draft.starts_at, at('starts_at')), timeOf(draft.ends_at, at('ends_at'))];
  if (starts_at !== null && ends_at !== null && ends_at <= starts_at) throw failField(at('ends_at'), 'ends_before_start', 'A rule ends after it starts');
  if (draft.redirect_path !== null) checkRedirect(draft.redirect_path, at('redirect_path'));
  if (draft.pinned_product_ids.length + draft.boosts.length === 0 && draft.redirect_path === null) throw failField(at('text'), 'rule_empty', 'A rule pins a product, boosts a filter or leads to a page');
  return { ...draft, text, starts_at, ends_at, pinned_product_ids: [...new Set(draft.pinned_product_ids.map((id) => id.toLowerCase()))] };
}

/** `field:value` as for searches, and `category:handle`. Ranges of attributes may be lifted too. */
function boostFilter(filter: string, pointer: string): Filter {
  const category = /^category:([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(filter)?.[1];
  try {
    const [parsed] = category === undefined ? parseFilters(undefined, [filter]) : parseFilters(category, []);
    if (parsed) return parsed;
  } catch {
    // The pointer of a search is no help here.
  }
  throw failField(pointer, 'filter_invalid', 'Write a filter such as brand:acme, category:lamps or attribute.color:Red');
}

function timeOf(text: string | null, pointer: string): string | null {
  if (text === null) return null;
  const time = Date.parse(text);
  if (!(time >= 0 && time < 253_402_300_800_000)) throw failField(pointer, 'timestamp_invalid', 'Write a time such as 2026-06-01T08:00:00Z');
  return new Date(time).toISOString();
}

/** A page of this shop alone: one slash, no host, nothing that a browser would read as another site; and no search for words, which could lead in circles. */
function checkRedirect(path: string, pointer: string): void {
  const is_own = /^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(path) && URL.parse(path, 'https://shop.invalid')?.host === 'shop.invalid';
  if (!is_own) throw failField(pointer, 'redirect_invalid', 'Write a path of this shop that starts with one slash, such as /c/lamps');
  const { pathname, searchParams } = new URL(path, 'https://shop.invalid');
  if (pathname === '/search' && searchParams.has('text')) throw failField(pointer, 'redirect_loop', 'A redirect to a search for words could come back to itself');
}

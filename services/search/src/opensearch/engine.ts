import { createHash, randomBytes } from 'node:crypto';
import { fail } from '@orinoco/contract';
import { searchLimits, type Language, type ProductVersion, type SearchDocument, type SearchEngine, type SearchHit, type SearchQuery, type SearchResult, type SuggestQuery, type SuggestResult, type Synonym } from '../port.ts';
import { englishSynonyms } from '../engine/synonyms.ts';
import { aggregationsOf, priceAggregation, type LabelledRange } from './aggregations.ts';
import { applyChanges, removalsOf, upsertsOf } from './changes.ts';
import { connect, type Connection, type EngineLog, type Json } from './connection.ts';
import { quarterRanges, readFacets, type Aggregations } from './facets.ts';
import { every, groupFilters, isCounted, nothing, type FilterGroup } from './filters.ts';
import { highlightBody, marksOf, plainHighlightBody, spansOf } from './highlight.ts';
import type { QueryForm } from './index-body.ts';
import { openHome, type Home } from './indices.ts';
import { hasUnknown, planOf, probeOf, type Plan, type ProbeAnswer } from './plan.ts';
import { browseQuery, clamp, isHopeless, merchandised, pageOf, rarestFirst, relaxationBody, seedQuery, sortOf, textQuery, withPriors } from './query.ts';
import { readSuggestions, suggestLines } from './suggest.ts';
import { boundedText, synonymTable, type SynonymTable } from './words.ts';

const search_timeout_ms = 2_000;
/** What the answer may take beyond the search itself. */
const network_allowance_ms = 1_000;

export interface OpenSearchOptions {
  /** `http(s)://[user:password@]host:port` of an OpenSearch of version 2 or 3. */
  url: string;
  /** The alias that is read; indices behind it are called `<index>-v<time>`. One for each language. */
  index: string;
  language: Language;
  log?: EngineLog;
  /** Makes every change visible before it is confirmed. For tests: in a shop it costs more than it is worth. */
  refresh?: boolean;
  /** Write a new, empty index that nobody reads until `publish`: for a rebuild. Otherwise the index that is there is taken. */
  is_fresh?: boolean;
  /** The query of the seed, for comparison; it corrects nothing and knows no synonyms. */
  query?: QueryForm;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

export type OpenSearchEngine = SearchEngine & { publish(): Promise<void>; close(): Promise<void> };

/**
 * Opens an engine whose index is in OpenSearch. Changes are searchable within half a second. Throws `unavailable`, as
 * all its methods do, when OpenSearch does not answer.
 */
export async function createOpenSearchEngine({ url, index, language, log, refresh = false, is_fresh = false, query = 'tuned', clock = Date.now }: OpenSearchOptions): Promise<OpenSearchEngine> {
  const connection = connect({ url, log });
  try {
    const home = await openHome({ connection, index, language, form: query, is_fresh, clock });
    return new Engine({ connection, home, language, log, refresh, form: query });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

interface Parts { connection: Connection; home: Home; language: Language; log: EngineLog | undefined; refresh: boolean; form: QueryForm }

interface Answer {
  timed_out: boolean;
  hits: { total: { value: number }; hits: { _id: string; _score: number | null; highlight?: { title?: string[] } }[] };
  aggregations?: Aggregations;
  /** Ranges of prices in place of the usual ones, counted by a second request. */
  quarters?: LabelledRange[];
}

class Engine implements OpenSearchEngine {
  #parts: Parts;
  #standing: readonly Synonym[];
  #synonyms: SynonymTable;
  #marks = marksOf(randomBytes(8).toString('hex'));

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#standing = parts.language === 'en' ? englishSynonyms : [];
    this.#synonyms = synonymTable(this.#standing);
  }

  configure({ synonyms }: { synonyms: readonly Synonym[] }): Promise<void> {
    this.#synonyms = synonymTable([...this.#standing, ...synonyms]);
    return Promise.resolve();
  }

  upsert(documents: SearchDocument[]) {
    return applyChanges(upsertsOf(documents), this.#target());
  }

  remove(products: ProductVersion[]) {
    return applyChanges(removalsOf(products), this.#target());
  }

  /** Exact, and so with a refresh: not for every request. */
  async documentCount(): Promise<number> {
    await this.#ask('_refresh');
    return (await this.#ask<{ count: number }>('_count', { query: { match_all: {} } })).count;
  }

  clear(): Promise<void> {
    return this.#parts.home.clear();
  }

  async publish(): Promise<void> {
    // What was written last must not be missing from the first searches.
    await this.#ask('_refresh');
    await this.#parts.home.publish();
  }

  async close(): Promise<void> {
    await this.#parts.home.leave();
    await this.#parts.connection.close();
  }

  async search(query: SearchQuery): Promise<SearchResult> {
    const start = performance.now();
    const text = boundedText(query.text ?? '');
    const groups = groupFilters(query.filters);
    const isSeed = this.#parts.form === 'seed';
    const plan = text.trim() === '' || isSeed ? undefined : await this.#plan(text, query);
    const found = plan ? await this.#find(plan, query, groups) : await this.#run(isSeed ? seedQuery(text.trim()) : browseQuery(), query, groups, { ...isSeed && { highlight: plainHighlightBody(this.#marks) } });
    const { answer, is_relaxed } = 'answer' in found ? found : { answer: found, is_relaxed: false };
    return {
      total_count: answer.hits.total.value,
      hits: pageOf(query).size === 0 ? [] : answer.hits.hits.map((hit) => this.#hit(hit, query.highlight === true)),
      facets: answer.aggregations ? readFacets(answer.aggregations, groups, answer.quarters) : [],
      ...(plan?.corrected_text !== undefined && { corrected_text: plan.corrected_text }),
      is_relaxed,
      took_ms: performance.now() - start,
    };
  }

  async suggest({ text: given, size }: SuggestQuery): Promise<SuggestResult> {
    const text = boundedText(given);
    const limit = clamp(size, 1, searchLimits.suggestions);
    const lines = suggestLines(text);
    if (lines === undefined) return { queries: [], products: [], categories: [], brands: [] };
    const { connection, home } = this.#parts;
    const { body } = await connection.send({ method: 'POST', path: `/${home.name()}/_msearch`, lines, timeout_ms: search_timeout_ms + network_allowance_ms });
    const { responses } = body as { responses: { error?: unknown }[] };
    const broken = responses.find(({ error }) => error !== undefined);
    if (broken) throw fail('unavailable', { detail: 'Product search is not answering', cause: broken.error });
    const found = readSuggestions(text, limit, responses);
    if (found.products.length > 0) return found;
    const { hits, corrected_text } = await this.search({ text, page: 1, page_size: limit, sort: 'relevance', filters: [], typing: true });
    return { ...found, queries: corrected_text === undefined ? found.queries : [corrected_text], products: hits.map(({ product_id }) => ({ product_id })) };
  }

  #target() {
    const { connection, home, refresh, log } = this.#parts;
    return { connection, name: home.name(), is_alias: home.isAlias(), refresh, log };
  }

  /** Which words the catalogue knows. The first letter is taken to be right, unless that leaves a word without meaning. */
  async #plan(text: string, { typing = false, verbatim = false }: SearchQuery): Promise<Plan> {
    const synonyms = this.#synonyms;
    for (let prefix_length = 1; ; prefix_length = 0) {
      const probe = probeOf(text, { isTyping: typing, isVerbatim: verbatim, synonyms, prefix_length });
      if (!probe) return planOf({ text, words: [], body: {} }, {}, synonyms);
      const answer = await this.#ask<ProbeAnswer>('_search', probe.body);
      if (prefix_length === 0 || verbatim || !hasUnknown(probe, answer)) return planOf(probe, answer, synonyms);
    }
  }

  /** Products with all known words; when they are few, also those without the most frequent of them. */
  async #find(plan: Plan, query: SearchQuery, groups: readonly FilterGroup[]): Promise<{ answer: Answer; is_relaxed: boolean }> {
    const run = (positions: readonly number[]) => this.#run(isHopeless(plan) ? nothing : textQuery(plan, positions, query.sort), query, groups, { highlight: highlightBody(plan, this.#marks), is_relaxed: positions.length < plan.words.length });
    const rarest = rarestFirst(plan);
    const full = await run(rarest);
    if (rarest.length < 2 || full.hits.total.value >= searchLimits.enough_matches) return { answer: full, is_relaxed: false };
    const { aggregations } = await this.#ask<{ aggregations: { kept: { buckets: Record<string, { doc_count: number } | undefined> } } }>('_search', relaxationBody(plan));
    const required = rarest.findLastIndex((_, i) => (aggregations.kept.buckets[`n${i + 1}`]?.doc_count ?? 0) >= searchLimits.enough_matches) + 1;
    if (required === rarest.length) return { answer: full, is_relaxed: false };
    const answer = await run(rarest.slice(0, Math.max(1, required)));
    return { answer, is_relaxed: answer.hits.total.value > full.hits.total.value };
  }

  async #run(matching: Json, query: SearchQuery, groups: readonly FilterGroup[], { highlight, is_relaxed = false }: { highlight?: Json; is_relaxed?: boolean }): Promise<Answer> {
    const isRanked = query.sort === 'relevance' && this.#parts.form === 'tuned';
    const isBrowsing = (query.text ?? '').trim() === '';
    const prior = isRanked && !isBrowsing ? withPriors(matching, query.weights) : matching;
    const scored = isRanked && query.merchandising ? merchandised(prior, query.merchandising) : prior;
    // Facets leave their own filter out, so filters come after them; those without a facet come before.
    const after = query.facets ? groups.filter(isCounted) : [];
    const before = groups.filter((group) => !after.includes(group)).map(({ clause }) => clause);
    const whole = before.length > 0 ? { bool: { must: [scored], filter: before } } : scored;
    const answer = await this.#ask<Answer>('_search', {
      ...pageOf(query),
      timeout: `${search_timeout_ms}ms`,
      _source: false,
      track_total_hits: true,
      query: whole,
      sort: sortOf(query.sort, is_relaxed),
      ...(after.length > 0 && { post_filter: every(after.map(({ clause }) => clause)) }),
      ...(query.facets && { aggs: aggregationsOf(groups) }),
      ...(query.highlight && highlight && { highlight }),
    }, query.text);
    if (answer.timed_out) throw fail('unavailable', { detail: 'The search took too long' });
    const quarters = answer.aggregations ? quarterRanges(answer.aggregations, groups) : [];
    if (quarters.length === 0) return answer;
    const priced = await this.#ask<{ aggregations: Aggregations }>('_search', { size: 0, track_total_hits: false, query: whole, aggs: priceAggregation(groups, quarters) }, query.text);
    return { ...answer, quarters, aggregations: { ...answer.aggregations, ...priced.aggregations } };
  }

  #hit({ _id, _score, highlight }: Answer['hits']['hits'][number], hasHighlights: boolean): SearchHit {
    const hit = { product_id: _id, score: _score ?? 0 };
    return hasHighlights ? { ...hit, highlights: { title: spansOf(highlight?.title?.[0] ?? '', this.#marks) } } : hit;
  }

  async #ask<T>(action: '_search' | '_count' | '_refresh', body?: Json, text?: string): Promise<T> {
    const { connection, home } = this.#parts;
    // The same text always asks the same copy: copies count deleted products differently, and pages would overlap.
    const query = action === '_search' ? { allow_partial_search_results: false, preference: createHash('sha1').update(text ?? '').digest('hex') } : undefined;
    const answer = await connection.send({ method: 'POST', path: `/${home.name()}/${action}`, ...(query && { query }), ...(body && { body }), timeout_ms: search_timeout_ms + network_allowance_ms });
    return answer.body as T;
  }
}

import { searchLimits, type ChangeResult, type SearchEngine, type SearchQuery, type SearchResult } from '../port.ts';
import { createHashRing } from './hash-ring.ts';
import { mergeFacets, mergeHits, mergeSuggestions } from './merge.ts';

export interface ShardedEngine extends SearchEngine {
  close(): Promise<void>;
}

/** A part of the index, usually in a thread of its own. */
export interface Shard extends SearchEngine { close(): Promise<void> }

/**
 * One index in several parts. A product lives in the part that the hash ring names; every search asks all parts at once
 * and merges what they answer. Word frequencies are those of each part, which a hash keeps alike.
 */
export function createShardedEngine(shards: readonly Shard[]): ShardedEngine {
  const ring = createHashRing(shards.map((_, index) => `shard ${index}`));
  const byPlace = new Map(ring.places.map((place, index) => [place, shards[index]!]));
  const shardOf = (product_id: string): Shard => byPlace.get(ring.placeOf(product_id))!;
  const change = async <T extends { product_id: string }>(things: readonly T[], apply: (shard: Shard, own: T[]) => Promise<ChangeResult>): Promise<ChangeResult> => {
    const results = await Promise.all([...Map.groupBy(things, (thing) => shardOf(thing.product_id))].map(([shard, own]) => apply(shard, own)));
    return { applied_count: sum(results.map((result) => result.applied_count)), stale_count: sum(results.map((result) => result.stale_count)) };
  };
  return {
    configure: async (settings) => void (await Promise.all(shards.map((shard) => shard.configure(settings)))),
    upsert: (documents) => change(documents, (shard, own) => shard.upsert(own)),
    remove: (products) => change(products, (shard, own) => shard.remove(own)),
    search: (query) => search(shards, query),
    suggest: async (query) => mergeSuggestions(await Promise.all(shards.map((shard) => shard.suggest(query))), Math.min(Math.max(1, Math.trunc(query.size) || 1), searchLimits.suggestions)),
    documentCount: async () => sum(await Promise.all(shards.map((shard) => shard.documentCount()))),
    clear: async () => void (await Promise.all(shards.map((shard) => shard.clear()))),
    close: async () => void (await Promise.all(shards.map((shard) => shard.close()))),
  };
}

async function search(shards: readonly Shard[], query: SearchQuery): Promise<SearchResult> {
  const page = Math.min(Math.max(1, Math.trunc(query.page) || 1), searchLimits.page_depth);
  const page_size = Math.min(Math.max(1, Math.trunc(query.page_size) || 1), searchLimits.page_size);
  const first = (page - 1) * page_size;
  const end = Math.min(first + page_size, searchLimits.page_depth);
  // Everything up to the end of the page may lie in one shard. The slowest shard is as long as the search takes.
  const all = async (as_shard: 'strict' | 'relaxed') => {
    const asked: SearchQuery = { ...query, page: 1, page_size: end, as_shard };
    return agreeing(shards, asked, await Promise.all(shards.map((shard) => shard.search(asked))));
  };
  const strict = await all('strict');
  const are_few = (query.text ?? '').trim() !== '' && sum(strict.map((result) => result.total_count)) < searchLimits.enough_matches;
  const results = are_few ? await all('relaxed') : strict;
  const corrected_text = results.find((result) => result.corrected_text !== undefined)?.corrected_text;
  return {
    total_count: sum(results.map((result) => result.total_count)),
    hits: first >= end ? [] : mergeHits(results, first, end),
    facets: mergeFacets(results),
    ...(corrected_text === undefined ? {} : { corrected_text }),
    is_relaxed: results.some((result) => result.is_relaxed),
    took_ms: Math.max(...results.map((result) => result.took_ms)),
  };
}

/**
 * A word that one shard lacks and takes for misspelled may stand in another. Where one shard found the words as they
 * are, the others look for these too; where all corrected, they look for what the most hits speak for.
 */
async function agreeing(shards: readonly Shard[], asked: SearchQuery, results: readonly SearchResult[]): Promise<readonly SearchResult[]> {
  if (results.every((result) => result.corrected_text === undefined)) return results;
  const isFound = results.some((result) => result.corrected_text === undefined && result.total_count > 0);
  if (isFound) return Promise.all(results.map((result, i) => (result.corrected_text === undefined ? result : shards[i]!.search({ ...asked, verbatim: true }))));
  const best = results.filter((result) => result.corrected_text !== undefined).toSorted((a, b) => b.total_count - a.total_count || ((a.corrected_text ?? '') < (b.corrected_text ?? '') ? -1 : 1))[0];
  const text = best?.corrected_text;
  if (text === undefined) return results;
  return Promise.all(results.map(async (result, i) => ({ ...(result.corrected_text === text ? result : await shards[i]!.search({ ...asked, text, verbatim: true })), corrected_text: text })));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

import type { Logger } from '@orinoco/telemetry';
import type { ChangeResult, ProductVersion, SearchDocument, SearchEngine, SearchHit, SearchQuery, SearchResult } from '../port.ts';
import { embeddingLimits, type EmbeddingProvider } from './port.ts';
import { createVectors, type EmbeddingStore } from './vectors.ts';

export interface HybridOptions {
  readonly lexical: SearchEngine;
  readonly provider: EmbeddingProvider;
  readonly log: Logger;
  /** Keeps vectors over a restart; without it every start asks the provider for all of them. */
  readonly store?: EmbeddingStore;
  /** How much the order by meaning counts beside the order by words; .1 when absent, which is what measured best (README.md). */
  readonly weight?: number;
  /** Cosine below which a product has nothing to do with the query; .3 when absent. */
  readonly least_nearness?: number;
  /** Asks for nearness by meaning for this query at all; every query with a text when absent. The flag of an experiment goes here. */
  readonly isWanted?: (query: SearchQuery) => boolean;
  /** Longest wait for the query's vector: after it the words alone decide. Milliseconds. */
  readonly patience_ms?: number;
}

export interface HybridEngine extends SearchEngine {
  /** Resolves when what has been indexed has its vectors, or the provider has failed for now, with how many products still wait. */
  settled(): Promise<number>;
}

/** So many of the best by words are ordered anew, and so many of the nearest by meaning may join them. */
const window = 100;
const most_joining = 50;
/** Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009: k = 60. */
const fusion_constant = 60;

/**
 * An engine that orders by words and by meaning, over any engine that orders by words. Both orders are merged by
 * reciprocal rank fusion over the first hundred; deeper pages are those of the words. When the provider fails or is
 * late, the words alone answer: a search never waits for a model.
 */
export function createHybridEngine(options: HybridOptions): HybridEngine {
  const { lexical, provider, log, weight = .1, least_nearness = .3, isWanted = () => true, patience_ms = 300 } = options;
  const vectors = createVectors({ provider, log, ...(options.store ? { store: options.store } : {}) });

  const nearest = async (text: string): Promise<string[]> => {
    if (vectors.size() === 0) return [];
    try {
      const [vector] = await provider.embed([text.slice(0, embeddingLimits.characters)], 'query', AbortSignal.timeout(patience_ms));
      return vector ? vectors.nearest(vector, window, least_nearness) : [];
    } catch (error) {
      log.warn({ error: String(error) }, 'a search goes by words alone');
      return [];
    }
  };
  return {
    settled: () => vectors.settled(),
    configure: (settings) => lexical.configure(settings),
    suggest: (query) => lexical.suggest(query),
    documentCount: () => lexical.documentCount(),
    async clear() {
      vectors.clear();
      await lexical.clear();
    },
    async upsert(documents: SearchDocument[]): Promise<ChangeResult> {
      const result = await lexical.upsert(documents);
      vectors.add(documents);
      return result;
    },
    async remove(products: ProductVersion[]): Promise<ChangeResult> {
      for (const { product_id } of products) vectors.delete(product_id);
      return lexical.remove(products);
    },
    async search(query) {
      const text = query.text?.trim() ?? '';
      if (text === '' || query.sort !== 'relevance' || query.typing === true || !isWanted(query)) return lexical.search(query);
      const top = await lexical.search({ ...query, page: 1, page_size: window });
      const near = await nearest(top.corrected_text ?? text);
      return near.length === 0 ? lexical.search(query) : merge(lexical, query, top, near, weight);
    },
  };
}

/** `top` are the first hundred by words. What is near and not among them joins if it passes the filters. */
async function merge(lexical: SearchEngine, query: SearchQuery, top: SearchResult, near: readonly string[], weight: number): Promise<SearchResult> {
  const pinned = query.merchandising?.pinned_product_ids ?? [];
  const byWords = new Set(top.hits.map((hit) => hit.product_id));
  const asked = near.filter((product_id) => !byWords.has(product_id)).slice(0, most_joining - Math.min(pinned.length, most_joining));
  // Products that are pinned come first where they pass the filters: the engine tells which of these do.
  const joined = asked.length === 0 ? top : await lexical.search({ ...query, page: 1, page_size: window, merchandising: { boosts: query.merchandising?.boosts ?? [], pinned_product_ids: [...pinned, ...asked] } });
  const joining = joined.hits.filter((hit) => asked.includes(hit.product_id) && !byWords.has(hit.product_id));
  const fused = fuse(top.hits, joining, near, new Set(pinned), weight);
  const { first, end } = { first: (query.page - 1) * query.page_size, end: query.page * query.page_size };
  const deeper = end <= fused.length || top.total_count <= window ? [] : await beyond(lexical, query, Math.max(first, fused.length) - joining.length, end - Math.max(first, fused.length));
  return { ...top, total_count: top.total_count + joining.length, facets: joining.length > 0 ? joined.facets : top.facets, hits: [...fused.slice(first, end), ...deeper] };
}

/** Hits by words from a place on that need not be the beginning of a page. */
async function beyond(lexical: SearchEngine, query: SearchQuery, from: number, count: number): Promise<SearchHit[]> {
  const first_page = Math.floor(from / query.page_size) + 1;
  const pages = await Promise.all([first_page, first_page + 1].map((page) => lexical.search({ ...query, page, facets: false })));
  const skipped = from - (first_page - 1) * query.page_size;
  return pages.flatMap((page) => page.hits).slice(skipped, skipped + count);
}

function fuse(words: readonly SearchHit[], joining: readonly SearchHit[], near: readonly string[], pinned: ReadonlySet<string>, weight: number): SearchHit[] {
  const nearRank = new Map(near.map((product_id, rank) => [product_id, rank]));
  const part = (rank: number | undefined): number => (rank === undefined ? 0 : 1 / (fusion_constant + rank + 1));
  const scored = [...words.map((hit, rank) => ({ hit, rank: rank as number | undefined })), ...joining.map((hit) => ({ hit, rank: undefined }))].map(({ hit, rank }) => ({
    ...hit, score: part(rank) + weight * part(nearRank.get(hit.product_id)) + (pinned.has(hit.product_id) ? 1 - (rank ?? 0) / 1_000 : 0),
  }));
  return scored.toSorted((a, b) => b.score - a.score || (a.product_id < b.product_id ? -1 : 1));
}

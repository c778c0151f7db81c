import { DocumentTable, textSignature } from './document-table.ts';
import { countFacets } from './facets.ts';
import { compileFilters } from './filters.ts';
import { highlightSpans } from './highlight.ts';
import { IdentifierIndex } from './identifier-index.ts';
import { languageSettings } from './languages.ts';
import { applyFilters } from './matches.ts';
import {
  searchLimits, type ChangeResult, type ProductVersion, type SearchDocument, type SearchEngine, type SearchHit,
  type SearchQuery, type SearchResult, type SuggestQuery, type SuggestResult, type Synonym, type Language,
} from '../port.ts';
import { boostOf, pinnedRows } from './merchandising.ts';
import { weightsOf } from './priors.ts';
import { boundedText, planQuery, type QueryPlan } from './query-plan.ts';
import { ordered, sortKeys, type Ranking } from './ranking.ts';
import { keepMatching } from './relaxation.ts';
import { Scorer, wordsByTerm } from './score.ts';
import { defaultSettings, type SearchSettings } from './settings.ts';
import { indexFingerprint, SnapshotReader, SnapshotWriter } from './snapshot.ts';
import { suggestBrands, suggestCategories, suggestQueries } from './suggest.ts';
import { SynonymTable } from './synonyms.ts';
import { TextIndex } from './text-index.ts';
import { Tokenizer } from './tokenizer.ts';

type Matched = Omit<Ranking, 'weights' | 'pinned' | 'boost'>;

/** The share of dead rows that is worth a compaction, and the rows below which it never is. */
const DEAD_SHARE = .2;
const SMALLEST_COMPACTION = 1000;
const REMOVED_VERSIONS = 100_000;

export interface EmbeddedEngineOptions {
  /** Of the texts; English when absent. */
  language?: Language;
  settings?: Partial<SearchSettings>;
  /** Milliseconds, for `took_ms` only. */
  clock?: () => number;
}

export interface EmbeddedSearchEngine extends SearchEngine {
  /** Everything but the operators' synonyms, for `restoreEmbeddedEngine`: on disk it spares a start the reading of the catalogue. */
  snapshot(): Uint8Array;
}

/** Creates an empty engine that holds its index in this process. */
export function createEmbeddedEngine(options: EmbeddedEngineOptions = {}): EmbeddedSearchEngine {
  return new EmbeddedEngine(settingsOf(options), options.clock ?? (() => performance.now()));
}

/** The engine as it was. Throws `SnapshotRefused` when the bytes are damaged or of another format, language or settings. */
export function restoreEmbeddedEngine(bytes: Uint8Array, options: EmbeddedEngineOptions = {}): EmbeddedSearchEngine {
  const settings = settingsOf(options);
  const reader = new SnapshotReader(bytes, indexFingerprint(settings));
  const engine = new EmbeddedEngine(settings, options.clock ?? (() => performance.now()));
  engine.load(reader);
  return engine;
}

function settingsOf({ language = 'en', settings }: EmbeddedEngineOptions): SearchSettings {
  return { ...defaultSettings, ...languageSettings(language), ...settings };
}

/**
 * The in-process engine. Every method does its work before it returns its promise, so a search never sees half a
 * change. An update appends a row and marks the old one dead, unless only columns changed.
 */
class EmbeddedEngine implements EmbeddedSearchEngine {
  #settings: SearchSettings;
  #clock: () => number;
  #tokenizer: Tokenizer;
  #synonyms: SynonymTable;
  #table = new DocumentTable();
  #index = new TextIndex();
  #identifiers = new IdentifierIndex();
  #scorer: Scorer;
  #rows = new Map<string, number>();
  /** Versions of removed products, oldest first. */
  #removed = new Map<string, number>();
  #every = new Int32Array(0);

  constructor(settings: SearchSettings, clock: () => number) {
    this.#settings = settings;
    this.#clock = clock;
    this.#tokenizer = new Tokenizer(settings);
    this.#synonyms = new SynonymTable(settings.synonyms, this.#tokenizer);
    this.#scorer = new Scorer(this.#index, settings);
  }

  configure({ synonyms }: { synonyms: readonly Synonym[] }): Promise<void> {
    this.#synonyms = new SynonymTable([...synonyms, ...this.#settings.synonyms], this.#tokenizer);
    return Promise.resolve();
  }

  snapshot(): Uint8Array {
    const writer = new SnapshotWriter();
    this.#index.save(writer);
    this.#table.save(writer);
    writer.json('removed', [...this.#removed]);
    return writer.bytes(indexFingerprint(this.#settings));
  }

  load(reader: SnapshotReader): void {
    this.#removed = new Map(reader.json<[string, number][]>('removed'));
    this.#replace(DocumentTable.load(reader), TextIndex.load(reader));
  }

  upsert(documents: SearchDocument[]): Promise<ChangeResult> {
    let applied_count = 0;
    for (const document of documents) if (this.#upsertOne(document)) applied_count++;
    this.#compactWhenDue();
    return Promise.resolve({ applied_count, stale_count: documents.length - applied_count });
  }

  remove(products: ProductVersion[]): Promise<ChangeResult> {
    let applied_count = 0;
    for (const product of products) if (this.#removeOne(product)) applied_count++;
    this.#compactWhenDue();
    return Promise.resolve({ applied_count, stale_count: products.length - applied_count });
  }

  documentCount(): Promise<number> {
    return Promise.resolve(this.#rows.size);
  }

  clear(): Promise<void> {
    this.#removed.clear();
    this.#replace(new DocumentTable(), new TextIndex());
    return Promise.resolve();
  }

  search(query: SearchQuery): Promise<SearchResult> {
    return Promise.resolve(this.#search(query));
  }

  suggest({ text, size }: SuggestQuery): Promise<SuggestResult> {
    const bounded = boundedText(text);
    const limit = clamp(size, 1, searchLimits.suggestions);
    const scope = { index: this.#index, table: this.#table, tokenizer: this.#tokenizer, settings: this.#settings };
    if (bounded.trim() === '') return Promise.resolve({ queries: [], products: [], categories: [], brands: [] });
    const { hits, corrected_text } = this.#search({ text: bounded, page: 1, page_size: limit, sort: 'relevance', filters: [], typing: true });
    const queries = suggestQueries(bounded, limit, scope);
    return Promise.resolve({
      queries: corrected_text === undefined ? queries : [corrected_text, ...queries].slice(0, limit),
      products: hits.map(({ product_id }) => ({ product_id })),
      categories: suggestCategories(bounded, limit, scope),
      brands: suggestBrands(bounded, limit, scope),
    });
  }

  #search(query: SearchQuery): SearchResult {
    const start = this.#clock();
    const text = boundedText(query.text ?? '').trimStart();
    const planning = { index: this.#index, settings: this.#settings, synonyms: this.#synonyms, tokenizer: this.#tokenizer, isVerbatim: query.verbatim === true };
    const plan = text === '' ? undefined : planQuery(text, query.typing === true, planning);
    const merchandising = query.sort === 'relevance' ? query.merchandising : undefined;
    const pinned = pinnedRows(merchandising, this.#rows);
    const ranking = { ...plan ? this.#match(plan, text, pinned, query.as_shard === 'strict' ? 0 : searchLimits.enough_matches) : this.#browse(), pinned, weights: weightsOf(query.weights, this.#settings.priors), boost: boostOf(merchandising, this.#table) };
    if (!ranking.scores && merchandising?.boosts.length) ranking.scores = this.#browsingScores();
    const groups = compileFilters(query.filters, this.#table);
    const matches = applyFilters(ranking.documents, ranking.count, groups);
    const page_size = clamp(query.page_size, 1, query.as_shard ? searchLimits.page_depth : searchLimits.page_size);
    const first = (clamp(query.page, 1, searchLimits.page_depth) - 1) * page_size;
    const end = Math.min(first + page_size, searchLimits.page_depth);
    const passing = { ...ranking, documents: matches.passed, count: matches.passed_count };
    const shown = first >= end ? new Int32Array(0) : ordered(passing, query.sort, end, this.#index, this.#table, this.#settings).subarray(first, end);
    const facets = query.facets ? countFacets({ matches, groups, table: this.#table, settings: this.#settings }) : [];
    return {
      total_count: matches.passed_count,
      hits: this.#hits(shown, ranking, query),
      facets,
      ...(plan?.corrected_text !== undefined && { corrected_text: plan.corrected_text }),
      is_relaxed: ranking.isPartial !== undefined && matches.passed.subarray(0, matches.passed_count).some(ranking.isPartial),
      took_ms: this.#clock() - start,
    };
  }

  /** What boosts and priors work on where there is no text. */
  #browsingScores(): Float64Array {
    return new Float64Array(this.#table.row_count).fill(1);
  }

  /** Documents that match the text. Unknown words alone match nothing. */
  #match(plan: QueryPlan, text: string, pinned: readonly number[], enough: number): Matched {
    const exact = this.#identifiers.find(text);
    this.#scorer.score(plan, this.#table.is_dead.values);
    for (const document of [...exact, ...pinned]) this.#scorer.include(document);
    const candidates = this.#scorer.candidates();
    const kept = keepMatching(candidates, plan, this.#index, enough);
    return { documents: candidates.documents, scores: candidates.scores, exact: new Set(exact), words: wordsByTerm(plan), word_count: plan.words.length, ...kept };
  }

  #browse(): Matched {
    const { row_count, is_dead } = this.#table;
    if (this.#every.length < row_count) this.#every = new Int32Array(row_count + (row_count >> 2));
    let count = 0;
    for (let row = 0; row < row_count; row++) if (is_dead.values[row] === 0) this.#every[count++] = row;
    return { documents: this.#every, count, exact: new Set(), words: new Map(), word_count: 0 };
  }

  #hits(rows: Int32Array, ranking: Ranking, { highlight, as_shard, sort }: SearchQuery): SearchHit[] {
    const keyOf = as_shard ? sortKeys(ranking, sort, this.#table) : undefined;
    return Array.from(rows, (row) => {
      const hit: SearchHit = { product_id: this.#table.product_ids[row]!, score: ranking.scores ? ranking.scores[row]! : this.#table.popularities.values[row]!, ...(keyOf && { sort_key: keyOf(row) }) };
      if (!highlight) return hit;
      return { ...hit, highlights: { title: highlightSpans(this.#table.titles[row]!, ranking.words, this.#index.dictionary, this.#tokenizer) } };
    });
  }

  #upsertOne(document: SearchDocument): boolean {
    const { product_id, version } = document;
    const row = this.#rows.get(product_id);
    if (row !== undefined && version < this.#table.versions.values[row]!) return false;
    if (version <= (this.#removed.get(product_id) ?? -Infinity)) return false;
    this.#removed.delete(product_id);
    const signature = textSignature(document);
    if (row !== undefined && this.#table.text_signatures.values[row] === signature && this.#table.titles[row] === document.title) {
      this.#identifiers.remove(this.#table.identifiers[row]!, row);
      this.#identifiers.add(document.identifiers, row);
      this.#table.write(row, document, signature);
      return true;
    }
    if (row !== undefined) this.#bury(row);
    const fresh = this.#table.row_count;
    this.#index.add(document, this.#tokenizer, this.#settings);
    this.#table.write(fresh, document, signature);
    this.#identifiers.add(document.identifiers, fresh);
    this.#rows.set(product_id, fresh);
    return true;
  }

  #removeOne({ product_id, version }: ProductVersion): boolean {
    const row = this.#rows.get(product_id);
    if (row !== undefined && version < this.#table.versions.values[row]!) return false;
    if (version < (this.#removed.get(product_id) ?? -Infinity)) return false;
    this.#removed.delete(product_id);
    this.#removed.set(product_id, version);
    const [oldest] = this.#removed.keys();
    if (this.#removed.size > REMOVED_VERSIONS && oldest !== undefined) this.#removed.delete(oldest);
    if (row === undefined) return true;
    this.#bury(row);
    this.#rows.delete(product_id);
    return true;
  }

  #bury(row: number): void {
    this.#index.remove(row);
    this.#identifiers.remove(this.#table.identifiers[row]!, row);
    this.#table.bury(row);
  }

  #compactWhenDue(): void {
    const rows = this.#table.row_count;
    if (rows < SMALLEST_COMPACTION || rows - this.#rows.size < rows * DEAD_SHARE) return;
    const isDead = this.#table.is_dead.values;
    this.#replace(this.#table.compacted(), this.#index.compacted((row) => isDead[row] === 1));
  }

  #replace(table: DocumentTable, index: TextIndex): void {
    this.#table = table;
    this.#index = index;
    this.#scorer = new Scorer(index, this.#settings);
    this.#identifiers = new IdentifierIndex();
    this.#rows = new Map();
    for (let row = 0; row < table.row_count; row++) {
      if (table.is_dead.values[row] === 1) continue;
      this.#rows.set(table.product_ids[row]!, row);
      this.#identifiers.add(table.identifiers[row]!, row);
    }
  }
}

/** The nearest whole number within bounds; the lower bound for what is no number. */
function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, Math.trunc(value) || lowest));
}

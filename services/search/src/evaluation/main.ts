import { readFileSync } from 'node:fs';
import { createEmbeddedEngine } from '../engine/engine.ts';
import { defaultSettings, type SearchSettings } from '../engine/settings.ts';
import { createHybridEngine } from '../meaning/hybrid-engine.ts';
import type { SearchDocument, SearchEngine } from '../port.ts';
import { compareRuns, type Comparison } from './compare.ts';
import { readJudgments, readProducts } from './files.ts';
import { openMeaning, type Meaning } from './meaning.ts';
import { measureQuality, report, type QueryQuality } from './measure.ts';
import { readOptions, UsageError, type Options } from './options.ts';
import { comparisonText, reportText } from './text.ts';

const BATCH = 500;

/** Of a file of settings only those that the engine has and that JSON can hold. */
function settingsOf(given: object, path: string): Partial<SearchSettings> {
  const standards = new Map<string, unknown>(Object.entries(defaultSettings));
  for (const [name, value] of Object.entries(given)) {
    const standard = standards.get(name);
    if (standard === undefined || typeof standard !== typeof value) throw new UsageError(`${path}: ${name} is no setting, or not of this type`);
  }
  return given;
}

function readJson(path: string): object {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof value !== 'object' || value === null) throw new UsageError(`${path} holds no object`);
  return value;
}

/** The engine by words. */
async function openEngine({ engine, language, url, index }: Options, settings: Partial<SearchSettings>): Promise<SearchEngine> {
  if (engine === 'own') return createEmbeddedEngine({ language, settings });
  const { createOpenSearchEngine } = await import('../opensearch/engine.ts');
  return createOpenSearchEngine({ url, index, language });
}

async function fill(engine: SearchEngine, documents: SearchDocument[]): Promise<void> {
  await engine.clear();
  for (let i = 0; i < documents.length; i += BATCH) await engine.upsert(documents.slice(i, i + BATCH));
  if (await engine.documentCount() !== new Set(documents.map((each) => each.product_id)).size) throw new Error('the engine does not hold every product');
}

/** The engine that was chosen, with every product and, where meaning orders too, every product's vector. */
async function filled(chosen: Options, documents: SearchDocument[], settings: Partial<SearchSettings>, meaning: Meaning | undefined): Promise<SearchEngine> {
  const lexical = await openEngine(chosen, settings);
  if (!meaning) {
    await fill(lexical, documents);
    return lexical;
  }
  const hybrid = createHybridEngine({ lexical, ...meaning });
  await fill(hybrid, documents);
  const missing_count = await hybrid.settled();
  if (missing_count > 0) throw new Error(`the model gave no vector to ${missing_count} products`);
  return hybrid;
}

async function run(): Promise<void> {
  const chosen = readOptions();
  const documents = await readProducts(chosen.products);
  const judged = (await Promise.all(chosen.judgments.map(readJudgments))).flat();
  const meaning = await openMeaning(chosen, documents.length);
  const settings = chosen.settings === undefined ? {} : settingsOf(readJson(chosen.settings), chosen.settings);
  const name = chosen.embeddings === undefined ? chosen.engine : `${chosen.engine}+${chosen.embeddings.kind}`;
  const result = await report(await filled(chosen, documents, settings, meaning), name, judged);
  const comparison = chosen.compare === undefined ? undefined : await compareWith(chosen.compare, result.queries);
  if (chosen.json) process.stdout.write(`${JSON.stringify({ ...result, ...(comparison && { comparison }) })}\n`);
  else process.stdout.write(reportText(result) + (comparison ? comparisonText(comparison) : ''));

  async function compareWith(path: string, after: QueryQuality[]): Promise<Comparison> {
    const other = readJson(path);
    if ('queries' in other && Array.isArray(other.queries)) return compareRuns(other.queries as QueryQuality[], after);
    const engine = await filled(chosen, documents, settingsOf(other, path), meaning);
    return compareRuns(await measureQuality(engine, judged), after);
  }
}

try {
  await run();
} catch (error) {
  const isExpected = error instanceof UsageError || (error instanceof Error && 'code' in error);
  process.stderr.write(`${isExpected ? (error as Error).message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}

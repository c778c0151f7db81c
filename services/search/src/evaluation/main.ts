import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEmbeddedEngine } from '../engine/engine.ts';
import { defaultSettings, type SearchSettings } from '../engine/settings.ts';
import { languages, type Language, type SearchDocument, type SearchEngine } from '../port.ts';
import { compareRuns, type Comparison } from './compare.ts';
import { readJudgments, readProducts } from './files.ts';
import { measureQuality, report, type QueryQuality } from './measure.ts';
import { comparisonText, reportText } from './text.ts';

const USAGE = `npm run search:eval -- --products FILE --judgments FILE [--judgments FILE ...] [--engine own|opensearch]
  [--language en] [--url http://127.0.0.1:9200] [--index NAME] [--settings FILE] [--compare FILE] [--json]`;
const BATCH = 500;

/** What the command was called with is wrong: told in one line, without a stack. */
class UsageError extends Error {}

function options() {
	const { values } = parseArgs({
		options: {
			products: { type: 'string' }, judgments: { type: 'string', multiple: true }, engine: { type: 'string', default: 'own' },
			language: { type: 'string', default: 'en' }, url: { type: 'string', default: 'http://127.0.0.1:9200' },
			index: { type: 'string', default: 'orinoco-search-evaluation' }, settings: { type: 'string' }, compare: { type: 'string' },
			json: { type: 'boolean', default: false },
		},
	});
	const { products, judgments = [], engine, language } = values;
	if (products === undefined || judgments.length === 0) throw new UsageError(USAGE);
	if (engine !== 'own' && engine !== 'opensearch') throw new UsageError(`There is no engine ${engine}: own or opensearch`);
	if (!isLanguage(language)) throw new UsageError(`There is no language ${language}: ${languages.join(' ')}`);
	return { ...values, products, judgments, engine, language };
}

type Options = ReturnType<typeof options>;

function isLanguage(text: string): text is Language {
	return (languages as readonly string[]).includes(text);
}

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

async function openEngine({ engine, language, url, index }: Options, settings: Partial<SearchSettings>): Promise<SearchEngine> {
	if (engine === 'own') return createEmbeddedEngine({ language, settings });
	const { createOpenSearchEngine } = await import('../opensearch/engine.ts');
	return createOpenSearchEngine({ url, index, language });
}

async function filled(chosen: Options, documents: SearchDocument[], settings: Partial<SearchSettings>): Promise<SearchEngine> {
	const engine = await openEngine(chosen, settings);
	await engine.clear();
	for (let i = 0; i < documents.length; i += BATCH) await engine.upsert(documents.slice(i, i + BATCH));
	if (await engine.documentCount() !== new Set(documents.map((each) => each.product_id)).size) throw new Error('the engine does not hold every product');
	return engine;
}

async function run(): Promise<void> {
	const chosen = options();
	const documents = await readProducts(chosen.products);
	const judged = (await Promise.all(chosen.judgments.map(readJudgments))).flat();
	const settings = chosen.settings === undefined ? {} : settingsOf(readJson(chosen.settings), chosen.settings);
	const result = await report(await filled(chosen, documents, settings), chosen.engine, judged);
	const comparison = chosen.compare === undefined ? undefined : await compareWith(chosen.compare, result.queries);
	if (chosen.json) process.stdout.write(`${JSON.stringify({ ...result, ...(comparison && { comparison }) })}\n`);
	else process.stdout.write(reportText(result) + (comparison ? comparisonText(comparison) : ''));

	async function compareWith(path: string, after: QueryQuality[]): Promise<Comparison> {
		const other = readJson(path);
		if ('queries' in other && Array.isArray(other.queries)) return compareRuns(other.queries as QueryQuality[], after);
		const engine = await filled(chosen, documents, settingsOf(other, path));
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

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEmbeddedEngine } from '@orinoco/search/engine';
import { createOpenSearchEngine } from '@orinoco/search/opensearch';
import type { SearchDocument, SearchEngine } from '@orinoco/search/port';
import { cpuMs, residentMb } from '../cpu.ts';
import { casesOf } from './cases.ts';
import { corpusOf } from './corpus.ts';
import { measureCases, type Subject } from './measure.ts';
import { searchAims, searchMarkdown, type Keep } from './report.ts';
import { startOpenSearch } from './server.ts';

/**
 * Our engine and a real OpenSearch side by side: `node bench/src/search/main.ts --corpus FILE [--products 100000]
 * [--queries FILE] [--typos FILE] [--forms tuned,seed] [--rounds 4] [--seconds 3] [--warm-up 10] [--heap 2g] [--save]`.
 * Judged queries and their misspelled forms are taken from beside the corpus.
 */
const batch_size = 500;
const tell = (line: string) => void process.stderr.write(`${line}\n`);

function readOptions() {
  const { values } = parseArgs({ options: { corpus: { type: 'string' }, products: { type: 'string', default: '100000' }, queries: { type: 'string' }, typos: { type: 'string' }, forms: { type: 'string', default: 'tuned,seed' }, rounds: { type: 'string', default: '4' }, seconds: { type: 'string', default: '3' }, 'warm-up': { type: 'string', default: '10' }, heap: { type: 'string', default: '2g' }, save: { type: 'boolean', default: false } } });
  const { corpus } = values;
  if (corpus === undefined) throw new Error('Give --corpus FILE: products, one JSON object a line');
  const forms = values.forms.split(',').map((form) => {
    if (form !== 'tuned' && form !== 'seed') throw new Error('--forms knows tuned and seed');
    return form;
  });
  const plan = { round_count: Number(values.rounds), round_ms: Number(values.seconds) * 1_000, warm_up_ms: Number(values['warm-up']) * 1_000 };
  return { corpus, forms, plan, product_count: Number(values.products), queries: values.queries ?? join(dirname(corpus), 'judgments.jsonl'), typos: values.typos ?? join(dirname(corpus), 'typo-queries.jsonl'), heap: values.heap, is_saved: values.save };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function fill(engine: SearchEngine, documents: readonly SearchDocument[]): Promise<void> {
  for (let first = 0; first < documents.length; first += batch_size) await engine.upsert(documents.slice(first, first + batch_size));
}

async function fillEmbedded(documents: readonly SearchDocument[]): Promise<{ subject: Subject; keep: Keep }> {
  const engine = createEmbeddedEngine();
  const [before, cpu] = [usedBytes(), process.cpuUsage()];
  await fill(engine, documents);
  const used = process.cpuUsage(cpu);
  const name = 'embedded';
  return { subject: { name, engine, pid: null }, keep: { subject: name, build_cpu_ms: (used.user + used.system) / 1_000, bytes: usedBytes() - before, where: 'memory', resident_mb: null } };
}

async function fillOpenSearch(form: 'tuned' | 'seed', { url, pid }: { url: string; pid: number }, documents: readonly SearchDocument[]) {
  const index = `bench-${form}`;
  const engine = await createOpenSearchEngine({ url, index, language: 'en', query: form });
  const [own, theirs] = [process.cpuUsage(), cpuMs(pid)];
  await fill(engine, documents);
  await fetch(`${url}/${index}/_refresh`, { method: 'POST' });
  const used = process.cpuUsage(own);
  const { _all: stats } = (await (await fetch(`${url}/${index}/_stats/store`)).json()) as { _all: { primaries: { store: { size_in_bytes: number } } } };
  const name = `OpenSearch, ${form}`;
  const keep: Keep = { subject: name, build_cpu_ms: (used.user + used.system) / 1_000 + cpuMs(pid) - theirs, bytes: stats.primaries.store.size_in_bytes, where: 'disk', resident_mb: residentMb(pid) };
  return { subject: { name, engine, pid } satisfies Subject, keep, close: () => engine.close() };
}

async function run(): Promise<void> {
  const { corpus, forms, plan, product_count, queries, typos, heap, is_saved } = readOptions();
  const documents = corpusOf(corpus, product_count);
  const cases = casesOf(documents, queries, typos);
  const [load = 0] = loadavg();
  const server = await startOpenSearch(heap);
  try {
    tell(`Filling two engines with ${product_count} products`);
    const embedded = await fillEmbedded(documents);
    const others = [];
    for (const form of forms) others.push(await fillOpenSearch(form, server, documents));
    const results = await measureCases([embedded.subject, ...others.map(({ subject }) => subject)], cases, plan, tell);
    const report = { measured_at: new Date().toISOString(), machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`, load, product_count, results, keeps: [embedded.keep, ...others.map(({ keep }) => keep)] };
    for (const { close } of others) await close();
    const text = searchMarkdown(report);
    process.stdout.write(text);
    tell(searchAims(report).join('\n'));
    if (is_saved) save(report.measured_at, text);
  } finally {
    await server.stop();
  }
}

function save(measured_at: string, text: string): void {
  const folder = join(import.meta.dirname, '../../results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `search-${measured_at.slice(0, 10)}.md`), text);
}

await run();

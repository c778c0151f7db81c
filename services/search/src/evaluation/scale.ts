import { createEmbeddedEngine, restoreEmbeddedEngine, type EmbeddedSearchEngine } from '../engine/engine.ts';
import type { SearchDocument } from '../port.ts';
import { readJudgments, readProducts } from './files.ts';
import { measureLatency, type Latency } from './measure.ts';

/**
 * `node --expose-gc scale.ts PRODUCTS JUDGMENTS COPIES`: memory, build, snapshot and latency of the engine over several
 * copies of the products with changed words and part numbers, and what changes cost. Latency only: relevance of copies means nothing.
 */
const [products = '', judgments = '', copies = '5'] = process.argv.slice(2);
const ENDINGS = ['', 'ov', 'in', 'ex', 'al', 'um', 'ik', 'ra'];
const BATCH = 500;
const MOST_COPIES = 60;

function changed(document: SearchDocument, copy: number, seed: number): SearchDocument {
  if (copy === 0) return document;
  const words = document.title.split(' ').map((word, i) => {
    if (/\d/.test(word) && word.length > 4) return `${word}${copy}${(seed + i) % 9}`;
    return (seed + i) % 17 === 0 ? word + ENDINGS[copy % ENDINGS.length]! : word;
  });
  const handle = `c${seed % 300}`;
  return { ...document, product_id: `${document.product_id}-${copy}`, title: words.join(' '), category_path: [{ handle, name: `Category ${handle}` }] };
}

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function timed<T>(work: () => T): { ms: number; result: T } {
  const start = performance.now();
  const result = work();
  return { ms: Math.round(performance.now() - start), result };
}

async function latencies(engine: EmbeddedSearchEngine, texts: string[]): Promise<Record<string, Latency>> {
  const prefixes = texts.flatMap((text) => [1, 2, 3, 5].map((length) => text.slice(0, length)));
  const suggesting: EmbeddedSearchEngine = Object.create(engine, {
    search: { value: ({ text }: { text: string }) => engine.suggest({ text, size: 8 }) },
  }) as EmbeddedSearchEngine;
  return { plain: await measureLatency(engine, texts), suggest: await measureLatency(suggesting, prefixes) };
}

const CHANGES = 2_000;

/** Milliseconds a product to take in a changed title or an unchanged text with another price, and to remove it. */
async function changes(engine: EmbeddedSearchEngine, from: readonly SearchDocument[]): Promise<Record<string, number>> {
  const some = Array.from({ length: Math.min(CHANGES, from.length) }, (_, i) => from[(i * 7919) % from.length]!);
  const each = async (version: number, change: (document: SearchDocument) => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    for (const document of some) await change({ ...document, version });
    return Math.round((performance.now() - start) / some.length * 1e4) / 1e4;
  };
  return {
    price_ms: await each(2, (document) => engine.upsert([{ ...document, price_minor: document.price_minor + 1 }])),
    title_ms: await each(3, (document) => engine.upsert([{ ...document, title: `${document.title} new` }])),
    remove_ms: await each(4, ({ product_id, version }) => engine.remove([{ product_id, version }])),
  };
}

const documents = await readProducts(products);
const texts = (await readJudgments(judgments)).map(({ query }) => query);
const all = Array.from({ length: Math.min(MOST_COPIES, Number(copies)) }, (_, copy) => documents.map((document, i) => changed(document, copy, i))).flat();
const before = bytesInUse();
const engine = createEmbeddedEngine();
const cpu = process.cpuUsage();
for (let i = 0; i < all.length; i += BATCH) await engine.upsert(all.slice(i, i + BATCH));
const { user, system } = process.cpuUsage(cpu);
const memory = bytesInUse() - before;
const snapshot = timed(() => engine.snapshot());
const restored = timed(() => restoreEmbeddedEngine(snapshot.result));
process.stdout.write(`${JSON.stringify({
  products: all.length, build_cpu_s: Math.round((user + system) / 1e4) / 100, bytes_per_product: Math.round(memory / all.length),
  snapshot_bytes_per_product: Math.round(snapshot.result.length / all.length), snapshot_ms: snapshot.ms, restore_ms: restored.ms,
  ...await latencies(restored.result, texts), changes: await changes(restored.result, all),
}, undefined, '\t')}\n`);

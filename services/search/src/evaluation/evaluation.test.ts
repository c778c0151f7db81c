import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { compareRuns, pairedDifference, type Comparison } from './compare.ts';
import { documentOf, judgedQuery, readJudgments, readProducts } from './files.ts';
import type { QueryQuality } from './measure.ts';

const folder = await mkdtemp(join(tmpdir(), 'search-evaluation-'));
after(() => rm(folder, { recursive: true }));

async function file(name: string, ...rows: object[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  return path;
}

const products = await file('products.jsonl',
  { id: 'a', title: 'Red lamp\u2028with a line of its own', brand: 'Acme', price: 12.5, attributes: { colour: 'Red', parts: { no: 1 } }, category: 'guess' },
  { id: 7, title: 'Blue lamp', category_path: ['Home', 'Lamps'] }, { id: 'c', title: 'Sofa' });
const judgments = await file('judgments.jsonl', { query: 'red lamp', grades: { a: 3, 7: 0 } }, { query: 'sofa', grades: { c: 2, a: 0 } }, { query: 'nothing good', grades: { a: 1 } });
const typos = await file('typos.jsonl', { query: 'sofq', orig: 'sofa', grades: { c: 2 } });

test('products and judgments are read as documents and classes of queries', async () => {
  const [first, second] = await readProducts(products);
  assert.deepEqual([first?.product_id, first?.price_minor, first?.attributes, first?.category_path], ['a', 1250, { colour: 'Red' }, []]);
  assert.deepEqual([second?.product_id, second?.category_path.map((step) => step.handle)], ['7', ['home', 'home/lamps']]);
  assert.deepEqual((await readJudgments(judgments)).map((each) => each.query_class), ['judged', 'judged', 'judged']);
  assert.equal((await readJudgments(typos))[0]?.query_class, 'misspelled');
  assert.equal((await readJudgments(await file('known.jsonl', { query: 'acme lamp', grades: { a: 3 } })))[0]?.query_class, 'known_item');
  assert.throws(() => judgedQuery({ query: 'x', grades: { a: 4 } }));
  assert.throws(() => documentOf({ title: 'without id' }));
  await assert.rejects(readProducts(judgments), /judgments\.jsonl:1: a product has no id/);
});

async function run(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args])).stdout;
}

test('the command prints one object with the numbers, and what settings changed', { timeout: 120_000 }, async () => {
  const settings = await file('settings.json', { boosts: [0, 1, 1, 1] });
  const given = ['--products', products, '--judgments', judgments, '--judgments', typos, '--json'];
  const report = JSON.parse(await run(...given, '--compare', settings)) as Record<string, unknown> & { classes: Record<string, { query_count: number }>; comparison: { changes: { query: string }[] } };
  assert.deepEqual([report['ndcg_at_10'], report['ndcg_at_10_judged'], report['mrr'], report['recall_at_100'], report['zero_result_rate']], [1, 1, 1, 1, 0]);
  for (const name of ['p50_ms', 'p95_ms', 'cpu_ms_per_query']) assert.ok((report[name] as number) > 0, name);
  assert.deepEqual(Object.entries(report.classes).map(([name, { query_count }]) => [name, query_count]), [['judged', 2], ['misspelled', 1]]);
  assert.deepEqual(report.comparison.changes.map(({ query }) => query).toSorted(), ['red lamp'], 'without titles only what a brand says is left');
  await assert.rejects(run('--products', products), /--judgments FILE/);
  await assert.rejects(run(...given, '--engine', 'other'), /There is no engine other/);
  await assert.rejects(run(...given, '--settings', await file('bad.json', { stem: 1 })), /stem is no setting/);
});

/** Speaks OpenAI's `POST /embeddings`; what is for sitting is near to what is for sitting. */
async function startModel() {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { model, input, dimensions } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { model: string; input: string[]; dimensions: number };
    const is_known = request.url === '/v1/embeddings' && model === 'small' && dimensions === 2;
    asked.push(...input);
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: /sofa|seat/i.test(text) ? [1, 0] : [0, 1] }));
    response.writeHead(is_known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(is_known ? { object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } } : { error: { message: 'no such model', type: 'invalid_request_error' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const address = server.address();
  return { asked, url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1` };
}

test('with a model, the command orders by meaning as well, and says by class what that changed', { timeout: 120_000 }, async () => {
  const model = await startModel();
  const meant = await file('meant.jsonl', { query: 'comfortable seat', class: 'meant', grades: { c: 3 } });
  const given = ['--products', products, '--judgments', judgments, '--judgments', meant, '--json'];
  const words = await file('words.json', JSON.parse(await run(...given)) as object);
  const vectors = join(folder, 'vectors.jsonl');
  const meaning = [...given, '--meaning', 'openai', '--embedding-url', model.url, '--embedding-dimensions', '2', '--vectors', vectors];
  const report = JSON.parse(await run(...meaning, '--embedding-model', 'small', '--compare', words)) as { engine: string; classes: Record<string, { mrr: number }>; comparison: Comparison };
  assert.deepEqual([report.engine, report.classes['meant']?.mrr, report.classes['judged']?.mrr], ['own+openai', 1, 1]);
  assert.deepEqual(Object.entries(report.comparison.classes).map(([name, { mrr }]) => [name, mrr.mean]), [['judged', 0], ['meant', 1]]);
  assert.equal(model.asked.filter((text) => text.startsWith('Sofa')).length, 1);
  const strict = JSON.parse(await run(...meaning, '--embedding-model', 'small', '--least-nearness', '1.1')) as typeof report;
  assert.equal(strict.classes['meant']?.mrr, 0, 'nothing is near enough');
  assert.equal(model.asked.filter((text) => text.startsWith('Sofa')).length, 1, 'the vectors of products are kept');
  await assert.rejects(run(...meaning, '--embedding-model', 'other'), /no vector to 3 products/);
  await assert.rejects(run(...given, '--meaning', 'openai'), /needs --embedding-url/);
  await assert.rejects(run(...given, '--meaning', 'other'), /no meaning by other/);
  await assert.rejects(run(...given, '--meaning', 'local', '--weight', 'much'), /--weight takes a number/);
});

function quality(query: string, ndcg_at_10: number): QueryQuality {
  return { query, class: 'judged', ndcg_at_10, ndcg_at_10_judged: ndcg_at_10, mrr: 0, recall_at_100: 0, has_results: true, top_ids: [] };
}

test('runs are compared query by query, the greatest change first', () => {
  const before = [quality('a', .5), quality('b', .5), quality('c', .5), quality('only before', 1)];
  const { changes, ndcg_at_10 } = compareRuns(before, [quality('a', .6), quality('b', 0), quality('c', .5)]);
  assert.deepEqual(changes.map(({ query }) => query), ['b', 'a']);
  assert.ok(Math.abs(ndcg_at_10.mean - (-.4 / 3)) < 1e-9);
  assert.ok(ndcg_at_10.low <= ndcg_at_10.mean && ndcg_at_10.high >= ndcg_at_10.mean);
  assert.deepEqual(pairedDifference([]), { mean: 0, low: 0, high: 0 });
  assert.deepEqual(pairedDifference([.1, .1, .1]).low.toFixed(6), '0.100000');
});

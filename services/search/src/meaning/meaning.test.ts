import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server } from 'node:net';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { hasCode } from '@orinoco/contract';
import { openTestDatabase, testLog } from '@orinoco/testing';
import { createEmbeddedEngine } from '../engine/engine.ts';
import { sampleDocument } from '../engine/sample-document.ts';
import type { SearchDocument, SearchQuery } from '../port.ts';
import { createBedrockProvider } from './bedrock-provider.ts';
import { openEmbeddingStore } from './embedding-store.ts';
import { createHybridEngine } from './hybrid-engine.ts';
import { createLocalProvider } from './local-provider.ts';
import { createOpenAiProvider } from './openai-provider.ts';
import { normalized, type EmbeddingProvider } from './port.ts';
import { VectorTable } from './vector-table.ts';
import { createVectors } from './vectors.ts';

const databases = await openTestDatabase();
const database = databases.database('search');
const servers: Server[] = [];
after(async () => {
  servers.forEach((server) => server.close());
  await databases.close();
});

/** A provider of three meanings: what plays music, what keeps warm, and the rest. */
const meanings: readonly (readonly [pattern: RegExp, vector: readonly number[]])[] = [[/music|speaker|headphone|listen/i, [1, 0, 0]], [/warm|blanket|heater|cosy/i, [0, 1, 0]], [/./, [0, 0, 1]]];
const asked: string[] = [];
let is_down = false;
const provider: EmbeddingProvider = {
  name: 'three', dimension_count: 3,
  embed: async (texts) => {
    if (is_down) throw new Error('down');
    asked.push(...texts);
    return texts.map((text) => normalized(Float32Array.from(meanings.find(([pattern]) => pattern.test(text))?.[1] ?? [0, 0, 0])));
  },
};

const document = (number: number, title: string, changes: Partial<SearchDocument> = {}) => sampleDocument(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, { title, description: '', ...changes });
const query = (text: string, changes: Partial<SearchQuery> = {}): SearchQuery => ({ text, page: 1, page_size: 10, sort: 'relevance', filters: [], ...changes });
const titles = new Map<string, string>();

async function open(documents: readonly SearchDocument[]) {
  const vectors = openEmbeddingStore(database);
  const engine = createHybridEngine({ lexical: createEmbeddedEngine(), provider, log: testLog, store: vectors });
  for (const each of documents) titles.set(each.product_id, each.title);
  await engine.upsert([...documents]);
  await engine.settled();
  return engine;
}
const shown = (hits: readonly { product_id: string }[]) => hits.map((hit) => titles.get(hit.product_id));

const goods = [document(1, 'Speaker Boom'), document(2, 'Headphones Pro'), document(3, 'Wool blanket', { price_minor: 2_000 }), document(4, 'Fan heater', { price_minor: 9_000 }), document(5, 'Garden hose'), document(6, 'Warm light bulb')];

test('what is meant is found beside what is said, and filters hold for both', async () => {
  const engine = await open(goods);
  const { hits, total_count } = await engine.search(query('something warm'));
  assert.deepEqual(new Set(shown(hits)), new Set(['Warm light bulb', 'Wool blanket', 'Fan heater']));
  assert.equal(shown(hits)[0], 'Warm light bulb');
  assert.equal(total_count, 3);
  const cheap = await engine.search(query('something warm', { filters: [{ field: 'price_minor', any_of: ['0-5000'] }] }));
  assert.ok(!shown(cheap.hits).includes('Fan heater') && shown(cheap.hits).includes('Wool blanket'));
});

test('without its provider a search goes by words alone, and products get their vectors later', async () => {
  const engine = await open(goods);
  is_down = true;
  try {
    assert.deepEqual(shown((await engine.search(query('something warm'))).hits), ['Warm light bulb']);
  } finally {
    is_down = false;
  }
});

test('a text is embedded once: a restart and another change ask nobody', async () => {
  const only = document(77, 'Cosy socks');
  await open([only]);
  const before = asked.length;
  const engine = await open([{ ...only, version: 2, price_minor: 1 }]);
  assert.equal(asked.length, before);
  await engine.remove([{ product_id: only.product_id, version: 3 }]);
  assert.deepEqual((await engine.search(query('music'))).hits, []);
});

test('pages neither repeat nor lose a product, however many come from the meaning', async () => {
  const many = [...Array.from({ length: 230 }, (_, i) => document(1_000 + i, `Lamp ${i} lumen`)), ...Array.from({ length: 30 }, (_, i) => document(2_000 + i, `Blanket ${i}`))];
  const engine = await open(many.map((each) => ({ ...each, description: each.title.startsWith('Lamp') && Number(each.title.split(' ')[1]) % 7 === 0 ? 'warm' : '' })));
  const seen: string[] = [];
  const { total_count } = await engine.search(query('lamp warm'));
  for (let page = 1; page <= Math.ceil(total_count / 24); page++) seen.push(...(await engine.search(query('lamp warm', { page, page_size: 24 }))).hits.map((hit) => hit.product_id));
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, total_count);
});

test('the table finds what a full sort finds, after any changes', () => {
  const component = fc.integer({ min: -127, max: 127 });
  const change = fc.record({ key: fc.integer({ min: 0, max: 20 }), vector: fc.option(fc.tuple(component, component, component, component)) });
  fc.assert(fc.property(fc.array(change, { maxLength: 80 }), fc.tuple(component, component, component, component), fc.integer({ min: 1, max: 5 }), (changes, at, count) => {
    const table = new VectorTable(4);
    const model = new Map<string, readonly number[]>();
    for (const { key, vector } of changes) {
      table.delete(String(key));
      model.delete(String(key));
      if (!vector) continue;
      table.set(String(key), Float32Array.from(vector, (value) => value / 127));
      model.set(String(key), vector);
    }
    const dot = (vector: readonly number[]) => vector.reduce((sum, value, i) => sum + value * (at[i] ?? 0), 0);
    const expected = [...model].map(([key, vector]) => [key, dot(vector)] as const).filter(([, nearness]) => nearness >= 0).toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, count).map(([key]) => key);
    assert.deepEqual(table.nearest(Float32Array.from(at, (value) => value / 127), count, 0), expected);
    assert.equal(table.size, model.size);
  }));
});

test('the local provider gives the same vector for the same text, and like letters are near', async () => {
  const local = createLocalProvider();
  const [a, b, c, empty] = await local.embed(['bluetooth speaker', 'bluetooth speakers', 'garden hose', ''], 'query');
  const near = (x: Float32Array = new Float32Array(), y: Float32Array = new Float32Array()) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  assert.deepEqual((await local.embed(['bluetooth speaker'], 'document'))[0], a);
  assert.ok(near(a, b) > .6 && near(a, c) < .3);
  assert.equal(empty?.every((value) => value === 0), true);
});

/** Speaks the wire format of the real thing and can be told to fail. */
async function fake(version: 1 | 2, answer: (request: { readonly url?: string | undefined; readonly headers: IncomingHttpHeaders }, body: Record<string, unknown>) => { status: number; body: unknown }): Promise<string> {
  const server = version === 1 ? createServer() : createHttp2Server();
  server.on('request', async (request: AsyncIterable<Buffer> & Parameters<typeof answer>[0], response: { writeHead(status: number, headers: object): { end(body: string): void } }) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { status, body } = answer(request, JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

test('an endpoint like OpenAI’s is asked with its key, answers in any order, and its failures are `unavailable`', async () => {
  let status = 200;
  const url = await fake(1, (request, body) => {
    assert.deepEqual([request.url, request.headers.authorization, body['model'], body['dimensions']], ['/v1/embeddings', 'Bearer key', 'small', 2]);
    const input = body['input'] as string[];
    return { status, body: { data: input.map((text, index) => ({ index, embedding: [text.length, 0] })).toReversed() } };
  });
  const openai = createOpenAiProvider({ url: `${url}/v1/`, model: 'small', dimension_count: 2, api_key: 'key' });
  assert.deepEqual((await openai.embed(['a', 'bb'], 'document')).map((vector) => [...vector]), [[1, 0], [1, 0]]);
  status = 500;
  await assert.rejects(openai.embed(['a'], 'query'), (error) => hasCode(error, 'unavailable'));
  await assert.rejects(createOpenAiProvider({ url: 'http://127.0.0.1:1', model: 'm', dimension_count: 2 }).embed(['a'], 'query'), (error) => hasCode(error, 'unavailable'));
});

test('Bedrock is asked one text a request, signed, and a wrong answer is `unavailable`', async () => {
  let length = 3;
  const endpoint = await fake(2, (request, body) => {
    assert.match(request.url ?? '', /^\/model\/amazon\.titan-embed-text-v2(:|%3A)0\/invoke$/);
    assert.match(request.headers.authorization ?? '', /^AWS4-HMAC-SHA256 Credential=AKIATEST\//);
    assert.deepEqual([body['dimensions'], body['normalize']], [3, true]);
    return { status: 200, body: { embedding: Array.from({ length }, (_, i) => (i === 0 ? 2 : 0)), inputTextTokenCount: 1 } };
  });
  const bedrock = createBedrockProvider({ region: 'eu-central-1', dimension_count: 3, client: { endpoint, credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } } });
  assert.deepEqual((await bedrock.embed(['a', 'b'], 'document')).map((vector) => [...vector]), [[1, 0, 0], [1, 0, 0]]);
  length = 4;
  await assert.rejects(bedrock.embed(['a'], 'query'), (error) => hasCode(error, 'unavailable'));
});

test('vectors of another text or provider are not taken for this one', async () => {
  const store = openEmbeddingStore(database);
  const product_id = '00000000-0000-4000-8000-0000000000aa';
  await store.save('three', [{ product_id, text_hash: 'old', vector: Float32Array.from([1, 0, 0]) }]);
  assert.deepEqual(await store.find('four', [product_id]), []);
  assert.deepEqual([...((await store.find('three', [product_id]))[0]?.vector ?? [])], [1, 0, 0]);
  const vectors = createVectors({ provider, store, log: testLog });
  vectors.add([{ ...document(170, 'Heater'), product_id }]);
  await vectors.settled();
  assert.deepEqual(vectors.nearest(Float32Array.from([0, 1, 0]), 1, .5), [product_id]);
});

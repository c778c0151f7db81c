import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { engineSuite } from '../engine-suite.ts';
import { ask, foundIds, sampleDocument, titled } from '../engine/sample-document.ts';
import type { Language } from '../port.ts';
import { createOpenSearchEngine, type OpenSearchEngine, type OpenSearchOptions } from './engine.ts';
import { missingOpenSearch, startOpenSearch } from './opensearch-testing.ts';

const skip = missingOpenSearch();
const opened: OpenSearchEngine[] = [];
let url = '';

async function open(given: Partial<OpenSearchOptions> = {}): Promise<OpenSearchEngine> {
  const engine = await createOpenSearchEngine({ url, index: `test-${process.pid}-${opened.length}`, language: 'en', refresh: true, ...given });
  opened.push(engine);
  return engine;
}

async function indicesOf(alias: string): Promise<string[]> {
  return Object.keys(await (await fetch(`${url}/${alias}-v*`)).json() as object);
}

suite('with a server', { skip }, () => {
  let server: Awaited<ReturnType<typeof startOpenSearch>> | undefined;
  let shared: OpenSearchEngine | undefined;

  before(async () => {
    server = await startOpenSearch();
    url = server.url;
  });

  after(async () => {
    for (const engine of opened) await engine.close();
    // For a server that is used again: nothing of these tests stays in it.
    for (const name of url === '' ? [] : await indicesOf(`test-${process.pid}-*`)) await fetch(`${url}/${name}`, { method: 'DELETE' });
    await server?.stop();
  });

  engineSuite('OpenSearch', async () => {
    shared ??= await open();
    await shared.clear();
    await shared.configure({ synonyms: [] });
    return shared;
  });

  test('a rebuild is seen when it is published, at once and by every process', async () => {
    const index = `test-${process.pid}-rebuilt`;
    const [one, other] = [await open({ index }), await open({ index })];
    await one.upsert([sampleDocument('p', { version: 5, title: 'Old lamp' }), sampleDocument('gone', { title: 'Old lamp' })]);
    assert.deepEqual((await foundIds(other, 'lamp')).toSorted(), ['gone', 'p']);
    const fresh = await open({ index, is_fresh: true, refresh: false });
    assert.equal(await fresh.documentCount(), 0);
    await fresh.upsert([sampleDocument('p', { version: 6, title: 'New lamp' })]);
    assert.deepEqual((await foundIds(one, 'lamp')).toSorted(), ['gone', 'p'], 'before');
    await fresh.publish();
    for (const engine of [one, other, fresh]) assert.deepEqual(await foundIds(engine, 'lamp'), ['p'], 'after');
    assert.deepEqual(await other.upsert([sampleDocument('p', { version: 5 })]), { applied_count: 0, stale_count: 1 });
    assert.equal((await indicesOf(index)).length, 1, 'the old index is gone');
    await fresh.publish();
    assert.deepEqual(await foundIds(one, 'lamp'), ['p']);
  });

  test('an index that was never published goes with its engine', async () => {
    const index = `test-${process.pid}-left`;
    await open({ index });
    await (await open({ index, is_fresh: true })).close();
    assert.equal((await indicesOf(index)).length, 1);
  });

  test('several processes start on nothing at once', async () => {
    const index = `test-${process.pid}-raced`;
    const engines = await Promise.all(Array.from({ length: 5 }, () => open({ index })));
    for (const [i, engine] of engines.entries()) await engine.upsert([sampleDocument(`p${i}`, { title: 'Lamp' })]);
    for (const engine of engines) assert.equal((await ask(engine, 'lamp')).total_count, 5);
  });

  test('each language has its own forms of words', async () => {
    const probes: [Language, title: string, text: string][] = [
      ['ar', 'كتاب جديد', 'الكتاب'], ['cs', 'dřevěné stoly', 'stůl dřevěné'], ['da', 'sorte lamper', 'lampe'], ['de', 'Rote Lampen', 'lampe'], ['el', 'κόκκινες λάμπες', 'ΛΑΜΠΕΣ'], ['en', 'Red lamps', 'lamp'],
      ['es', 'lámparas rojas', 'lampara'], ['fi', 'punaiset lamput', 'lamput'], ['fr', 'lampes rouges', 'lampe rouge'], ['hi', 'किताबें', 'किताब'], ['hu', 'piros asztalok', 'asztal'], ['id', 'lampu merah', 'lampu'],
      ['it', 'lampade rosse', 'lampada rossa'], ['ja', '東京タワー模型', 'タワー'], ['ko', '블루투스 스피커', '스피커'], ['nl', 'rode lampen', 'lamp'], ['no', 'røde lamper', 'lampe'], ['pl', 'Żółta lampa', 'zolta'],
      ['pt', 'lâmpadas vermelhas', 'lâmpada'], ['ro', 'lămpi roșii', 'lămpi'], ['ru', 'беспроводные наушники', 'НАУШНИК'], ['sv', 'röda lampor', 'lampa'], ['tr', 'kırmızı lambalar', 'lamba'], ['zh', '智能手机保护壳', '手机'],
    ];
    const missed: string[] = [];
    for (const [language, title, text] of probes) {
      const engine = await open({ language });
      await engine.upsert(titled(title, 'zzzz'));
      if (!(await foundIds(engine, text)).includes('p0')) missed.push(`${language}: ${text}`);
    }
    assert.deepEqual(missed, []);
  });

  test('the query of the seed stays at hand', async () => {
    const engine = await open({ query: 'seed' });
    await engine.upsert(titled('Bluetooth speaker', 'RTX 2070 card'));
    const { hits, facets, corrected_text } = await ask(engine, 'speakr', { facets: true, highlight: true });
    assert.deepEqual(hits.map(({ product_id, highlights }) => [product_id, highlights?.title]), [['p0', [[10, 17]]]]);
    assert.deepEqual([facets.find(({ field }) => field === 'brand')?.values[0]?.count, corrected_text], [1, undefined]);
    assert.deepEqual(await foundIds(engine, 'rtx 2060'), ['p1']);
  });
});

test('a server that is not there is a coded error, asked for three times', async () => {
  const refused = createServer((_, response) => { asked++; response.writeHead(503).end('{}'); });
  let asked = 0;
  refused.listen(0, '127.0.0.1');
  await once(refused, 'listening');
  const { port } = refused.address() as AddressInfo;
  await assert.rejects(createOpenSearchEngine({ url: `http://127.0.0.1:${port}`, index: 'test', language: 'en' }), (error) => hasCode(error, 'unavailable'));
  assert.equal(asked, 3);
  refused.close();
  refused.closeAllConnections();
  await once(refused, 'close');
  await assert.rejects(createOpenSearchEngine({ url: `http://127.0.0.1:${port}`, index: 'test', language: 'en' }), (error) => hasCode(error, 'unavailable'));
  await assert.rejects(createOpenSearchEngine({ url: `http://127.0.0.1:${port}`, index: '*', language: 'en' }), TypeError);
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CodedError, checkAccess, hasCode } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { asCustomer, asGuest, asServiceOf, callAs } from '@orinoco/testing';
import { searchContract, type RuleDraft } from './contract.ts';
import { openSearchShop, until } from './search-testing.ts';

const shop = await openSearchShop();
after(() => shop.close());
const operator = () => asServiceOf('test');
const anybody = () => callAs({ kind: 'anonymous' });
const ids = new Map<string, string>();
const idOf = (handle: string) => ids.get(handle) ?? '';
type Asked = Parameters<typeof shop.client.search>[0];
const search = (asked: Asked) => shop.client.search(asked, anybody());
const found = async (asked: Asked) => (await search(asked)).listings.map((listing) => listing.handle);
const rule: RuleDraft = { text: 'lamp', match: 'exact', pinned_product_ids: [], boosts: [], redirect_path: null, is_enabled: true, starts_at: null, ends_at: null, note: '' };
const saveRules = async (...rules: RuleDraft[]) => shop.client.saveSearchRules({ rules, revision: (await shop.client.getSearchRules({}, operator())).revision }, operator());
const wrongField = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    return error instanceof CodedError && error.code === 'invalid_request' ? error.errors?.[0]?.pointer : String(error);
  }
  return null;
};

before(async () => {
  for (const [handle, title, category, brand] of [['desk-lamp', 'Desk lamp', 'lamps', 'acme'], ['floor-lamp', 'Floor lamp', 'lamps', 'nexo'], ['wall-lamp', 'Wall lamp', 'lamps', 'acme'], ['sofa', 'Sofa for three', 'sofas', 'nexo']] as const) ids.set(handle, await shop.sell(handle, title, category, brand));
  await shop.start();
});

test('rules pin, lift, bury and redirect, and are in force at once', async () => {
  const saved = await saveRules({ ...rule, pinned_product_ids: [idOf('sofa'), idOf('wall-lamp')] }, { ...rule, text: 'floor', match: 'contains', redirect_path: '/c/lamps' });
  assert.deepEqual(saved.rules.map((each) => [each.text, each.revision]), [['floor', saved.revision], ['lamp', saved.revision]]);
  assert.deepEqual((await found({ text: 'LAMP' })).slice(0, 2), ['sofa', 'wall-lamp']);
  assert.ok(!(await found({ text: 'desk lamp' })).includes('sofa'));
  assert.deepEqual((await found({ text: 'lamp', sort: 'price_asc' })).toSorted(), ['desk-lamp', 'floor-lamp', 'wall-lamp']);
  const redirect = async (asked: Asked) => (await search(asked)).redirect_path;
  assert.deepEqual([await redirect({ text: 'Floor lamp' }), await redirect({ text: 'floor lamp', filters: ['brand:nexo'] }), await redirect({ text: 'floor', page: 2 }), await redirect({ text: 'floor', verbatim: true }), await redirect({ text: 'lamp' })], ['/c/lamps', null, null, null, null]);
  await saveRules({ ...rule, boosts: [{ filter: 'brand:nexo', factor: 50 }] });
  assert.equal((await found({ text: 'lamp' }))[0], 'floor-lamp');
  await saveRules({ ...rule, boosts: [{ filter: 'brand:nexo', factor: 0.01 }] });
  assert.equal((await found({ text: 'lamp' })).at(-1), 'floor-lamp');
});

test('a rule has its time, and can be switched off', async () => {
  const pinned = { ...rule, pinned_product_ids: [idOf('sofa')] };
  const first = async (...rules: RuleDraft[]) => {
    await saveRules(...rules);
    return (await found({ text: 'lamp' })).includes('sofa');
  };
  assert.equal(await first({ ...pinned, is_enabled: false }), false);
  assert.equal(await first({ ...pinned, starts_at: '2026-06-01T13:00:00+01:00', ends_at: '2026-06-01T12:00:01Z' }), true);
  shop.pass(2_000);
  assert.equal((await found({ text: 'lamp' })).includes('sofa'), false);
});

test('wrong rules are refused by field, and a list that somebody else changed is not overwritten', async () => {
  assert.equal(await wrongField(saveRules(rule)), '/rules/0/text');
  assert.equal(await wrongField(saveRules({ ...rule, redirect_path: '/c/a' }, { ...rule, redirect_path: 'https://evil.example' })), '/rules/1/redirect_path');
  assert.equal(await wrongField(saveRules({ ...rule, pinned_product_ids: [idOf('sofa'), randomUUID()] })), '/rules/0/pinned_product_ids/1');
  assert.equal(await wrongField(saveRules({ ...rule, boosts: [{ filter: 'colour:x', factor: 2 }] })), '/rules/0/boosts/0/filter');
  const [rule_id, { revision }] = [randomUUID(), await shop.client.getSearchRules({}, operator())];
  assert.equal(await wrongField(saveRules({ ...rule, rule_id, redirect_path: '/a' }, { ...rule, rule_id, redirect_path: '/b' })), '/rules');
  const kept = await shop.client.saveSearchRules({ revision, rules: [{ ...rule, rule_id, redirect_path: '/c/lamps' }] }, operator());
  await assert.rejects(shop.client.saveSearchRules({ revision, rules: [] }, operator()), (error) => hasCode(error, 'conflict'));
  const again = await shop.client.saveSearchRules({ revision: kept.revision, rules: [{ ...rule, rule_id, redirect_path: '/c/lamps' }, { ...rule, text: 'x', redirect_path: '/' }] }, operator());
  assert.deepEqual(again.rules.map((each) => each.revision - kept.revision), [0, 1]);
  await saveRules();
});

test('products that were pinned and have gone do not hold up the saving of others', async () => {
  const gone = randomUUID();
  await saveRules({ ...rule, pinned_product_ids: [idOf('sofa')] });
  await shop.database.run(sql`update search_rules set pinned_product_ids = array[${gone}::uuid, ${idOf('sofa')}::uuid]`);
  const { rules } = await shop.client.getSearchRules({}, operator());
  await saveRules(...rules.map(({ revision: _revision, ...each }) => ({ ...each, note: 'changed' })));
  assert.equal((await found({ text: 'lamp' }))[0], 'sofa');
  await saveRules();
});

test('synonyms find what is called otherwise, here and in other processes, also in a rebuilt index', async () => {
  const other = shop.open();
  const { client: elsewhere } = await shop.start(other);
  assert.deepEqual(await found({ text: 'canape' }), []);
  const { revision } = await shop.client.getSearchSynonyms({}, operator());
  const saved = await shop.client.saveSearchSynonyms({ revision, synonyms: [{ from: ' Canape', to: ['SOFA'], is_two_way: false }] }, operator());
  assert.deepEqual(saved.synonyms, [{ from: 'canape', to: ['sofa'], is_two_way: false }]);
  assert.deepEqual(await found({ text: 'canape' }), ['sofa']);
  await shop.client.rebuild({}, operator());
  assert.deepEqual(await found({ text: 'canape' }), ['sofa']);
  // Another process looks once a minute; one that starts knows at once.
  const { client: late } = await shop.start(shop.open());
  assert.equal((await late.search({ text: 'canape' }, anybody())).total_count, 1);
  assert.equal((await elsewhere.search({ text: 'canape' }, anybody())).total_count, 0);
  const save = (...synonyms: typeof saved.synonyms) => shop.client.saveSearchSynonyms({ revision: saved.revision, synonyms }, operator());
  assert.equal(await wrongField(save({ from: 'a', to: ['b'], is_two_way: true }, { from: 'A', to: ['c'], is_two_way: true })), '/synonyms/1/from');
  assert.equal(await wrongField(save({ from: 'a', to: ['b', 'A '], is_two_way: true })), '/synonyms/0/to/1');
  await assert.rejects(shop.client.saveSearchSynonyms({ revision, synonyms: [] }, operator()), (error) => hasCode(error, 'conflict'));
});

test('weights are kept and reach the order of results', async () => {
  assert.deepEqual((await shop.client.getSearchWeights({}, operator())).weights, {});
  const { revision } = await shop.client.getSearchWeights({}, operator());
  const saved = await shop.client.saveSearchWeights({ weights: { popularity: 0.5, freshness: 0 }, revision }, operator());
  assert.deepEqual(saved, { weights: { popularity: 0.5, freshness: 0 }, revision: revision + 1 });
  await assert.rejects(shop.client.saveSearchWeights({ weights: {}, revision }, operator()), (error) => hasCode(error, 'conflict'));
  const first = async (weight: number) => {
    const { revision: current } = await shop.client.getSearchWeights({}, operator());
    await shop.client.saveSearchWeights({ weights: { popularity: weight, rating: 0, conversion: 0, freshness: 0 }, revision: current }, operator());
    return (await found({ text: 'lamp desk' }))[0];
  };
  // The words alone speak for the shorter title, sales for the longer one.
  const product_id = await shop.sell('small-lamp', 'Small round desk lamp', 'lamps', 'acme');
  await shop.catalog.savePopularity({ products: [{ product_id, popularity: 90_000 }] }, operator());
  await shop.publish();
  await shop.client.rebuild({}, operator());
  assert.equal(await first(0), 'desk-lamp');
  assert.equal(await first(1), 'small-lamp');
});

test('with no results there is something to go on with', async () => {
  assert.deepEqual(await search({ text: 'lamp' }).then(({ fallback, near }) => [fallback, near]), ['none', null]);
  assert.equal((await search({ text: 'desk sofa' })).fallback, 'relaxed');
  const filtered = await search({ text: 'sofa', filters: ['brand:acme'] });
  assert.deepEqual([filtered.total_count, filtered.fallback, filtered.near?.relaxed, filtered.near?.listings.map((each) => each.handle)], [0, 'relaxed', ['filters'], ['sofa']]);
  const misspelled = await search({ text: 'florr', verbatim: true });
  assert.deepEqual([misspelled.total_count, misspelled.corrected_text, misspelled.near?.relaxed, misspelled.near?.listings[0]?.handle], [0, null, ['correction'], 'floor-lamp']);
  for (let time = 0; time < 3; time++) await shop.client.search({ text: 'lamp' }, asGuest());
  await shop.stop();
  const { client } = await shop.start(shop.open());
  await until(async () => (await client.search({ text: 'lampqqqq' }, anybody())).near?.category?.handle === 'lamps');
  const nothing = await client.search({ text: 'lampqqqq' }, anybody());
  assert.deepEqual([nothing.total_count, nothing.listings, nothing.fallback, nothing.near?.queries], [0, [], 'popular', ['lamp']]);
  assert.ok(nothing.near?.listings.every((each) => each.category.handle === 'lamps'));
  const nowhere = await client.search({ text: 'zzzzqqqq' }, anybody());
  assert.deepEqual([nowhere.fallback, nowhere.near?.category, nowhere.near?.listings.length], ['popular', null, 5]);
});

test('steering and reports are for operators alone', () => {
  for (const name of ['getSearchReport', 'getSearchJudgments', 'getSearchSynonyms', 'saveSearchSynonyms', 'listSearchSynonymProposals', 'getSearchRules', 'saveSearchRules', 'getSearchWeights', 'saveSearchWeights'] as const) {
    const { access } = searchContract.methods[name];
    assert.throws(() => checkAccess(access, { kind: 'anonymous' }), (error) => hasCode(error, 'unauthenticated'), name);
    assert.throws(() => checkAccess(access, asCustomer(randomUUID(), { seller_ids: [randomUUID()] }).actor), (error) => hasCode(error, 'forbidden'), name);
    checkAccess(access, asCustomer(randomUUID(), { is_operator: true }).actor);
  }
});

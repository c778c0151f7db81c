import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { OpenFeature } from '@openfeature/server-sdk';
import * as fc from 'fast-check';
import { connect, hasCode } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { experimentContract, type Flag } from './contract.ts';
import { bucketOf, evaluateFlag } from './flag.ts';
import { createExperimentService } from './service.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
after(() => OpenFeature.close());
const database = testDatabase.database('experiment');
const clock = () => new Date('2026-03-01T12:00:00Z');
const create = () => createExperimentService({ database, clock, log: testLog });
const service = create();
const experiment = connect(experimentContract, { local: service.methods, is_round_trip: true });
const call = asServiceOf('test');

const flagOf = (change: Partial<Flag> = {}): Flag => ({ key: `flag-${randomUUID()}`, description: '', is_enabled: true, default_variation: 'off', variations: { off: false, on: true }, weights: { off: 5_000, on: 5_000 }, remove_by: null, ...change });
const evaluate = async (unit_id: string, of = experiment) => (await of.evaluateFlags({ unit_id }, call)).flags;

test('a bucket is always the same', () => {
  assert.equal(bucketOf('new-cart', 'unit-1'), 7_420);
  fc.assert(fc.property(fc.string(), fc.string(), (key, unit_id) => {
    const bucket = bucketOf(key, unit_id);
    return Number.isInteger(bucket) && bucket >= 0 && bucket < 10_000 && bucket === bucketOf(key, unit_id);
  }));
});

test('shares come out as the weights say, independently for each flag', () => {
  const weights = { a: 1_000, b: 3_000, c: 6_000 };
  const flags = ['one', 'two'].map((key) => flagOf({ key, default_variation: 'a', variations: { a: 'A', b: 'B', c: 'C' }, weights }));
  const units = Array.from({ length: 20_000 }, (_, index) => `unit-${index}`);
  const [one = [], two = []] = flags.map((flag) => units.map((unit) => evaluateFlag(flag, unit).variation));
  for (const [name, weight] of Object.entries(weights)) {
    const share = one.filter((variation) => variation === name).length / units.length;
    assert.ok(Math.abs(share - weight / 10_000) < 0.015, `${name} ${share}`);
  }
  const both = one.filter((variation, index) => variation === 'a' && two[index] === 'a').length / units.length;
  assert.ok(Math.abs(both - 0.01) < 0.005, String(both));
});

test('weights decide alone: all or nothing is exact, and order of writing does not matter', () => {
  fc.assert(fc.property(fc.string(), fc.integer({ min: 0, max: 10_000 }), (unit_id, on) => {
    const flag = flagOf({ key: 'k', weights: { on, off: 10_000 - on } });
    assert.equal(evaluateFlag(flag, unit_id).variation, evaluateFlag({ ...flag, weights: { off: 10_000 - on, on } }, unit_id).variation);
    assert.equal(evaluateFlag({ ...flag, weights: { on: 10_000, off: 0 } }, unit_id).value, true);
    assert.equal(evaluateFlag({ ...flag, weights: { on: 0, off: 10_000 } }, unit_id).value, false);
    assert.deepEqual(evaluateFlag({ ...flag, is_enabled: false, weights: { on: 10_000 } }, unit_id), { variation: 'off', value: false, reason: 'DISABLED' });
  }));
});

test('a flag is saved, listed and evaluated; saved again it is changed', async () => {
  const flag = flagOf({ weights: { on: 10_000 }, remove_by: '2026-12-31', description: 'The new cart' });
  assert.deepEqual(await experiment.saveFlag(flag, call), flag);
  assert.deepEqual((await experiment.listFlags({}, call)).flags.find(({ key }) => key === flag.key), flag);
  assert.deepEqual((await evaluate('unit-1'))[flag.key], { variation: 'on', value: true, reason: 'SPLIT' });
  await experiment.saveFlag({ ...flag, is_enabled: false }, call);
  assert.deepEqual((await evaluate('unit-1'))[flag.key], { variation: 'off', value: false, reason: 'DISABLED' });
});

test('flags that could not be evaluated are refused', async () => {
  for (const weights of [{ on: 9_999 }, { on: 5_000, off: 5_001 }, {}, { on: 5_000, other: 5_000 }, { constructor: 10_000 }]) {
    await assert.rejects(experiment.saveFlag(flagOf({ weights }), call), (error) => hasCode(error, 'weights_wrong'), JSON.stringify(weights));
  }
  for (const change of [{ default_variation: 'other' }, { default_variation: 'toString' }, { remove_by: '2026-02-30' }]) {
    await assert.rejects(experiment.saveFlag(flagOf(change), call), (error) => hasCode(error, 'invalid_request'), JSON.stringify(change));
  }
});

test('another process learns of a change by its event', async () => {
  const flag = flagOf({ weights: { on: 10_000 } });
  await experiment.saveFlag(flag, call);
  const other = create();
  const elsewhere = connect(experimentContract, { local: other.methods, is_round_trip: true });
  assert.equal((await evaluate('unit-1', elsewhere))[flag.key]?.value, true);
  await experiment.saveFlag({ ...flag, weights: { off: 10_000 } }, call);
  assert.equal((await evaluate('unit-1', elsewhere))[flag.key]?.value, true);
  await testDatabase.relay(other.subscriptions ?? []).drain();
  assert.equal((await evaluate('unit-1', elsewhere))[flag.key]?.value, false);
});

test('who saw what is written once, and only what was decided by weights', async () => {
  const seen = flagOf();
  const unseen = flagOf({ is_enabled: false });
  for (const flag of [seen, unseen]) await experiment.saveFlag(flag, call);
  const units = Array.from({ length: 50 }, (_, index) => `visitor-${index}`);
  for (const running of [service, create()]) {
    const stop = running.start?.();
    const of = connect(experimentContract, { local: running.methods });
    for (let round = 0; round < 2; round++) await Promise.all(units.map((unit_id) => evaluate(unit_id, of)));
    await stop?.();
  }
  const exposures = await database.many(sql<{ key: string; unit_id: string; variation: string }>`select key, unit_id, variation from exposures where key in (${seen.key}, ${unseen.key})`);
  assert.equal(exposures.length, 50);
  for (const { key, unit_id, variation } of exposures) assert.deepEqual([key, variation], [seen.key, evaluateFlag(seen, unit_id).variation]);
});

test('OpenFeature’s own client gets the same answers', async () => {
  const boolean = flagOf({ weights: { on: 10_000 } });
  const text = flagOf({ default_variation: 'a', variations: { a: 'Buy', b: 'Add to cart' }, weights: { b: 10_000 } });
  const number = flagOf({ is_enabled: false, default_variation: 'few', variations: { few: 12 }, weights: { few: 10_000 } });
  for (const flag of [boolean, text, number]) await experiment.saveFlag(flag, call);
  await OpenFeature.setProviderAndWait('experiment-test', service.provider);
  const client = OpenFeature.getClient('experiment-test');
  const context = { targetingKey: 'unit-1' };

  const details = await client.getBooleanDetails(boolean.key, false, context);
  assert.deepEqual([details.value, details.variant, details.reason, details.errorCode], [true, 'on', 'SPLIT', undefined]);
  assert.equal(await client.getStringValue(text.key, 'x', context), 'Add to cart');
  const disabled = await client.getNumberDetails(number.key, 0, context);
  assert.deepEqual([disabled.value, disabled.reason], [12, 'DISABLED']);

  const missing = await client.getBooleanDetails('no-such-flag', true, context);
  assert.deepEqual([missing.value, missing.errorCode], [true, 'FLAG_NOT_FOUND']);
  assert.equal((await client.getBooleanDetails(text.key, true, context)).errorCode, 'TYPE_MISMATCH');
  assert.equal((await client.getObjectDetails(text.key, { a: 1 }, context)).errorCode, 'TYPE_MISMATCH');
  assert.equal((await client.getBooleanDetails(boolean.key, false)).errorCode, 'TARGETING_KEY_MISSING');
});

test('there is room for 500 flags', async () => {
  await database.run(sql`insert into flags (key, default_variation, variations, weights) select 'filler-' || n, 'off', '{"off": false}', '{"off": 10000}' from generate_series(1, 500 - (select count(*)::integer from flags)) as n`);
  await assert.rejects(experiment.saveFlag(flagOf(), call), (error) => hasCode(error, 'invalid_request'));
  const [known] = (await experiment.listFlags({}, call)).flags;
  assert.ok(known && (await experiment.saveFlag(known, call)));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine } from './engine.ts';
import { fold } from './fold.ts';
import { ask, foundIds, titled } from './sample-document.ts';
import { joinedMeasure, unitAfter } from './units.ts';

test('units have one name, joined or apart', () => {
  assert.deepEqual(joinedMeasure('128gb'), { number: '128', unit: 'gb' });
  assert.deepEqual(joinedMeasure('1.5metres'), { number: '1.5', unit: 'm' });
  assert.equal(joinedMeasure('4k'), undefined);
  assert.equal(joinedMeasure('gb'), undefined);
  assert.deepEqual(unitAfter(' feet of rope', fold), { unit: 'ft', skipped: 1, length: 4 });
  assert.deepEqual(unitAfter('" screen', fold), { unit: 'inch', skipped: 0, length: 1 });
  assert.equal(unitAfter(' in stock', fold), undefined, 'a word of its own');
  assert.equal(unitAfter(' mmx', fold), undefined);
});

test('numbers with units are found however they are written, and only as that number', async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert(titled('Patch cable 5 ft', 'Patch cable 1,5m', 'Patch cable 15 m', 'Card 128GB', 'Card 256 GB', 'Screen 17"', 'Screen 15.6 inch', 'Rope 5.0 meters'));
  const probes: [string, string[]][] = [
    ['5 ft', ['p0']], ['5ft', ['p0']], ['5 feet', ['p0']], ['5-foot cable', ['p0']], ['1.5 m', ['p1']], ['1,5m cable', ['p1']], ['1.50m', ['p1']], ['15m', ['p2']],
    ['128 gb', ['p3']], ['128gb', ['p3']], ['128 gigabytes card', ['p3']], ['17 inch screen', ['p5']], ['17in', ['p5']], ['15,6" screen', ['p6']], ['5 m', ['p1', 'p7']], ['5 m rope', ['p7']], ['rope 5m', ['p7']],
  ];
  for (const [query, expected] of probes) assert.deepEqual(await foundIds(engine, query, { as_shard: 'strict' }), expected, query);
  assert.equal((await ask(engine, '10-22mm')).total_count, 0);
  assert.equal((await ask(engine, '129gb')).total_count, 0);
  assert.equal((await ask(engine, '6ft')).corrected_text, undefined);
});

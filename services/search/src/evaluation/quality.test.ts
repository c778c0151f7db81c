import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEmbeddedEngine } from '../engine/engine.ts';
import { readJudgments, readProducts } from './files.ts';
import { measureQuality, summarize, type Quality } from './measure.ts';

/**
 * The judged products are other people's and are not part of this repository: they lie beside it, or where
 * SEARCH_DATA says. Without them there is nothing to measure.
 */
const folder = process.env['SEARCH_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data/search');
const skip = existsSync(join(folder, 'icecat-products.jsonl')) ? false : `no judged products in ${folder}`;

/** What was reached when they were last raised, rounded down. They only rise. */
const floors: Readonly<Record<string, Partial<Quality>>> = {
  'judgments.jsonl': { ndcg_at_10: .778, ndcg_at_10_judged: .853, mrr: .843, recall_at_100: .898 },
  'typo-queries.jsonl': { ndcg_at_10: .748, ndcg_at_10_judged: .827, mrr: .823, recall_at_100: .871 },
  'known-item-queries.jsonl': { mrr: .562, recall_at_100: .958 },
};

test('judged queries are answered at least as well as they ever were', { skip }, async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert(await readProducts(join(folder, 'icecat-products.jsonl')));
  for (const [file, least] of Object.entries(floors)) {
    const quality = summarize(await measureQuality(engine, await readJudgments(join(folder, file))));
    for (const [metric, floor] of Object.entries(least)) {
      assert.ok(quality[metric as keyof Quality] >= floor, `${metric} of ${file} is ${quality[metric as keyof Quality]}, below ${floor}`);
    }
    assert.equal(quality.zero_result_rate, 0, file);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { createBatcher, type BatcherOptions } from './batcher.ts';

function recording(options: Partial<BatcherOptions<number, string>> = {}) {
  const batches: number[][] = [];
  const batcher = createBatcher<number, string>({
    run: async (questions) => {
      batches.push([...questions]);
      await new Promise(setImmediate);
      if (questions.includes(13)) throw new Error('thirteen');
      return questions.map(String);
    },
    weightOf: (question) => question, max_questions: 3, max_weight: 1_000, max_waiting: 100, ...options,
  });
  return { batches, askAll: (questions: readonly number[]) => Promise.allSettled(questions.map((question) => batcher.ask(question))) };
}
const values = (answers: PromiseSettledResult<string>[]) => answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'));

test('the first goes at once, the others gather while it runs', async () => {
  const { batches, askAll } = recording();
  assert.deepEqual(values(await askAll([1, 2, 3, 4, 5])), ['1', '2', '3', '4', '5']);
  assert.deepEqual(batches, [[1], [2, 3, 4], [5]]);
});

test('a batch has a weight, and what is heavier than that goes alone', async () => {
  const { batches, askAll } = recording({ max_weight: 10 });
  await askAll([1, 6, 4, 1, 99, 2]);
  assert.deepEqual(batches, [[1], [6, 4], [1], [99], [2]]);
});

test('a failed batch fails everybody in it, unless it was one question’s fault; the next batch goes on', async () => {
  const plain = recording();
  assert.deepEqual(values(await plain.askAll([1, 2, 13, 4, 5])), ['1', 'failed', 'failed', 'failed', '5']);
  const careful = recording({ isQuestionsFault: () => true });
  assert.deepEqual(values(await careful.askAll([1, 2, 13, 4, 5])), ['1', '2', 'failed', '4', '5']);
});

test('the queue has an end', async () => {
  const { askAll } = recording({ max_waiting: 2 });
  const answers = await askAll([1, 2, 3, 4]);
  assert.deepEqual(values(answers), ['1', '2', '3', 'failed']);
  const last = answers[3];
  assert.ok(last?.status === 'rejected' && hasCode(last.reason, 'overloaded'));
});

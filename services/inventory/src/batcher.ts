import { fail } from '@orinoco/contract';

/** Turns many questions at once into few statements. */
export interface Batcher<Question, Answer> {
  /** Waits for the statement that runs, then goes out with everything else that has gathered. Rejects with `overloaded` when too many wait. */
  ask(question: Question): Promise<Answer>;
}

export interface BatcherOptions<Question, Answer> {
  /** Answers a batch in its order. Must be all or nothing: when it throws, nothing of the batch was done. */
  readonly run: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** How much of `max_weight` a question takes. */
  readonly weightOf: (question: Question) => number;
  readonly max_questions: number;
  readonly max_weight: number;
  /** Questions that may wait; beyond it the caller is told to come back. */
  readonly max_waiting: number;
  /** Whether a batch failed because of what one question holds, so that each has to be tried by itself. */
  readonly isQuestionsFault?: (error: unknown) => boolean;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One batch runs at a time and the next one gathers meanwhile: an idle batcher adds no delay, and a busy one sends
 * larger batches instead of more of them.
 */
export function createBatcher<Question, Answer>(options: BatcherOptions<Question, Answer>): Batcher<Question, Answer> {
  let waiting: Waiting<Question, Answer>[] = [];
  let is_running = false;

  const drain = async () => {
    is_running = true;
    while (waiting.length > 0) {
      const count = batchSize(waiting, options);
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      await answer(batch, options);
    }
    is_running = false;
  };

  return {
    ask: (question) => new Promise<Answer>((resolve, reject) => {
      if (waiting.length >= options.max_waiting) return reject(fail('overloaded', { retry_after_s: 1 }));
      waiting.push({ question, resolve, reject });
      if (!is_running) void drain();
    }),
  };
}

function batchSize<Question, Answer>(waiting: readonly Waiting<Question, Answer>[], { weightOf, max_questions, max_weight }: BatcherOptions<Question, Answer>): number {
  let weight = 0;
  for (const [index, { question }] of waiting.entries()) {
    weight += weightOf(question);
    if (index === max_questions || (index > 0 && weight > max_weight)) return index;
  }
  return waiting.length;
}

async function answer<Question, Answer>(batch: readonly Waiting<Question, Answer>[], options: BatcherOptions<Question, Answer>): Promise<void> {
  try {
    const answers = await options.run(batch.map((each) => each.question));
    for (const [index, each] of batch.entries()) {
      const own = answers[index];
      if (own === undefined) each.reject(new Error('The batch has fewer answers than questions'));
      else each.resolve(own);
    }
  } catch (error) {
    if (batch.length > 1 && options.isQuestionsFault?.(error) === true) {
      for (const each of batch) await answer([each], options);
    } else {
      for (const each of batch) each.reject(error);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@orinoco/contract';
import type { Visitor } from '../visitor.ts';

const most_tries = 300;

/** Comes back when the shop says that it is too busy, or that the same request is being answered: what a good client does. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === most_tries || !hasCode(error, 'overloaded', 'idempotency_in_flight')) throw error;
      await sleep(200 + 600 * Math.random());
    }
  }
}

/** A visitor whose calls are patient. */
export function patient(visitor: Visitor): Visitor {
  return { ...visitor, call: (contract, name, input, headers) => patiently(() => visitor.call(contract, name, input, headers)) };
}

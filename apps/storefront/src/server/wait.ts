import { CodedError, fail } from '@orinoco/contract';

/** The answer, or `deadline_exceeded` when it does not come in time. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(fail('deadline_exceeded')), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long a page waits for what it can do without. Milliseconds. */
const optional_ms = 900;

/** For the parts that a page can do without: a failure or a late answer becomes `fallback`. */
export async function orElse<T>(work: Promise<T>, fallback: T, ms = optional_ms): Promise<T> {
  return within(work, ms).catch(() => fallback);
}

/** Whether a service did not answer, as opposed to answering no. */
export function isOutage(error: unknown): boolean {
  return !(error instanceof CodedError) || ['unavailable', 'deadline_exceeded', 'internal', 'overloaded'].includes(error.code);
}

import type { Directory } from '../../server/directory.ts';
import { errorView } from '../../server/errors.ts';
import { orElse } from '../../server/wait.ts';
import type { ErrorView } from '../../types.ts';

/** An error for people. What is popular is shown where somebody may have lost the way, and only if it is at hand. */
export async function loadError(problem: Parameters<typeof errorView>[0], directory: Directory): Promise<ErrorView> {
  return errorView(problem, problem.status === 404 ? await orElse(directory.popular(), []) : []);
}

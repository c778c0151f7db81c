import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMutated, plant, readSource, type Mutation } from './mutation.ts';

const root = join(import.meta.dirname, '../../..');

/** Plants bugs into the sources of this process: what is imported from now on has them, and the files stay as they are. */
export function plantAll(mutations: readonly Mutation[]): void {
  plant(mutations, root);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.startsWith('file:')) return loaded;
      const path = fileURLToPath(url);
      return isMutated(path) ? { ...loaded, source: readSource(path) } : loaded;
    },
  });
}

import module from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded, so that types are stripped once and not at every start.
module.enableCompileCache(join(import.meta.dirname, '../../../.cache/node'));
const { run } = await import('./run.ts');
await run(process.argv.slice(2));

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startTestCluster } from '@orinoco/testing';

/**
 * Runs every test against one PostgreSQL, two files at a time, and ends with the line `N passed, N failed`.
 * `--engines` runs the suites of engines that npm cannot bring instead; paths run only those files. A file may take
 * TEST_TIMEOUT_MS, ten minutes when absent.
 */
const root = join(import.meta.dirname, '..');
process.chdir(root);
process.env['NODE_COMPILE_CACHE'] = join(root, '.cache/node');
const args = process.argv.slice(2);
const named = args.filter((argument) => !argument.startsWith('--'));
const folders = '{packages,services,gateway,demo,apps,scripts,tests,bench}';
const files = globSync(named.length > 0 ? named : [`${folders}/**/*.test.ts`], { exclude: (path) => path.includes('node_modules') });
const wanted = files.filter((file) => file.endsWith('.engines.test.ts') === args.includes('--engines')).map((file) => join(root, file)).toSorted();

const cluster = await startTestCluster();
process.env['TEST_DATABASE_URL'] = cluster.url;
const counts = { passed: 0, failed: 0, skipped: 0 };
const stream = run({ files: wanted, concurrency: 2, timeout: Number(process.env['TEST_TIMEOUT_MS'] ?? 600_000) });
stream.on('test:pass', (event) => count(event, 'passed')).on('test:fail', (event) => count(event, 'failed'));

function count({ details, skip }: { details: { type?: string | undefined }; skip?: string | boolean | undefined }, outcome: 'passed' | 'failed'): void {
  if (details.type === 'suite') return;
  counts[skip ? 'skipped' : outcome] += 1;
}

stream.compose(spec).pipe(process.stdout);
await new Promise((resolve) => stream.once('end', resolve));
await cluster.stop();
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`);
process.exitCode = counts.failed > 0 || (counts.passed === 0 && !args.includes('--engines')) ? 1 : 0;

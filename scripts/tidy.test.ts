import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

/** House rules about names and sizes, executed. See CONTRIBUTING.md. */
const root = join(import.meta.dirname, '..');
const files = globSync('{packages,services,gateway,demo,apps,tests,bench,scripts}/**/*.{ts,tsx,css,sql}', { cwd: root, exclude: (path) => path.includes('node_modules') || path.includes('dist') });
const code = files.filter((file) => /\.tsx?$/.test(file));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const show = (broken: readonly string[]) => broken.join('\n');

test('a file is short enough to live in: 400 lines, but for tables of demo products', () => {
  const long = code.filter((file) => !file.startsWith('demo/src/kinds/') && textOf(file).split('\n').length > 401);
  assert.equal(show(long), '');
});

test('lines are indented with spaces', () => {
  const broken = files.filter((file) => /^\t/m.test(textOf(file)));
  assert.equal(show(broken), '');
});

test('files are kebab-case', () => {
  const broken = files.filter((file) => !/^[a-z0-9]+([.-][a-z0-9]+|_[a-z0-9]+)*$/.test(basename(file)));
  assert.equal(show(broken), '');
});

test('the language is what Node strips: no enum, namespace or decorator, and no `any`', () => {
  const rules = [/^\s*(export\s+)?(const\s+)?enum\s/m, /^\s*(export\s+)?namespace\s/m, /^\s*@\w+\(/m, /\bas any\b/, /:\s*any\b(?!\w)/];
  const broken = code.filter((file) => !file.endsWith('tidy.test.ts') && rules.some((rule) => rule.test(withoutText(textOf(file)))));
  assert.equal(show(broken), '');
});

test('words with better names are not used as names', () => {
  const banned = /\b(?:const|let|function|class|interface|type)\s+\w*?(?:[vV]endor|[bB]asket(?!s?\b.*occur)|[hH]elper|[uU]tils?|DTO|[mM]anager)\w*\b/;
  const broken = code.filter((file) => !file.endsWith('tidy.test.ts')).flatMap((file) => textOf(file).split('\n').filter((line) => banned.test(line)).map((line) => `${file}: ${line.trim().slice(0, 120)}`));
  assert.equal(show(broken), '');
});

test('styles use logical properties, so that right-to-left languages need nothing more', () => {
  const physical = /(?:^|[;{\s])(?:margin|padding|border)-(?:left|right)\s*:|(?:^|[;{\s])(?:left|right)\s*:|text-align:\s*(?:left|right)/;
  const broken = files.filter((file) => file.endsWith('.css') && physical.test(textOf(file)));
  assert.equal(show(broken), '');
});

test('SQL stands in stores and migrations alone', () => {
  const broken = code.filter((file) => /\bsql(<[^`]*>)?`/.test(textOf(file)) && !/store\.ts$|\.test\.ts$|sample-[\w-]+\.ts$/.test(file) && !/^(packages|scripts|tests|bench)\//.test(file));
  assert.equal(show(broken), '');
});

/** What a simulation has to decide: time, chance, ids, the network. Where it begins, the adapters, may have it. */
const ambient = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\(|\brandomBytes\(|\bperformance\.now\(|\bsetTimeout\b|\bsetInterval\b|\bAbortSignal\.timeout\(|\bfetch\(|node:timers/;
const simulated = /^(packages\/(saga|event|contract)|services\/(order|payment|inventory|cart|pricing))\/src\//;
const adapters = /^packages\/contract\/src\/(runtime|connect)\.ts$|^packages\/event\/src\/log\.ts$|^services\/payment\/src\/providers\/|[.-]test(ing)?(-store)?\.ts$/;

test('time, chance, ids and the network come in as arguments where money and stock are moved', () => {
  const broken = code.filter((file) => simulated.test(file) && !adapters.test(file) && ambient.test(withoutText(textOf(file)) + importsOf(textOf(file))));
  assert.equal(show(broken), '');
});

test('every service has its README, contract, events, service and schema', () => {
  const broken = readdirSync(join(root, 'services')).flatMap((service) => ['README.md', 'src/contract.ts', 'src/events.ts', 'src/service.ts', `migrations/0001_${service}.sql`].map((file) => `services/${service}/${file}`)).filter((file) => !existsSync(join(root, file)));
  assert.equal(show(broken), '');
});

const importsOf = (text: string) => [...text.matchAll(/^import .* from '[^']+'/gm)].join('\n');

function withoutText(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''").replace(/`(?:[^`\\]|\\.)*`/g, '``');
}

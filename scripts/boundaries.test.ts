import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

/** The rules of ARCHITECTURE.md about who may import what, executed. */
const root = join(import.meta.dirname, '..');
const sources = globSync('{packages,services,gateway,demo,apps,tests,bench}/**/*.{ts,tsx}', { cwd: root, exclude: (path) => path.includes('node_modules') });

interface Import { readonly file: string; readonly from: string; readonly specifier: string; readonly is_test: boolean }

function ownerOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return ['packages', 'services', 'apps'].includes(first) ? `${first}/${second}` : first;
}

const imports: Import[] = sources.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/^(?:import|export)\b[^;'`]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  return specifiers.map((specifier) => ({ file, from: ownerOf(file), specifier, is_test: /\.test\.tsx?$|testing(-store)?\.ts$|sample-[\w-]+\.ts$|fixtures\//.test(file) || file.startsWith('tests/') }));
});

const packageOf = (specifier: string) => /^@orinoco\/([\w-]+)/.exec(specifier)?.[1];
const show = (broken: readonly Import[]) => broken.map(({ file, specifier }) => `${file} imports ${specifier}`).join('\n');
const exists = (folder: string) => existsSync(join(root, folder));

test('no file reaches into another package by a relative path', () => {
  const broken = imports.filter(({ file, from, specifier }) => specifier.startsWith('.') && ownerOf(relative(root, resolve(root, dirname(file), specifier))) !== from);
  assert.equal(show(broken), '');
});

test('a service knows other services by their contract and events alone', () => {
  const broken = imports.filter(({ from, specifier, is_test }) => {
    const target = packageOf(specifier);
    if (is_test || !from.startsWith('services/') || target === undefined || !exists(`services/${target}`) || from === `services/${target}`) return false;
    return !/^@orinoco\/[\w-]+\/(contract|events)$/.test(specifier);
  });
  assert.equal(show(broken), '');
});

test('packages know no business: they import only packages', () => {
  const broken = imports.filter(({ from, specifier, is_test }) => {
    const target = packageOf(specifier);
    return !is_test && from.startsWith('packages/') && target !== undefined && !exists(`packages/${target}`);
  });
  assert.equal(show(broken), '');
});

test('only the composition root and tests start services', () => {
  const broken = imports.filter(({ from, specifier, is_test }) => specifier.endsWith('/service') && packageOf(specifier) !== undefined && !is_test && from !== 'apps/server' && from !== 'bench');
  assert.equal(show(broken), '');
});

test('the gateway, the pages and the demo see services through contracts', () => {
  const broken = imports.filter(({ from, specifier, is_test }) => {
    const target = packageOf(specifier);
    if (is_test || !['gateway', 'apps/storefront', 'demo'].includes(from) || target === undefined || !exists(`services/${target}`)) return false;
    return !/^@orinoco\/[\w-]+\/(contract|events)$/.test(specifier);
  });
  assert.equal(show(broken), '');
});

test('every package declares what it imports', () => {
  const builtin = /^(node:|\.|virtual:)/;
  const declared = new Map<string, Set<string>>();
  const rootManifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object; devDependencies: object };
  const shared = new Set([...Object.keys(rootManifest.dependencies), ...Object.keys(rootManifest.devDependencies)]);
  const broken = imports.filter(({ from, specifier, is_test }) => {
    if (builtin.test(specifier) || specifier.includes('${') || !exists(`${from}/package.json`)) return false;
    const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '');
    if (is_test) return false;
    if (!declared.has(from)) {
      const manifest = JSON.parse(readFileSync(join(root, from, 'package.json'), 'utf8')) as { name: string; dependencies?: object };
      declared.set(from, new Set([manifest.name, ...Object.keys(manifest.dependencies ?? {})]));
    }
    return !declared.get(from)?.has(name) && !shared.has(name);
  });
  assert.equal(show(broken), '');
});

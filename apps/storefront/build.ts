import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { common, outDir, root } from './vite.config.ts';

/** Styles up to this size are written into the document; larger ones become a file. Bytes. */
const INLINE_STYLE_LIMIT = 40_000;

type Style = { text: string } | { url: string };
type Assets = { enhance_url: string; font_urls: string[]; styles: Record<string, Style> };
type BuiltFile = Rolldown.OutputChunk | Rolldown.OutputAsset;

const sourceFolders = [root, resolve(root, '../../packages/ui'), resolve(root, '../../packages/money')];

const found = async (pattern: string, cwd: string): Promise<string[]> => {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd })) files.push(file.replaceAll('\\', '/'));
  return files.sort();
};

/** A digest of every source that goes into the bundles. */
const sourcesDigest = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const folder of sourceFolders) {
    const files = await found('{*.ts,*.json,{src,public}/**/*.*}', folder);
    for (const file of files) {
      if (file.includes('.test.') || file.includes('fixtures')) continue;
      hash.update(file).update('\0').update(await readFile(resolve(folder, file)));
    }
  }
  return hash.digest('hex');
};

const outputOf = (built: Awaited<ReturnType<typeof build>>): BuiltFile[] =>
  (Array.isArray(built) ? built : [built]).flatMap((bundle) => ('output' in bundle ? bundle.output : []));

const writeFiles = async (files: { fileName: string; content: string | Uint8Array }[]): Promise<void> => {
  for (const { fileName, content } of files) {
    const path = resolve(outDir, 'client', fileName);
    await mkdir(resolve(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
};

/** The style files a page needs, those of its imports before its own. */
const styleFiles = (chunk: Rolldown.OutputChunk, chunks: Map<string, Rolldown.OutputChunk>, seen = new Set<string>()): string[] => {
  if (seen.has(chunk.fileName)) return [];
  seen.add(chunk.fileName);
  const imported = chunk.imports.flatMap((name) => {
    const next = chunks.get(name);
    return next ? styleFiles(next, chunks, seen) : [];
  });
  return [...imported, ...(chunk.viteMetadata?.importedCss ?? [])];
};

const buildStyles = async (): Promise<Pick<Assets, 'styles' | 'font_urls'>> => {
  const pages = await found('src/pages/*/page.tsx', root);
  const input = Object.fromEntries([['frame', 'src/frame/frame.tsx'], ...pages.map((page) => [page.split('/')[2] ?? page, page])].map(([name, path]) => [name, resolve(root, path ?? '')]));
  const files = outputOf(await build({ ...common, publicDir: false, build: { ...common.build, write: false, assetsInlineLimit: 1_024, rollupOptions: { input, preserveEntrySignatures: 'strict' } } }));
  const chunks = new Map(files.filter((file) => file.type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const assets = new Map(files.filter((file) => file.type === 'asset').map((asset) => [asset.fileName, asset.source]));
  const entryOf = (name: string): Rolldown.OutputChunk[] => [...chunks.values()].filter((chunk) => chunk.isEntry && chunk.name === name);
  const fonts = [...assets].filter(([name]) => name.endsWith('.woff2'));
  await writeFiles(fonts.map(([fileName, content]) => ({ fileName, content })));
  const styles: Record<string, Style> = {};
  for (const name of Object.keys(input)) {
    const names = new Set(['frame', name].flatMap(entryOf).flatMap((chunk) => styleFiles(chunk, chunks)));
    styles[name] = await placeStyle(name, [...names].map((file) => String(assets.get(file) ?? '')).join(''));
  }
  return { styles, font_urls: fonts.map(([name]) => `/${name}`).filter((url) => !url.includes('-ext-')) };
};

const placeStyle = async (name: string, text: string): Promise<Style> => {
  if (Buffer.byteLength(text) <= INLINE_STYLE_LIMIT) return { text };
  const fileName = `assets/${name}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.css`;
  await writeFiles([{ fileName, content: text }]);
  return { url: `/${fileName}` };
};

const buildClient = async (): Promise<Pick<Assets, 'enhance_url'>> => {
  // One style for all islands, thrown away: the pages' own styles already have every class.
  const files = outputOf(await build({
    ...common, publicDir: false,
    build: { ...common.build, write: false, cssCodeSplit: false, modulePreload: { polyfill: false }, rollupOptions: { input: resolve(root, 'src/enhance.ts') } },
  }));
  const scripts = files.filter((file) => file.type === 'chunk');
  await writeFiles(scripts.map(({ fileName, code }) => ({ fileName, content: code })));
  const entry = scripts.find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('the client build has no entry');
  return { enhance_url: `/${entry.fileName}` };
};

const assetsModule = (assets: Assets): Plugin => ({
  name: 'storefront-assets',
  resolveId: (id) => (id === 'virtual:storefront-assets' ? `\0${id}` : null),
  load: (id) => (id === '\0virtual:storefront-assets' ? `export const assets = ${JSON.stringify(assets)};` : null),
});

const buildServer = (assets: Assets) => build({
  ...common, publicDir: false, plugins: [assetsModule(assets)], ssr: { noExternal: true },
  build: { ...common.build, target: 'node24', ssr: resolve(root, 'src/entry.server.tsx'), outDir: resolve(outDir, 'server'), emptyOutDir: true, minify: false, rollupOptions: { output: { entryFileNames: 'entry.js' } } },
});

/**
 * Builds the pages' bundles into dist/storefront when a source has changed since the last time (or with `force`).
 * Answers whether it built. The server bundle is dist/storefront/server/entry.js, public files are in dist/storefront/client.
 */
export const buildStorefront = async ({ force = false }: { force?: boolean } = {}): Promise<{ is_built: boolean }> => {
  const stamp = resolve(outDir, '.stamp');
  const digest = await sourcesDigest();
  if (!force && existsSync(stamp) && (await readFile(stamp, 'utf8')) === digest) return { is_built: false };
  await rm(stamp, { force: true });
  await rm(resolve(outDir, 'client'), { recursive: true, force: true });
  await mkdir(resolve(outDir, 'client'), { recursive: true });
  await cp(resolve(root, 'public'), resolve(outDir, 'client'), { recursive: true });
  const [styles, client] = [await buildStyles(), await buildClient()];
  await buildServer({ ...styles, ...client });
  await writeFile(stamp, digest);
  return { is_built: true };
};

if (import.meta.main) {
  const { is_built } = await buildStorefront({ force: process.argv.includes('--force') });
  process.stdout.write(is_built ? 'storefront: built\n' : 'storefront: up to date\n');
}

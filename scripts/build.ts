import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { buildStorefront } from '@orinoco/storefront/build';
import { build } from 'vite';

/**
 * The production build: pages in dist/storefront, and the server as one bundle in dist/server. Libraries stay in
 * node_modules, since some carry binaries; our own packages are inside.
 */
const root = join(import.meta.dirname, '..');

/** The bundle has no sources to make pages from: it takes those that are made. */
const production = "process.env.NODE_ENV ??= 'production';";

/** A library that npm keeps in the folder of one package, since another needs another version, is inside as well: from dist it could not be found. */
function isExternal(id: string, importer: string | undefined): boolean {
  if (/^(@orinoco\/|[./]|\0|virtual:)/.test(id)) return false;
  const name = id.split('/').slice(0, id.startsWith('@') ? 2 : 1).join('/');
  for (let folder = dirname(importer ?? root); folder.startsWith(root) && folder !== root; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name))) return false;
  }
  return isBuiltin(id) || existsSync(join(root, 'node_modules', name));
}
await buildStorefront({ force: process.argv.includes('--force') });
await build({
  root, configFile: false, logLevel: 'warn', publicDir: false,
  ssr: { noExternal: true, external: ['@lobehub/fluent-emoji-3d'] },
  build: { ssr: true, outDir: join(root, 'dist/server'), emptyOutDir: true, target: 'node24', minify: false, sourcemap: true, rollupOptions: { input: { main: join(root, 'apps/server/src/main.ts'), 'shard-worker': join(root, 'services/search/src/sharding/shard-worker.ts') }, external: isExternal, output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', format: 'es', banner: (chunk: { name: string }) => (chunk.name === 'main' ? production : '') } } },
});
process.stdout.write('Built dist/storefront and dist/server. Start with: npm run start:production\n');

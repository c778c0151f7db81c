import { join } from 'node:path';
import { buildStorefront } from '@orinoco/storefront/build';
import { build } from 'vite';

/**
 * The production build: pages in dist/storefront, and the server as one bundle in dist/server. Libraries stay in
 * node_modules, since some carry binaries; our own packages are inside.
 */
const root = join(import.meta.dirname, '..');
await buildStorefront({ force: process.argv.includes('--force') });
await build({
  root, configFile: false, logLevel: 'warn', publicDir: false,
  ssr: { noExternal: [/^@orinoco\//], external: ['@lobehub/fluent-emoji-3d'] },
  build: { ssr: true, outDir: join(root, 'dist/server'), emptyOutDir: true, target: 'node24', minify: false, sourcemap: true, rollupOptions: { input: { main: join(root, 'apps/server/src/main.ts'), 'shard-worker': join(root, 'services/search/src/sharding/shard-worker.ts') }, external: [/^(?!@orinoco\/|[./]|\0|virtual:)/], output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', format: 'es' } } },
});
process.stdout.write('Built dist/storefront and dist/server. Start with: npm run start:production\n');

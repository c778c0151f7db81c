import { basename, dirname, resolve } from 'node:path';
import type { UserConfig } from 'vite';

/** The folder of the storefront's sources. */
export const root = import.meta.dirname;
/** Where the bundles go. */
export const outDir = resolve(root, '../../dist/storefront');

const owners = new Map<string, string>();

/** Readable and the same in every build: the component (or the page's folder) and the name. Two files may not share a prefix. */
export const scopedName = (name: string, filename: string): string => {
  const file = (filename.split('?')[0] ?? filename);
  const own = basename(file, '.module.css');
  const prefix = own === 'page' ? `${basename(dirname(file))}-page` : own;
  const owner = owners.get(prefix);
  if (owner !== undefined && owner !== file) throw new Error(`${file} and ${owner} would share the class prefix "${prefix}"; rename one`);
  owners.set(prefix, file);
  return `${prefix}_${name}`;
};

/** What the three builds (styles, client, server) have in common. */
export const common = {
  root,
  configFile: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  css: { modules: { generateScopedName: scopedName } },
  build: { target: 'es2022', cssTarget: ['chrome120', 'safari17', 'firefox121'], reportCompressedSize: false },
} satisfies UserConfig & { configFile: false };

export default common;

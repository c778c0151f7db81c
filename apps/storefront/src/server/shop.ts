import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCache, type Cache } from '@orinoco/cache';
import type { PageName, PageView } from '../pages.tsx';
import type { FrameProps } from '../types.ts';
import { checkedClients } from './checked-clients.ts';
import { createDirectory, type Directory } from './directory.ts';
import type { StorefrontClients, StorefrontOptions } from './options.ts';
import type { Prepared } from './prepared.ts';

/** Renders a page's whole document: the build's `entry.js`. */
export type RenderPage = <Name extends PageName>(name: Name, view: PageView[Name], frame: FrameProps) => string;

/** What all requests share. */
export interface Shop {
  readonly options: StorefrontOptions;
  readonly clients: StorefrontClients;
  readonly directory: Directory;
  readonly documents: Cache<Prepared>;
  readonly renderPage: RenderPage;
}

/** Anonymous pages are kept this long; about 60 KB each. */
const documents_kept = { max_entries: 500, fresh_ms: 5_000, stale_ms: 60_000 } as const;

export async function openShop(options: StorefrontOptions): Promise<Shop> {
  const clients = checkedClients(options.clients);
  const { renderPage } = (await import(pathToFileURL(join(options.folder, 'server/entry.js')).href)) as { renderPage: RenderPage };
  const onRefreshError = (key: string, error: unknown) => options.log.warn({ path: key.slice(0, 200), err: error }, 'a kept page could not be refreshed');
  return { options, clients, directory: createDirectory(clients, Date.now), documents: createCache<Prepared>({ ...documents_kept, clock: Date.now, onRefreshError }), renderPage };
}

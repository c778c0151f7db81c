import { randomUUID } from 'node:crypto';
import { createCache } from '@orinoco/cache';
import { fail, serviceCall } from '@orinoco/contract';
import type { FastifyInstance } from 'fastify';
import { textLinks } from '../pages/text/texts.ts';
import { urls } from '../urls.ts';
import type { Directory } from './directory.ts';
import type { StorefrontClients } from './options.ts';

/** Addresses in one file; the protocol allows 50,000 (https://www.sitemaps.org/protocol.html). */
export const chunk_size = 5_000;
const page_size = 100;
const hour_ms = 3_600_000;

export interface SitemapOptions { readonly clients: Pick<StorefrontClients, 'catalog' | 'search' | 'seller'>; readonly directory: Directory; readonly public_url: string }

/** /robots.txt, the index at /sitemap.xml, and its files: categories, sellers and products. Each is made at most once an hour. */
export function mountSitemap(app: FastifyInstance, options: SitemapOptions): void {
  const files = createCache<string>({ max_entries: 50, fresh_ms: hour_ms, stale_ms: 24 * hour_ms, clock: Date.now });
  const robots = `User-agent: *\nDisallow: /cart\nDisallow: /checkout\nDisallow: /account\nDisallow: /orders\nDisallow: /v1/\nDisallow: /demo/\nSitemap: ${absolute(options.public_url, '/sitemap.xml')}\n`;
  app.get('/robots.txt', (_request, reply) => reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=3600').send(robots));
  app.get('/sitemap.xml', async (_request, reply) => reply.type('application/xml; charset=utf-8').header('cache-control', 'public, max-age=3600').send(await files.get('index', () => sitemapIndex(options))));
  app.get<{ Params: { name: string } }>('/sitemaps/:name', async (request, reply) => {
    const { name } = request.params;
    if (!/^(categories|sellers|products-[1-9]\d{0,2})\.xml$/.test(name)) throw fail('not_found');
    const text = await files.get(name, () => sitemapFile(options, name));
    return reply.type('application/xml; charset=utf-8').header('cache-control', 'public, max-age=3600').send(text);
  });
}

async function sitemapIndex({ clients, public_url }: SitemapOptions): Promise<string> {
  const { total_count } = await clients.search.search({ page_size: 1 }, sitemapCall());
  const chunks = Array.from({ length: Math.max(1, Math.min(200, Math.ceil(total_count / chunk_size))) }, (_, index) => `products-${index + 1}.xml`);
  const entries = ['categories.xml', 'sellers.xml', ...chunks].map((name) => `<sitemap><loc>${absolute(public_url, `/sitemaps/${name}`)}</loc></sitemap>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join('')}</sitemapindex>\n`;
}

async function sitemapFile(options: SitemapOptions, name: string): Promise<string> {
  const paths = name === 'categories.xml' ? await categoryPaths(options) : name === 'sellers.xml' ? await sellerPaths(options) : await productPaths(options, Number(/\d+/.exec(name)?.[0] ?? 1));
  const entries = paths.map((path) => `<url><loc>${absolute(options.public_url, path)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join('')}</urlset>\n`;
}

async function categoryPaths({ directory }: SitemapOptions): Promise<string[]> {
  const { all } = await directory.categories();
  return [urls.home, urls.departments, ...textLinks.map((text) => urls.help(text.handle)), ...all.filter((category) => category.product_count > 0).map((category) => urls.category(category.handle))];
}

async function sellerPaths({ clients }: SitemapOptions): Promise<string[]> {
  const paths: string[] = [];
  for (let page = 1; paths.length < chunk_size; page += 1) {
    const { sellers, has_more } = await clients.seller.listSellers({ page, page_size }, sitemapCall());
    paths.push(...sellers.map((seller) => urls.seller(seller.handle)));
    if (!has_more) break;
  }
  return paths;
}

async function productPaths({ clients }: SitemapOptions, chunk: number): Promise<string[]> {
  const paths: string[] = [];
  const first_page = ((chunk - 1) * chunk_size) / page_size + 1;
  for (let page = first_page; page < first_page + chunk_size / page_size; page += 1) {
    const { listings, has_more } = await clients.catalog.listListings({ sort: 'newest', page, page_size }, sitemapCall());
    paths.push(...listings.map((listing) => urls.product(listing.handle)));
    if (!has_more) break;
  }
  return paths;
}

function sitemapCall() {
  return serviceCall('storefront', randomUUID(), Date.now() + 10_000);
}

function absolute(public_url: string, path: string): string {
  return new URL(path, public_url).href.replaceAll('&', '&amp;');
}

import type { SearchDocument, SearchEngine, SearchQuery, SearchResult } from '../port.ts';

/** A document for tests: unremarkable but for what is given. */
export function sampleDocument(product_id: string, given: Partial<SearchDocument> = {}): SearchDocument {
  return {
    product_id, version: 1, handle: product_id, title: product_id, description: '', brand: 'Acme', brand_handle: 'acme',
    seller_handles: ['north'], category_path: [{ handle: 'electronics', name: 'Electronics' }], identifiers: [], attributes: {},
    price_minor: 1000, currency: 'USD', is_in_stock: true, popularity: 0, condition: 'new', created_at: '2026-01-01T00:00:00Z',
    ...given,
  };
}

/** Documents of these titles, with ids p0, p1, ... */
export function titled(...titles: string[]): SearchDocument[] {
  return titles.map((title, i) => sampleDocument(`p${i}`, { title }));
}

/** A first page by relevance, unless given otherwise. */
export function ask(engine: SearchEngine, text: string, given: Partial<SearchQuery> = {}): Promise<SearchResult> {
  return engine.search({ text, page: 1, page_size: 20, sort: 'relevance', filters: [], ...given });
}

export async function foundIds(engine: SearchEngine, text: string, given: Partial<SearchQuery> = {}): Promise<string[]> {
  return (await ask(engine, text, given)).hits.map((hit) => hit.product_id);
}

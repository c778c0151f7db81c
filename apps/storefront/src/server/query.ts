const plain = new Set(['text', 'page', 'sort', 'variant', 'step', 'notice', 'return_to', 'token', 'payment_token', 'reviews', 'review_page', 'verbatim', 'period', 'edit', 'status', 'group']);
const filter = /^(?:brand|price|rating|condition|seller|category|availability|delivery|ships_to|attribute\.[\w.-]{1,60})$/;
const max_values = 50;

/**
 * The parameters that pages know, sorted, empty and repeated ones left out: two addresses of the same page become one,
 * and what campaigns append does not multiply pages.
 */
export function readQuery(url: string): URLSearchParams {
  const start = url.indexOf('?');
  if (start < 0) return new URLSearchParams();
  const given = [...new URLSearchParams(url.slice(start + 1))].filter(([name, value]) => value !== '' && value.length <= (name === 'text' ? 500 : 300) && (plain.has(name) || filter.test(name)));
  const sorted = given.slice(0, max_values).toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return new URLSearchParams(sorted.filter(([name, value], index) => name !== sorted[index - 1]?.[0] || (filter.test(name) && value !== sorted[index - 1]?.[1])));
}

/** The filters of a list of products: every parameter that is one, in the address's own words. */
export function filtersOf(query: URLSearchParams): { readonly field: string; readonly value: string }[] {
  return [...query].filter(([name]) => filter.test(name)).map(([field, value]) => ({ field, value }));
}

/** The number of the page of results, from 1. */
export function pageOf(query: URLSearchParams): number {
  const page = query.get('page') ?? '1';
  return /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1;
}

export function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

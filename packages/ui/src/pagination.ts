/** The pages to show: first, last, the current one and its neighbours; null marks a gap of at least two pages. */
export const pageWindow = (page: number, page_count: number): (number | null)[] => {
  const shown = new Set([1, page_count, page - 1, page, page + 1].filter((number) => number >= 1 && number <= page_count));
  const pages: (number | null)[] = [];
  let previous = 0;
  for (const number of [...shown].sort((a, b) => a - b)) {
    if (number - previous === 2) pages.push(number - 1);
    else if (number - previous > 2) pages.push(null);
    pages.push(number);
    previous = number;
  }
  return pages;
};

/** The address of a page of results; the first page has no parameter, so that it has one address. */
export const pageUrl = (base_url: string, page: number): string => {
  if (page <= 1) return base_url;
  return `${base_url}${base_url.includes('?') ? '&' : '?'}page=${page}`;
};

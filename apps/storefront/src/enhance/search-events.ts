import type { ShownResults } from '../types.ts';

const url = '/v1/search-events';

/** Whoever says that they do not want to be followed is not, not even without a name. */
const wantsToBeLeftAlone = (): boolean => navigator.doNotTrack === '1' || (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

/** Sent by the browser in its own time, also while the page is being left. */
const send = ({ text, page, total_count }: ShownResults, kind: 'impression' | 'click', products: { product_id: string; position: number }[]): void => {
  navigator.sendBeacon(url, new Blob([JSON.stringify({ text, page, kind, total_count, products })], { type: 'application/json' }));
};

/** Calls back once somebody looks at the page: it may have been loaded ahead or in another tab. */
const onceSeen = (callback: () => void): void => {
  if (document.visibilityState === 'visible') return callback();
  document.addEventListener('visibilitychange', () => onceSeen(callback), { once: true });
};

/** The address of the product that was clicked: its link, or the link of the card whose button was pressed. */
const pathOfClick = (target: EventTarget | null): string | undefined => {
  if (!(target instanceof Element) || !target.closest('a, button')) return undefined;
  return (target.closest('a') ?? target.closest('li')?.querySelector('a'))?.pathname;
};

/** Tells which products a search showed and which of them were followed: once a view, and once a product. */
export const enhanceSearchEvents = (): void => {
  const root = document.querySelector<HTMLElement>('[data-search-view]');
  if (!root || wantsToBeLeftAlone()) return;
  const shown = JSON.parse(root.dataset['searchView'] ?? '') as ShownResults;
  const byPath = new Map(shown.products.map(([product_id, handle], index) => [`/p/${handle}`, { product_id, position: shown.first + index }]));
  const [navigation] = performance.getEntriesByType('navigation');
  // Who comes back from a product sees the same view again.
  const is_return = navigation instanceof PerformanceNavigationTiming && navigation.type === 'back_forward';
  if (!is_return) onceSeen(() => send(shown, 'impression', [...byPath.values()]));
  const onClick = (event: MouseEvent): void => {
    // The right button opens a menu and follows nothing.
    if (event.button > 1) return;
    const path = pathOfClick(event.target) ?? '';
    const product = byPath.get(path);
    if (!product) return;
    byPath.delete(path);
    send(shown, 'click', [product]);
  };
  root.addEventListener('click', onClick);
  root.addEventListener('auxclick', onClick);
};

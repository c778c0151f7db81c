import { mediaUrl, sourceSet } from '@orinoco/ui/picture.ts';
import { assets } from 'virtual:storefront-assets';
import type { FrameProps } from './types.ts';

/** What a page says about itself to browsers, search engines and link previews. */
export type Head = {
  title: string; description: string;
  /** The picture for link previews. */
  media_key?: string | null;
  /** The largest picture of the first screen, loaded before the parser meets it. */
  preload?: { media_key: string; width: number; sizes: string } | null;
  /** Schema.org objects. */
  json_ld?: object[];
  /** Private, empty and duplicate pages stay out of search engines. */
  is_indexed?: boolean;
  og_type?: 'website' | 'product';
};

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML content and quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** JSON that cannot end its script element. */
export const scriptJson = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

const rightToLeft = new Set(['ar', 'he', 'fa', 'ur', 'ps', 'yi', 'dv', 'ckb', 'sd', 'ug']);

/** The writing direction of a BCP 47 locale. */
export const direction = (locale: string): 'ltr' | 'rtl' => (rightToLeft.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr');

// Speculative loads must not touch addresses that change something or are personal.
const speculationRules = scriptJson({
  prefetch: [{ where: { and: [{ href_matches: '/*' }, { not: { href_matches: ['/cart*', '/checkout*', '/account*', '/orders*', '/sign-*', '/reset-password*', '/demo/*', '/docs*', '/openapi.json', '/v1/*', '/media/*'] } }, { not: { selector_matches: '[rel~=nofollow]' } }] }, eagerness: 'moderate' }],
});

const meta = (head: Head, frame: FrameProps): string => {
  const image = head.media_key ? new URL(mediaUrl(head.media_key, 960, 'webp'), frame.canonical_url).href : null;
  return [
    `<title>${escapeHtml(head.title)}</title>`,
    `<meta name="description" content="${escapeHtml(head.description)}">`,
    head.is_indexed === false ? '<meta name="robots" content="noindex">' : `<link rel="canonical" href="${escapeHtml(frame.canonical_url)}">`,
    `<meta property="og:site_name" content="Orinoco"><meta property="og:type" content="${head.og_type ?? 'website'}"><meta property="og:title" content="${escapeHtml(head.title)}"><meta property="og:description" content="${escapeHtml(head.description)}"><meta property="og:url" content="${escapeHtml(frame.canonical_url)}">`,
    image ? `<meta property="og:image" content="${escapeHtml(image)}"><meta name="twitter:card" content="summary_large_image">` : '',
  ].join('');
};

const preloads = (head: Head): string => {
  const fonts = assets.font_urls.map((url) => `<link rel="preload" href="${url}" as="font" type="font/woff2" crossorigin>`).join('');
  if (!head.preload) return fonts;
  const { media_key, width, sizes } = head.preload;
  return `${fonts}<link rel="preload" as="image" type="image/avif" imagesrcset="${escapeHtml(sourceSet(media_key, 'avif', width))}" imagesizes="${escapeHtml(sizes)}" fetchpriority="high">`;
};

const style = (page_name: string, nonce: string): string => {
  const found = assets.styles[page_name] ?? assets.styles['frame'];
  if (!found) return '';
  return 'text' in found ? `<style nonce="${nonce}">${found.text}</style>` : `<link rel="stylesheet" href="${found.url}">`;
};

/** The whole document around a rendered body. Every inline tag carries the request's nonce; there is no style attribute anywhere. */
export const renderDocument = ({ page_name, head, frame, body }: { page_name: string; head: Head; frame: FrameProps; body: string }): string => {
  const nonce = escapeHtml(frame.nonce);
  const jsonLd = (head.json_ld ?? []).map((entry) => `<script type="application/ld+json" nonce="${nonce}">${scriptJson(entry)}</script>`).join('');
  return `<!doctype html><html lang="${escapeHtml(frame.locale)}" dir="${direction(frame.locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`
    + `<script nonce="${nonce}">document.documentElement.dataset.script=""</script>`
    + meta(head, frame)
    + '<meta name="theme-color" content="#0c332d"><link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="manifest" href="/manifest.webmanifest">'
    + preloads(head) + style(page_name, nonce)
    + `<script type="module" nonce="${nonce}" src="${assets.enhance_url}"></script>`
    + `<script type="speculationrules" nonce="${nonce}">${speculationRules}</script>${jsonLd}</head><body>${body}</body></html>`;
};

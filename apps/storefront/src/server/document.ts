import { createHash } from 'node:crypto';

/** What a page may load beyond the shop itself. Origins, or sources of the Content Security Policy. */
export interface PagePolicy { readonly frame_src?: readonly string[]; readonly form_action?: readonly string[] }

export interface SealedDocument { readonly html: string; readonly policy: string }

const hashes = new Map<string, string>();

function hashOf(text: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const hash = `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // Scripts and styles come from the build, so there are few; the bound is for a page that would make its own.
  if (hashes.size > 200) hashes.clear();
  hashes.set(text, hash);
  return hash;
}

/**
 * Turns the nonces of a rendered document into hashes in its policy, so that one document can be sent to everybody. The
 * nonce was random when it was rendered: markup that somebody smuggled in cannot carry it and gets no hash.
 */
export function sealDocument(html: string, nonce: string, page: PagePolicy = {}): SealedDocument {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const mark = ` nonce="${nonce}"`;
  for (let at = html.indexOf(mark); at >= 0; at = html.indexOf(mark, at + mark.length)) {
    const tag = html.slice(html.lastIndexOf('<', at), at);
    const name = tag.startsWith('<style') ? 'style' : 'script';
    const body = html.slice(html.indexOf('>', at) + 1, html.indexOf(`</${name}>`, at));
    if (body !== '' && !tag.includes('ld+json')) (name === 'style' ? styles : scripts).add(hashOf(body));
  }
  return { html: html.replaceAll(mark, ''), policy: policyOf([...scripts], [...styles], page) };
}

export function policyOf(scripts: readonly string[], styles: readonly string[], { frame_src = [], form_action = [] }: PagePolicy = {}): string {
  return [
    "default-src 'none'", ["script-src 'self'", ...scripts].join(' '), ["style-src 'self'", ...styles].join(' '), "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "manifest-src 'self'",
    `frame-src ${frame_src.length > 0 ? frame_src.join(' ') : "'none'"}`, ["form-action 'self'", ...form_action].join(' '), "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
  ].join('; ');
}

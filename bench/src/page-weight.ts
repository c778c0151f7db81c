import { brotliCompressSync, gzipSync } from 'node:zlib';

export interface Script { readonly path: string; readonly bytes: number; readonly gzip_bytes: number; readonly brotli_bytes: number; readonly is_at_once: boolean }
export interface PageWeight {
  readonly path: string;
  readonly html_bytes: number;
  readonly html_gzip_bytes: number;
  readonly html_brotli_bytes: number;
  /** What a browser gets that accepts both, and in which coding. */
  readonly sent_bytes: number;
  readonly sent_coding: string;
  readonly scripts: readonly Script[];
}

/** Weighs a page and every script it can load: those in the document at once, those they import when something is touched or seen. */
export async function weighPage(shop_url: string, path: string): Promise<PageWeight> {
  const html = Buffer.from(await (await fetch(`${shop_url}${path}`, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer());
  const { sent_bytes, sent_coding } = await sentSize(`${shop_url}${path}`);
  const text = html.toString();
  const first = [...text.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.m?js)"/g)].map((match) => match[1] ?? '');
  const scripts = new Map<string, Script>();
  await weighScripts(shop_url, first, true, scripts);
  return { path, html_bytes: html.length, html_gzip_bytes: gzipSync(html).length, html_brotli_bytes: brotliCompressSync(html).length, sent_bytes, sent_coding, scripts: [...scripts.values()] };
}

async function weighScripts(shop_url: string, paths: readonly string[], is_at_once: boolean, known: Map<string, Script>): Promise<void> {
  for (const path of paths) {
    if (known.has(path)) continue;
    const body = Buffer.from(await (await fetch(`${shop_url}${path}`, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer());
    known.set(path, { path, bytes: body.length, gzip_bytes: gzipSync(body).length, brotli_bytes: brotliCompressSync(body).length, is_at_once });
    const code = body.toString();
    const resolve = (name: string) => new URL(name, new URL(path, shop_url)).pathname;
    const needed = [...code.matchAll(/\b(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g)].map((match) => resolve(match[1] ?? ''));
    const later = [...code.matchAll(/\bimport\(\s*["'`](\.[^"'`]+\.js)["'`]/g)].map((match) => resolve(match[1] ?? ''));
    await weighScripts(shop_url, needed, is_at_once, known);
    await weighScripts(shop_url, later, false, known);
  }
}

/** Bytes on the wire. `fetch` undoes the coding, so the answer's length is counted below it. */
async function sentSize(url: string): Promise<{ sent_bytes: number; sent_coding: string }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url, { headers: { 'accept-encoding': 'gzip, br' } }, (response) => {
      let sent_bytes = 0;
      response.on('data', (chunk: Buffer) => { sent_bytes += chunk.length; });
      response.on('end', () => resolve({ sent_bytes, sent_coding: response.headers['content-encoding'] ?? 'identity' }));
    }).on('error', reject).end();
  });
}

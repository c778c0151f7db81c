import type { Contract, Method } from '@orinoco/contract';
import { splitInput, type ObjectSchema } from '@orinoco/http';
import { errorCatalogue } from './openapi.ts';

const style = `:root{color-scheme:light}body{font:16px/1.6 system-ui,sans-serif;margin:0;color:#1d2733;background:#fff}main{max-width:68rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:2rem;margin:.2em 0}h2{margin:2.5em 0 .5em;text-transform:capitalize;border-bottom:2px solid #e4e9ee;padding-bottom:.2em}
details{border:1px solid #dfe5ea;border-radius:8px;margin:.6rem 0;padding:.5rem .9rem}summary{cursor:pointer;min-height:28px}summary:focus-visible,a:focus-visible{outline:3px solid #0b6e6e;outline-offset:2px}code{font:14px/1.5 ui-monospace,monospace}.verb{display:inline-block;min-width:4.2em;font-weight:700;color:#0b5c5c}pre{overflow:auto;background:#f5f7f9;padding:.8rem;border-radius:6px}table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.35rem .6rem;border-bottom:1px solid #e8edf1;vertical-align:top}a{color:#0b5c7d}`;

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Orinoco</title><style>${style}</style></head><body><main>${body}</main></body></html>`;
}

/** The API reference: every public method with its fields, who may call it, and its codes. Made from the contracts. */
export function docsPage(contracts: readonly Contract[]): string {
  const sections = contracts.map((contract) => {
    const methods = Object.values(contract.methods).filter((method) => method.http !== undefined);
    return methods.length === 0 ? '' : `<h2 id="${contract.service}">${contract.service}</h2>${methods.map((method) => methodEntry(method)).join('')}`;
  });
  return page('API reference', `<h1>API reference</h1><p>REST and JSON. Amounts are integers in minor units; times are RFC 3339 in UTC. The machine-readable document is <a href="/openapi.json">openapi.json</a>; the <a href="/docs/errors">error catalogue</a> lists every code.</p>${sections.join('')}`);
}

function methodEntry(method: Method): string {
  const { verb, path, params, query, body } = splitInput(method);
  const codes = (method.errors ?? []).map((code) => `<a href="/docs/errors#${code}"><code>${code}</code></a>`).join(', ');
  return `<details><summary><code><span class="verb">${verb}</span> ${escape(path)}</code> — ${escape(method.summary)}</summary>
<p>May be called by: ${method.access.filter((who) => who !== 'service').join(', ')}. ${method.idempotency_key ? 'Takes an <code>Idempotency-Key</code>.' : ''}</p>
${fields('In the path', params)}${fields('In the query', query)}${body ? fields('In the body', body) : ''}
${codes ? `<p>Own codes: ${codes}</p>` : ''}<p>Answer</p><pre><code>${escape(JSON.stringify(method.output, null, 1).slice(0, 6000))}</code></pre></details>`;
}

function fields(title: string, schema: ObjectSchema): string {
  const rows = Object.entries(schema.properties).map(([name, property]) => `<tr><td><code>${escape(name)}</code>${schema.required.includes(name) ? '' : ' (optional)'}</td><td><code>${escape(JSON.stringify(property).slice(0, 400))}</code></td></tr>`);
  return rows.length === 0 ? '' : `<table><caption>${title}</caption><tbody>${rows.join('')}</tbody></table>`;
}

/** What problem types point to: every code, its status and what it says. */
export function errorsPage(contracts: readonly Contract[]): string {
  const rows = errorCatalogue(contracts).map(({ code, status, title, service }) => `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escape(title)}</td><td>${service}</td></tr>`);
  return page('Errors', `<h1>Errors</h1><p>Every failure is a problem document (RFC 9457) with one of these codes. <a href="/docs">API reference</a></p><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">From</th></tr></thead><tbody>${rows.join('')}</tbody></table>`);
}

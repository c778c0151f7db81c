import { html, trusted } from '../outside/html.ts';
import type { ParcelStatus } from './route.ts';
import type { Label, Scan } from './store.ts';

const titles: Readonly<Record<ParcelStatus, string>> = {
  label_created: 'Label printed', picked_up: 'Picked up', in_transit: 'On its way', out_for_delivery: 'Out for delivery', delivered: 'Delivered', cancelled: 'Cancelled',
};

const style = `
:root { color-scheme: light; }
body { margin: 0; padding: 1rem; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: #16181d; background: #f4f5f7; }
main { max-inline-size: 32rem; margin-inline: auto; background: #fff; border-radius: .75rem; padding: 1.5rem; }
p { margin: 0; } h1 { margin: .25rem 0; font-size: 1.75rem; line-height: 1.2; } .soft { color: #565c66; font-size: .9375rem; }
ol { list-style: none; margin: 1.5rem 0 0; padding: 0; }
li { position: relative; padding: 0 0 1.25rem 1.75rem; }
li::before { content: ''; position: absolute; inset-inline-start: 0; inset-block-start: .4rem; inline-size: .75rem; block-size: .75rem; border-radius: 50%; background: #8a919c; }
li::after { content: ''; position: absolute; inset-inline-start: .3125rem; inset-block: 1.3rem -.25rem; inline-size: 2px; background: #dde0e5; }
li:last-child { padding-block-end: 0; } li:last-child::after { display: none; }
li:first-child::before { background: #16181d; } li:first-child { font-weight: 600; } li .soft { font-weight: 400; }
`;

/** What anybody with the number may see: cities and times, no names and no streets. Times are UTC. */
export function trackPage(label: Label, scans: readonly Scan[]): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${titles[label.status]} · ${label.tracking_number}</title><link rel="icon" href="data:,"><style>${trusted(style)}</style></head>
<body><main>
<p class="soft">Orinoco Carrier · ${label.tracking_number}</p>
<h1>${titles[label.status]}</h1>
<p class="soft">From ${label.request.from.city} to ${label.request.to.city}</p>
<ol>${scans.toReversed().map((scan) => html`<li>${scan.description}<br><span class="soft">${scan.city} · <time datetime="${scan.occurred_at}">${scan.occurred_at.slice(0, 16).replace('T', ' ')} UTC</time></span></li>`)}</ol>
</main></body>
</html>`.text;
}

const style = `:root{color-scheme:light}body{font:17px/1.6 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;color:#1d2733;background:#f5f7f9}main{max-width:30rem;margin:1.25rem;padding:2rem;border-radius:12px;background:#fff;border:1px solid #dfe5ea}h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}p{margin:0 0 1.25rem}a{display:inline-block;padding:.7rem 1.2rem;border-radius:8px;background:#0b5c5c;color:#fff;text-decoration:none;font-weight:600}a:focus-visible{outline:3px solid #0b5c7d;outline-offset:3px}`;

/** What people see when the shop cannot show them a page just now. It needs nothing else of the shop, and asks again by itself. */
export const busyPage = {
  policy: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><meta http-equiv="refresh" content="5"><title>Very busy · Orinoco</title><style>${style}</style></head><body><main><h1>Many people are shopping right now</h1><p>This page will open by itself in a few seconds. Your cart is safe, and nothing has been ordered or charged.</p><a href="">Try again now</a></main></body></html>`,
} as const;

/** One style sheet for the hosted fields and the full pages: neutral, so that it sits in any shop. */
export const providerStyle = `
:root { color-scheme: light; --ink: #16181d; --soft: #565c66; --line: #8a919c; --focus: #1d4ed8; --wrong: #b3131b; --panel: #f4f5f7; }
*, *::before, *::after { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; color: var(--ink); background: transparent; -webkit-text-size-adjust: 100%; }
body { margin: 0; }
/* Room for the focus ring, which the edge of an iframe would cut. */
body.fields { padding: 3px; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0; }
p { margin: 0; }
a { color: var(--focus); }
.form { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: 0; }
.form > * { grid-column: 1 / -1; min-inline-size: 0; }
.form > .half { grid-column: auto; }
label { display: block; font-size: .9375rem; font-weight: 600; margin-block-end: .375rem; }
.control { position: relative; }
input { inline-size: 100%; min-block-size: 3rem; padding: .625rem .75rem; font: inherit; color: inherit; background: #fff; border: 1px solid var(--line); border-radius: .5rem; appearance: none; }
input::placeholder { color: #6b727d; opacity: 1; }
input:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; border-color: var(--focus); }
input[aria-invalid='true'] { border-color: var(--wrong); box-shadow: inset 0 0 0 1px var(--wrong); }
#number { padding-inline-end: 6.5rem; font-variant-numeric: tabular-nums; }
#brand { position: absolute; inset-block: 0; inset-inline-end: .75rem; display: flex; align-items: center; font-size: .8125rem; font-weight: 600; color: var(--soft); pointer-events: none; }
#brand[data-brand='visa']::after { content: 'Visa'; }
#brand[data-brand='mastercard']::after { content: 'Mastercard'; }
#brand[data-brand='amex']::after { content: 'Amex'; }
.wrong { font-size: .875rem; color: var(--wrong); }
.wrong:not(:empty) { margin-block-start: .375rem; }
.wrong:not(:empty)::before { content: '! '; font-weight: 700; }
[aria-busy='true'] input { opacity: .6; }
.submit-on-enter { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); border: 0; padding: 0; }
.sandbox { font-size: .875rem; color: var(--soft); background: var(--panel); border-radius: .5rem; padding: .625rem .75rem; }
.sandbox summary { cursor: pointer; min-block-size: 1.5rem; }
.sandbox summary:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: .25rem; }
.sandbox ul { list-style: none; margin: .5rem 0 0; padding: 0; display: grid; gap: .375rem; }
.sandbox li { display: flex; flex-wrap: wrap; gap: 0 .75rem; }
.sandbox code, .facts dd { font-variant-numeric: tabular-nums; }
.sandbox code { font: 600 .875rem/1.5 ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; color: var(--ink); white-space: nowrap; }
body.page { min-block-size: 100vh; background: var(--panel); padding: 1rem; display: grid; place-items: start center; }
@media (min-width: 600px) { body.page { padding-block: 3rem; } }
main { inline-size: 100%; max-inline-size: 28rem; background: #fff; border-radius: .75rem; padding: 1.5rem; display: grid; gap: 1.25rem; box-shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 4px 16px rgb(0 0 0 / 6%); }
.mark { font-size: .875rem; font-weight: 700; color: var(--soft); }
.total { font-size: 1.75rem; font-weight: 700; line-height: 1.2; }
.facts { display: grid; gap: .5rem; margin: 0; padding-block: .75rem; border-block: 1px solid #dde0e5; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; text-align: end; overflow-wrap: anywhere; }
.actions { display: grid; gap: .75rem; }
button, .button { display: block; inline-size: 100%; min-block-size: 3rem; padding: .625rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: #fff; background: var(--ink); border: 1px solid var(--ink); border-radius: .5rem; cursor: pointer; }
button.quiet { color: var(--ink); background: #fff; border-color: var(--line); }
button:hover { background: #33373f; }
button.quiet:hover { background: var(--panel); }
button:focus-visible, .button:focus-visible, a:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
`;

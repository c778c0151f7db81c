import { formatMoney } from '@orinoco/money';
import { html, type Html } from '../outside/html.ts';
import { testCards, groupCardNumber, type CardForm } from './cards.ts';
import type { Payment } from './payment.ts';
import type { Session } from './store.ts';

export type FieldErrors = Partial<Record<keyof CardForm, string>>;

interface PageShell { title: string; body_class: 'fields' | 'page'; has_script?: boolean }

function page(shell: PageShell, content: Html): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${shell.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/pay.css">
${shell.has_script === true && html`<script src="/assets/fields.js" defer></script>`}
</head>
<body class="${shell.body_class}">
${content}
</body>
</html>`;
  return text;
}

interface FieldSpec { name: keyof CardForm; label: string; autocomplete: string; is_numeric: boolean; placeholder: string; max_length: number; is_half?: boolean }

const fields: readonly FieldSpec[] = [
  { name: 'number', label: 'Card number', autocomplete: 'cc-number', is_numeric: true, placeholder: '1234 1234 1234 1234', max_length: 23 },
  { name: 'expiry', label: 'Expiry date', autocomplete: 'cc-exp', is_numeric: true, placeholder: 'MM / YY', max_length: 9, is_half: true },
  { name: 'cvc', label: 'Security code', autocomplete: 'cc-csc', is_numeric: true, placeholder: 'CVC', max_length: 4, is_half: true },
  { name: 'name', label: 'Name on card', autocomplete: 'cc-name', is_numeric: false, placeholder: '', max_length: 100 },
];

/** The security code and the number are never put back into a page. */
function field(spec: FieldSpec, errors: FieldErrors, values: Partial<CardForm>): Html {
  const { name } = spec;
  const value = name === 'expiry' || name === 'name' ? (values[name] ?? '') : '';
  return html`<div class="${spec.is_half === true ? 'half' : 'full'}">
<label for="${name}">${spec.label}</label>
<div class="control"><input id="${name}" name="${name}" value="${value}" autocomplete="${spec.autocomplete}" inputmode="${spec.is_numeric ? 'numeric' : 'text'}" placeholder="${spec.placeholder}" maxlength="${spec.max_length}" required autocapitalize="off" spellcheck="false" aria-describedby="${name}-error"${errors[name] !== undefined && html` aria-invalid="true"`}>${name === 'number' && html`<span id="brand" data-brand="unknown"></span>`}</div>
<p class="wrong" id="${name}-error" aria-live="polite">${errors[name]}</p>
</div>`;
}

const sandboxNote = html`<details class="sandbox"><summary>Test mode: no money moves. Use <code>4242 4242 4242 4242</code>, any later date and any code.</summary>
<ul>${testCards.map((card) => html`<li><code>${groupCardNumber(card.number)}</code> <span>${card.label}</span></li>`)}</ul></details>`;

/** The fields alone, for an iframe on the checkout page. The shop's page has the button. */
export function fieldsPage(session: Session): string {
  return page({ title: 'Card details', body_class: 'fields', has_script: true }, html`<form class="form" id="card" novalidate data-session="${session.session_id}" data-parent-origin="${new URL(session.return_url).origin}" aria-label="Card details">
${fields.map((spec) => field(spec, {}, {}))}
${sandboxNote}
<button class="submit-on-enter" type="submit" tabindex="-1" aria-hidden="true">Use this card</button>
<noscript><a class="button" href="/pay?session=${session.session_id}" target="_top">Enter the card on a page of its own</a></noscript>
</form>`);
}

/** The same form as a page, for browsers without JavaScript. */
export function payPage(session: Session, errors: FieldErrors, values: Partial<CardForm>): string {
  const has_errors = Object.keys(errors).length > 0;
  return page({ title: `${has_errors ? 'Check your card' : 'Card details'} · Orinoco Pay`, body_class: 'page' }, html`<main>
<header><p class="mark">Orinoco Pay</p><h1>Pay by card</h1></header>
<p class="total">${formatMoney(session.amount_minor, session.currency, 'en-US')}</p>
${has_errors && html`<p class="wrong" role="alert">Please correct the fields below. Enter the card number and the code again.</p>`}
<form class="form" method="post" action="/pay" novalidate>
<input type="hidden" name="session" value="${session.session_id}">
${fields.map((spec) => field(spec, errors, values))}
<button type="submit">Continue with this card</button>
</form>
${sandboxNote}
<p><a href="${session.return_url}">Back to the shop</a></p>
</main>`);
}

/** The bank's question of a 3-D Secure payment. */
export function challengePage(payment: Payment): string {
  const merchant = payment.return_url === null ? 'the shop' : new URL(payment.return_url).host;
  return page({ title: 'Confirm your payment · Orinoco Pay', body_class: 'page' }, html`<main>
<header><p class="mark">Sandbox Bank</p><h1>Is this payment yours?</h1></header>
<p class="total">${formatMoney(payment.amount_minor, payment.currency, 'en-US')}</p>
<dl class="facts">
<div><dt>Shop</dt><dd>${merchant}</dd></div>
<div><dt>Card</dt><dd>•••• ${payment.card_last4}</dd></div>
</dl>
<form class="actions" method="post" action="/challenge/${payment.authorization_id}">
<button type="submit" name="answer" value="approve">Approve</button>
<button class="quiet" type="submit" name="answer" value="decline">Decline</button>
</form>
<p class="sandbox">Test mode: your bank would ask for a code or a fingerprint here.</p>
</main>`);
}

/** Says that something is over, or was never there. */
export function noticePage(title: string, detail: string): string {
  return page({ title, body_class: 'page' }, html`<main><header><p class="mark">Orinoco Pay</p><h1>${title}</h1></header><p>${detail}</p></main>`);
}

import { cardBrand, cardFormErrors, expiryDigits, groupCardNumber, isLuhnValid, type CardForm } from './cards.ts';

// Runs in the iframe. Each function is sent to the browser as its source text, so it may use only the others of
// `fieldsScript` and the browser; there is no bundler between.

type FieldName = keyof CardForm;

function fieldInput(name: FieldName): HTMLInputElement {
  return document.getElementById(name) as HTMLInputElement;
}

function readCard(): CardForm {
  return { number: fieldInput('number').value, expiry: fieldInput('expiry').value, cvc: fieldInput('cvc').value.trim(), name: fieldInput('name').value };
}

function showFieldError(name: FieldName, message: string | undefined): void {
  const place = document.getElementById(`${name}-error`);
  if (place === null) return;
  place.textContent = message ?? '';
  if (message === undefined) fieldInput(name).removeAttribute('aria-invalid');
  else fieldInput(name).setAttribute('aria-invalid', 'true');
}

/** Regroups what was typed and keeps the caret behind the same digit. */
function regroup(field: HTMLInputElement, format: (text: string) => string): void {
  const caret = field.selectionStart ?? field.value.length;
  const digits_before = field.value.slice(0, caret).replace(/\D/g, '').length;
  const is_at_end = caret === field.value.length;
  const text = format(field.value);
  if (text === field.value) return;
  field.value = text;
  let position = 0;
  for (let seen = 0; seen < digits_before && position < text.length; position += 1) if (/\d/.test(text.charAt(position))) seen += 1;
  const target = is_at_end ? text.length : position;
  field.setSelectionRange(target, target);
}

function formatExpiry(text: string): string {
  const digits = /^[2-9]$/.test(text) ? `0${text}` : expiryDigits(text).slice(0, 4);
  return digits.length >= 2 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
}

function wireTyping(onChange: () => void): void {
  for (const name of ['number', 'expiry', 'cvc', 'name'] as const) {
    const field = fieldInput(name);
    field.addEventListener('input', (event) => {
      const is_deleting = event instanceof InputEvent && event.inputType.startsWith('delete');
      if (name === 'number') {
        regroup(field, (text) => groupCardNumber(text.replace(/\D/g, '')));
        document.getElementById('brand')?.setAttribute('data-brand', cardBrand(field.value));
      }
      if (name === 'expiry' && !is_deleting) regroup(field, formatExpiry);
      if (field.getAttribute('aria-invalid') === 'true' && cardFormErrors(readCard(), Date.now())[name] === undefined) showFieldError(name, undefined);
      onChange();
    });
    field.addEventListener('blur', () => {
      if (field.value.trim() !== '') showFieldError(name, cardFormErrors(readCard(), Date.now())[name]);
    });
  }
}

function showErrors(errors: Partial<Record<FieldName, string>>, is_focused: boolean): void {
  const names = ['number', 'expiry', 'cvc', 'name'] as const;
  for (const name of names) showFieldError(name, errors[name]);
  const first = names.find((name) => errors[name] !== undefined);
  if (first !== undefined && is_focused) fieldInput(first).focus();
}

/** Sends the card to the provider, the only one to see it. Answers the message for the shop. */
async function requestToken(session: string): Promise<Record<string, unknown>> {
  try {
    const response = await fetch('/v1/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session, ...readCard() }),
      signal: AbortSignal.timeout(20_000),
    });
    const answer = (await response.json()) as { payment_token?: string; brand?: string; last4?: string; detail?: string; fields?: Partial<Record<FieldName, string>> };
    if (response.ok) return { type: 'orinoco-pay:token', payment_token: answer.payment_token, brand: answer.brand, last4: answer.last4 };
    showErrors(answer.fields ?? {}, true);
    return { type: 'orinoco-pay:error', code: answer.fields === undefined ? 'provider_refused' : 'card_invalid', message: answer.detail ?? 'Check your card details', fields: Object.keys(answer.fields ?? {}) };
  } catch {
    return { type: 'orinoco-pay:error', code: 'provider_unavailable', message: 'The payment provider cannot be reached. Try again.', fields: [] };
  }
}

function startFields(): void {
  const form = document.getElementById('card') as HTMLFormElement;
  const session = form.dataset['session'] ?? '';
  const parent_origin = form.dataset['parentOrigin'] ?? '';
  const tell = (message: Record<string, unknown>): void => window.parent.postMessage(message, parent_origin);
  let is_busy = false;
  const submit = async (): Promise<void> => {
    if (is_busy) return;
    const errors = cardFormErrors(readCard(), Date.now());
    showErrors(errors, true);
    if (Object.keys(errors).length > 0) return tell({ type: 'orinoco-pay:error', code: 'card_invalid', message: 'Check your card details', fields: Object.keys(errors) });
    is_busy = true;
    form.setAttribute('aria-busy', 'true');
    tell(await requestToken(session));
    is_busy = false;
    form.removeAttribute('aria-busy');
  };
  wireTyping(() => tell({ type: 'orinoco-pay:change', is_complete: Object.keys(cardFormErrors(readCard(), Date.now())).length === 0 }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  window.addEventListener('message', (event: MessageEvent<{ type?: string } | null>) => {
    if (event.origin === parent_origin && event.source === window.parent && event.data?.type === 'orinoco-pay:submit') void submit();
  });
  const root = document.documentElement;
  new ResizeObserver(() => tell({ type: 'orinoco-pay:height', height: Math.ceil(root.getBoundingClientRect().height) })).observe(root);
  tell({ type: 'orinoco-pay:ready' });
}

const parts = [
  isLuhnValid, cardBrand, groupCardNumber, expiryDigits, cardFormErrors,
  fieldInput, readCard, showFieldError, regroup, formatExpiry, wireTyping, showErrors, requestToken, startFields,
];

/** The script of the hosted fields: the functions above as text, and a call of the last. */
export const fieldsScript = `'use strict';\n${parts.map(String).join('\n')}\n${startFields.name}();\n`;

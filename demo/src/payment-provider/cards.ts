/** What the sandbox does with a card. */
export interface CardBehaviour {
  readonly outcome: 'approve' | 'decline' | 'challenge' | 'error';
  readonly decline_code?: string;
  /** The authorization happens and its answer does not come. */
  readonly is_answer_lost?: boolean;
  /** The event is sent twice under one id, and once more under another. */
  readonly is_answered_twice?: boolean;
  readonly delay_ms?: number;
}

export interface TestCard extends CardBehaviour {
  /** Names the behaviour; all that is stored of the number. */
  readonly behaviour: string;
  readonly number: string;
  /** What a person reads in the list of test cards. */
  readonly label: string;
}

/** The only numbers that the sandbox takes: a real card never gets in. */
export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', behaviour: 'approved', label: 'Visa, approved', outcome: 'approve' },
  { number: '5555555555554444', behaviour: 'approved', label: 'Mastercard, approved', outcome: 'approve' },
  { number: '378282246310005', behaviour: 'approved', label: 'American Express, approved', outcome: 'approve' },
  { number: '4000002500003155', behaviour: 'challenge', label: 'Asks for confirmation (3-D Secure)', outcome: 'challenge' },
  { number: '4000000000000002', behaviour: 'declined', label: 'Declined', outcome: 'decline', decline_code: 'card_declined' },
  { number: '4000000000009995', behaviour: 'insufficient_funds', label: 'Declined: insufficient funds', outcome: 'decline', decline_code: 'insufficient_funds' },
  { number: '4000000000000119', behaviour: 'slow', label: 'Approved after 2 seconds', outcome: 'approve', delay_ms: 2_000 },
  { number: '4000000000000341', behaviour: 'lost_answer', label: 'Approved, the answer is lost', outcome: 'approve', is_answer_lost: true },
  { number: '4000000000000077', behaviour: 'answered_twice', label: 'Approved, answered twice', outcome: 'approve', is_answered_twice: true },
  { number: '4000000000006975', behaviour: 'error', label: 'The provider fails (HTTP 500)', outcome: 'error' },
];

export function findTestCard(number: string): TestCard | undefined {
  return testCards.find((card) => card.number === number);
}

/** What a stored token's card does. Approves when a later version no longer knows the name. */
export function findBehaviour(behaviour: string): CardBehaviour {
  return testCards.find((card) => card.behaviour === behaviour) ?? { outcome: 'approve' };
}

// The functions below also run in the browser: they are sent as source text, so they use nothing but each other.

/** Luhn check digit, ISO/IEC 7812-1 annex B. `digits` holds digits only. */
export function isLuhnValid(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** Brand from the first digits (ranges of ISO/IEC 7812 issuers); `unknown` for others. */
export function cardBrand(digits: string): string {
  if (digits.startsWith('4')) return 'visa';
  if (/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/.test(digits)) return 'mastercard';
  if (/^3[47]/.test(digits)) return 'amex';
  return 'unknown';
}

/** Digits in the groups that are printed on the card: 4-6-5 for American Express, else fours. */
export function groupCardNumber(digits: string): string {
  if (cardBrand(digits) === 'amex') return [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter((group) => group !== '').join(' ');
  return (digits.slice(0, 19).match(/.{1,4}/g) ?? []).join(' ');
}

/** `MMYY` from what a person or the browser's autofill wrote: `4 / 28`, `04/2028` and `0428` are the same. */
export function expiryDigits(text: string): string {
  const parts = text.split('/').map((part) => part.replace(/\D/g, ''));
  const month = parts.length > 1 ? (parts[0] ?? '').padStart(2, '0') : '';
  const digits = month + (parts.length > 1 ? (parts[1] ?? '') : (parts[0] ?? ''));
  return digits.length === 6 ? digits.slice(0, 2) + digits.slice(4) : digits;
}

export interface CardForm {
  readonly number: string;
  /** `MM/YY`, with or without spaces and slash. */
  readonly expiry: string;
  readonly cvc: string;
  readonly name: string;
}

/** What is wrong with the form, by field: text for the person. Empty when all is well. `now` is epoch milliseconds. */
export function cardFormErrors(form: CardForm, now: number): Partial<Record<keyof CardForm, string>> {
  const errors: Partial<Record<keyof CardForm, string>> = {};
  const digits = form.number.replace(/\D/g, '');
  if (digits === '') errors.number = 'Enter your card number';
  else if (digits.length < 13 || digits.length > 19 || !isLuhnValid(digits)) errors.number = 'Check the card number: a digit is wrong or missing';
  const expiry = expiryDigits(form.expiry);
  const month = Number(expiry.slice(0, 2));
  if (form.expiry.trim() === '') errors.expiry = 'Enter the expiry date';
  else if (expiry.length !== 4 || month < 1 || month > 12) errors.expiry = 'Enter the date as MM / YY';
  else if (Date.UTC(2000 + Number(expiry.slice(2)), month, 1) <= now) errors.expiry = 'This card has expired';
  const length = cardBrand(digits) === 'amex' ? 4 : 3;
  if (form.cvc === '') errors.cvc = 'Enter the security code';
  else if (!/^\d+$/.test(form.cvc) || form.cvc.length !== length) errors.cvc = `The security code has ${length} digits`;
  if (form.name.trim() === '') errors.name = 'Enter the name on the card';
  return errors;
}

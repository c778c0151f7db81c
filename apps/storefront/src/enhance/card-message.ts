/** What the payment provider's frame says to the page around it. */
export type CardMessage =
  | { type: 'ready' }
  | { type: 'height'; height: number }
  | { type: 'change'; is_complete: boolean }
  | { type: 'error'; code: string; message: string }
  | { type: 'token'; payment_token: string; brand: string; last4: string };

const PREFIX = 'orinoco-pay:';
/** Bounds of the frame in CSS px, so that a provider gone wrong can neither vanish nor fill the page. */
const MIN_HEIGHT = 120;
const MAX_HEIGHT = 1_200;
const MAX_TEXT = 300;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '');

/** Reads a message of the frame; null for anything else that is posted to a page. The origin is checked by the caller. */
export const readCardMessage = (message: unknown): CardMessage | null => {
  if (typeof message !== 'object' || message === null) return null;
  const { type, ...given } = message as Record<string, unknown>;
  if (typeof type !== 'string' || !type.startsWith(PREFIX)) return null;
  switch (type.slice(PREFIX.length)) {
    case 'ready': return { type: 'ready' };
    case 'height': return typeof given['height'] === 'number' && given['height'] > 0 ? { type: 'height', height: Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, Math.ceil(given['height']))) } : null;
    case 'change': return { type: 'change', is_complete: given['is_complete'] === true };
    case 'error': return { type: 'error', code: textOf(given['code']), message: textOf(given['message']) || 'Check your card details' };
    case 'token': return typeof given['payment_token'] === 'string' && given['payment_token'] !== '' && given['payment_token'].length <= 200
      ? { type: 'token', payment_token: given['payment_token'], brand: textOf(given['brand']), last4: /^\d{4}$/.test(textOf(given['last4'])) ? textOf(given['last4']) : '' } : null;
    default: return null;
  }
};

/** What asks the frame for a token. */
export const submitMessage = { type: `${PREFIX}submit` } as const;

const brands: Record<string, string> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' };

/** How a card is called from then on: "Visa ending in 4242", or as much of it as is known. */
export const cardLabel = ({ brand, last4 }: { brand: string; last4: string }): string =>
  `${brands[brand] ?? 'Card'}${last4 === '' ? '' : ` ending in ${last4}`}`;

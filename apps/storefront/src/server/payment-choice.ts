/** A card that the provider keeps for one checkout. The token is good once and for nothing but paying here. */
export interface PaymentChoice { readonly checkout_id: string; readonly payment_token: string; readonly label: string }

export const paymentCookie = 'payment';
/** The life of the choice in seconds. */
export const payment_choice_life_s = 1_800;

export function writePaymentChoice({ checkout_id, payment_token, label }: PaymentChoice): string {
  return Buffer.from(JSON.stringify([checkout_id, payment_token, label.slice(0, 60)])).toString('base64url');
}

/** The choice in a cookie, or null when there is none or it is not ours to read. */
export function readPaymentChoice(cookie: string | undefined): PaymentChoice | null {
  if (cookie === undefined || cookie.length > 1_000) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cookie, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 3 || !parts.every((part) => typeof part === 'string')) return null;
    const [checkout_id = '', payment_token = '', label = ''] = parts as string[];
    return { checkout_id, payment_token, label };
  } catch {
    return null;
  }
}

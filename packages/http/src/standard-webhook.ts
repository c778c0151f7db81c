import { createHmac, timingSafeEqual } from 'node:crypto';
import { fail } from '@orinoco/contract';

const secretPrefix = 'whsec_';
const minSecretBytes = 24;
const maxSecretBytes = 64;
/** An event signed longer ago, or further in the future, is refused: a replay. The specification advises five minutes. */
const toleranceS = 300;
const maxSignatures = 10;

/** A delivery whose signature is good. `body` is JSON that was not looked at yet. */
export interface VerifiedWebhook {
  readonly webhook_id: string;
  readonly body: unknown;
}

function webhookKey(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, 'base64');
  if (key.length < minSecretBytes || key.length > maxSecretBytes) throw new RangeError('a webhook secret holds 24 to 64 bytes of base64');
  return key;
}

/**
 * Builds the check of Standard Webhooks deliveries. Several secrets are several valid keys, for rotation.
 * The check throws `webhook_signature_invalid`, `webhook_expired` or `webhook_malformed`.
 */
export function createWebhookVerifier(secrets: readonly string[], clock: () => number) {
  const keys = secrets.map(webhookKey);
  return (raw_body: Buffer, headers: Readonly<Record<string, string | readonly string[] | undefined>>): VerifiedWebhook => {
    const [webhook_id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
    if (typeof webhook_id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') throw fail('webhook_signature_invalid', { detail: 'a webhook header is missing' });
    const given = signatures.split(' ').slice(0, maxSignatures).filter((signature) => signature.startsWith('v1,')).map((signature) => Buffer.from(signature.slice(3), 'base64'));
    const is_signed = keys.some((key) => {
      const expected = createHmac('sha256', key).update(`${webhook_id}.${timestamp}.`).update(raw_body).digest();
      return given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
    });
    if (!is_signed) throw fail('webhook_signature_invalid');
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(clock() / 1000 - Number(timestamp)) > toleranceS) throw fail('webhook_expired');
    try {
      return { webhook_id, body: JSON.parse(raw_body.toString('utf8')) as unknown };
    } catch (error) {
      throw fail('webhook_malformed', { cause: error });
    }
  };
}

import { createHmac } from 'node:crypto';

const secretPrefix = 'whsec_';
const minSecretBytes = 24;
const maxSecretBytes = 64;

/**
 * Bytes of a Standard Webhooks secret: `whsec_` and the base64 of 24 to 64 random bytes.
 * @throws {RangeError} when it is shorter or longer than the specification allows
 */
export function webhookKey(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, 'base64');
  if (key.length < minSecretBytes || key.length > maxSecretBytes) throw new RangeError('a webhook secret holds 24 to 64 bytes of base64');
  return key;
}

/** `v1,<base64>`: HMAC-SHA256 over `id.timestamp.body` (standard-webhooks, "Signature scheme"). `timestamp` is unix seconds. */
export function signWebhook(key: Buffer, webhook_id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${webhook_id}.${timestamp}.${body}`).digest('base64')}`;
}

/** Headers of one delivery attempt. The id is the same in every attempt, the timestamp is not. */
export function webhookHeaders(key: Buffer, webhook_id: string, timestamp: number, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': webhook_id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(key, webhook_id, timestamp, body),
  };
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets { readonly guest_secret: string; readonly service_token: string; readonly provider_api_key: string; readonly provider_webhook_secret: string; readonly carrier_api_key: string; readonly carrier_webhook_secret: string }

/** Secrets that nobody configured: made once, kept beside the database, readable by its owner alone. */
export function keptSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secret = () => randomBytes(32).toString('base64url');
  const webhookSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
  const secrets: Secrets = { guest_secret: secret(), service_token: secret(), provider_api_key: secret(), provider_webhook_secret: webhookSecret(), carrier_api_key: secret(), carrier_webhook_secret: webhookSecret() };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

import { createHmac } from 'node:crypto';

/** The PostgreSQL role of a service; it sees the schema of the same name and nothing else. */
export function roleOf(schema: string): string {
  return `orinoco_${schema}`;
}

/**
 * Password of a service's role, derived from the administrator's, so that one secret in the configuration is enough
 * and no service learns another's password from its own.
 */
export function passwordOf(schema: string, admin_password: string): string {
  return createHmac('sha256', admin_password).update(`orinoco role ${schema}`).digest('base64url');
}

/** The administrator's connection string turned into the service's. */
export function serviceUrl(admin_url: string, schema: string): string {
  const url = new URL(admin_url);
  const admin_password = decodeURIComponent(url.password);
  url.username = roleOf(schema);
  url.password = encodeURIComponent(passwordOf(schema, admin_password));
  return url.href;
}

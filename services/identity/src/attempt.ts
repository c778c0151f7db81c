import { createHash } from 'node:crypto';

/** One thing that attempts are counted for, and how many are free before each further one makes the next wait longer. */
export interface AttemptKey {
  readonly attempt_key: string;
  readonly free_count: number;
}

/**
 * Guessing is slowed down for the account and for the address it comes from. Beyond the free attempts the wait doubles
 * from 1 second to 15 minutes; a day of quiet forgets all. An address may belong to a whole office, so it has more.
 */
export const slowing = { max_wait_s: 900, forget_after_s: 86_400 } as const;

export function signInKeys(email: string, ip_address: string | undefined): readonly AttemptKey[] {
  return [accountKey(email), ...addressKeys('sign_in', ip_address, 30)];
}

/** Guesses of an account's password, at the front door or where it is changed. */
export function accountKey(email: string): AttemptKey {
  return { attempt_key: keyOf('account', email), free_count: 5 };
}

export function signUpKeys(ip_address: string | undefined): readonly AttemptKey[] {
  return addressKeys('sign_up', ip_address, 100);
}

/** Keeps anybody from filling somebody's mailbox. */
export function resetKeys(email: string): readonly AttemptKey[] {
  return [{ attempt_key: keyOf('reset', email), free_count: 3 }];
}

function addressKeys(purpose: string, ip_address: string | undefined, free_count: number): readonly AttemptKey[] {
  return ip_address ? [{ attempt_key: keyOf(purpose, ip_address), free_count }] : [];
}

/** Hashed, so that the table is no list of who tried to sign in from where. */
function keyOf(purpose: string, value: string): string {
  return `${purpose}:${createHash('sha256').update(value).digest('base64url')}`;
}

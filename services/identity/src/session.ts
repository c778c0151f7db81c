import { hashToken, newToken } from '@orinoco/auth';
import { fail, type Call } from '@orinoco/contract';
import type { Transaction } from '@orinoco/database';
import { emit, event } from '@orinoco/event';
import { signInKeys } from './attempt.ts';
import { chargeAttempt, refundAttempt } from './attempt-store.ts';
import type { IdentityContext, IdentityMethods } from './context.ts';
import { normalizeEmail } from './customer.ts';
import { findCustomer, holdPassword } from './customer-store.ts';
import { guestMerged } from './events.ts';
import { deleteSession, insertSession, listSessions, resolveSession } from './session-store.ts';

/** Signing in and out, and the devices that are signed in. */
export function sessionMethods({ database, clock, hasher }: IdentityContext): Pick<IdentityMethods, 'signIn' | 'signOut' | 'listSessions' | 'revokeSession' | 'resolveSession'> {
  return {
    async signIn(input, call) {
      const email = normalizeEmail(input.email);
      const keys = signInKeys(email, input.ip_address);
      await chargeAttempt(database, keys, clock());
      const found = await findCustomer(database, { email });
      const is_right = await hasher.verify(found?.password_hash, input.password);
      if (!found || !is_right) throw fail('credentials_wrong');
      const session_token = await database.transaction(async (tx) => {
        await refundAttempt(tx, keys);
        // A reset that was under way meanwhile signs all devices out: this one must not slip in behind it.
        if (!(await holdPassword(tx, found.customer.customer_id, found.password_hash))) throw fail('credentials_wrong');
        return startSession(tx, found.customer.customer_id, input, call, clock());
      });
      return { session_token, customer: found.customer };
    },

    async signOut(_input, call) {
      const { customer_id, session_id } = sessionOf(call);
      await deleteSession(database, customer_id, session_id);
      return { is_done: true };
    },

    async listSessions(_input, call) {
      const { customer_id, session_id } = sessionOf(call);
      return { sessions: await listSessions(database, customer_id, session_id, clock()) };
    },

    async revokeSession({ session_id }, call) {
      await deleteSession(database, sessionOf(call).customer_id, session_id);
      return { is_done: true };
    },

    async resolveSession({ session_token }) {
      const next = newToken();
      const session = await resolveSession(database, hashToken(session_token), next.hash, clock());
      if (!session) throw fail('session_invalid');
      const { is_rotated, ...resolved } = session;
      return { ...resolved, rotated_token: is_rotated ? next.token : null };
    },
  };
}

/** Who is calling and from which session; 401 for everybody who is not signed in. */
export function sessionOf(call: Call): { readonly customer_id: string; readonly session_id: string } {
  if (call.actor.kind !== 'customer') throw fail('unauthenticated');
  return call.actor;
}

interface Device {
  readonly device?: string;
  readonly ip_address?: string;
}

/** Opens a session and answers its token. Whoever was a guest until now takes the cart along: the event tells. */
export async function startSession(tx: Transaction, customer_id: string, { device = '', ip_address = '' }: Device, { actor }: Call, now: Date): Promise<string> {
  const { token, hash } = newToken();
  await insertSession(tx, { customer_id, token_hash: hash, device, ip_address }, now);
  if (actor.kind === 'guest') await emit(tx, event(guestMerged, customer_id, { guest_id: actor.guest_id, customer_id }));
  return token;
}

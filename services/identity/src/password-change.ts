import { hashToken, newToken } from '@orinoco/auth';
import { fail } from '@orinoco/contract';
import type { Transaction } from '@orinoco/database';
import { emit, event } from '@orinoco/event';
import { accountKey, resetKeys } from './attempt.ts';
import { chargeAttempt, refundAttempt } from './attempt-store.ts';
import type { IdentityContext, IdentityMethods } from './context.ts';
import { normalizeEmail, requireCustomer } from './customer.ts';
import { findCustomer, setPassword } from './customer-store.ts';
import { passwordChanged, passwordResetRequested } from './events.ts';
import { checkPassword } from './password.ts';
import { sessionOf } from './session.ts';
import { deleteSessions } from './session-store.ts';
import { consumeResetToken, discardResetTokens, findResetToken, insertToken, verifyEmail, type TokenOwner } from './token-store.ts';

/** New passwords, and the links that prove an e-mail address. */
export function passwordChangeMethods({ database, clock, hasher }: IdentityContext): Pick<IdentityMethods, 'changePassword' | 'verifyEmail' | 'requestPasswordReset' | 'resetPassword'> {
  return {
    async changePassword({ current_password, password }, call) {
      const { customer_id, session_id } = sessionOf(call);
      const { customer, password_hash } = await requireCustomer(database, customer_id);
      const key = accountKey(customer.email);
      await chargeAttempt(database, [key], clock());
      if (!(await hasher.verify(password_hash, current_password))) throw fail('credentials_wrong');
      checkPassword(password, customer.email);
      const next_hash = await hasher.hash(password);
      await database.transaction(async (tx) => {
        await refundAttempt(tx, [key]);
        if (!(await setPassword(tx, customer_id, next_hash, password_hash, clock()))) throw fail('credentials_wrong');
        await afterPasswordChange(tx, customer, session_id);
      });
      return { is_done: true };
    },

    async verifyEmail({ token }) {
      if (!(await verifyEmail(database, hashToken(token), clock()))) throw fail('token_invalid');
      return { is_done: true };
    },

    async requestPasswordReset(input) {
      const email = normalizeEmail(input.email);
      const { token, hash } = newToken();
      const now = clock();
      // One transaction and one commit whether or not there is such an account, so that the time does not tell either.
      await database.transaction(async (tx) => {
        await chargeAttempt(tx, resetKeys(email), now);
        const found = await findCustomer(tx, { email });
        if (!found) return;
        const { customer_id, name, locale } = found.customer;
        await insertToken(tx, hash, customer_id, 'reset_password', now);
        await emit(tx, event(passwordResetRequested, customer_id, { customer_id, email, name, locale, reset_token: token }));
      });
      return { is_done: true };
    },

    async resetPassword({ token, password }) {
      const token_hash = hashToken(token);
      const owner = await findResetToken(database, token_hash, clock());
      if (!owner) throw fail('token_invalid');
      checkPassword(password, owner.email);
      const password_hash = await hasher.hash(password);
      await database.transaction(async (tx) => {
        await refundAttempt(tx, [accountKey(owner.email)]);
        if (!(await consumeResetToken(tx, token_hash, clock()))) throw fail('token_invalid');
        await setPassword(tx, owner.customer_id, password_hash, null, clock());
        await afterPasswordChange(tx, owner, null);
      });
      return { is_done: true };
    },
  };
}

/** Ends every session but the one named, voids reset links and warns the owner. */
async function afterPasswordChange(tx: Transaction, { customer_id, email, name, locale }: TokenOwner, except_session_id: string | null): Promise<void> {
  await deleteSessions(tx, customer_id, except_session_id);
  await discardResetTokens(tx, customer_id);
  await emit(tx, event(passwordChanged, customer_id, { customer_id, email, name, locale }));
}

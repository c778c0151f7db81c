import { newToken } from '@orinoco/auth';
import { customerId, fail, failField, type Call, type InputOf, type OutputOf } from '@orinoco/contract';
import { violatedConstraint } from '@orinoco/database';
import { emit, event } from '@orinoco/event';
import { isCurrency } from '@orinoco/money';
import { saveAccounts, type HashedAccount, type ImportedAccount } from './account-store.ts';
import { cleanAddress } from './address-book.ts';
import { signUpKeys } from './attempt.ts';
import { chargeAttempt } from './attempt-store.ts';
import type { IdentityContext, IdentityMethods } from './context.ts';
import type { identityContract } from './contract.ts';
import { checkLocale, normalizeEmail, requireCustomer } from './customer.ts';
import { insertCustomer, updateCustomer } from './customer-store.ts';
import { customerCreated } from './events.ts';
import { checkPassword, type PasswordHasher } from './password.ts';
import { startSession } from './session.ts';
import { insertToken } from './token-store.ts';

/** Making accounts, and what their owners say about themselves. */
export function accountMethods(context: IdentityContext): Pick<IdentityMethods, 'signUp' | 'getCustomer' | 'updateCustomer' | 'saveAccounts'> {
  const { database, clock, hasher } = context;
  return {
    signUp: (input, call) => signUp(context, input, call),

    async getCustomer(_input, call) {
      return (await requireCustomer(database, customerId(call))).customer;
    },

    async updateCustomer({ name, ...change }, call) {
      if (change.locale !== undefined) checkLocale(change.locale, '/locale');
      if (change.currency !== undefined && !isCurrency(change.currency)) throw failField('/currency', 'currency_unknown', 'The currency is not one of ISO 4217');
      const named = name === undefined ? {} : { name: cleanName(name) };
      await updateCustomer(database, customerId(call), { ...change, ...named }, clock());
      return (await requireCustomer(database, customerId(call))).customer;
    },

    async saveAccounts({ accounts }) {
      const hashed = await hashAccounts(accounts, hasher);
      await database.transaction((tx) => saveAccounts(tx, hashed, clock())).catch(asEmailTaken);
      return { account_count: hashed.length };
    },
  };
}

async function signUp({ database, clock, hasher }: IdentityContext, input: InputOf<typeof identityContract, 'signUp'>, call: Call): Promise<OutputOf<typeof identityContract, 'signUp'>> {
  const { password, locale = 'en-US', accepts_marketing = false } = input;
  const email = normalizeEmail(input.email);
  const name = cleanName(input.name);
  checkLocale(locale, '/locale');
  checkPassword(password, email);
  await chargeAttempt(database, signUpKeys(input.ip_address), clock());
  const password_hash = await hasher.hash(password);
  const verification = newToken();
  const now = clock();
  return database.transaction(async (tx) => {
    const customer = await insertCustomer(tx, { email, name, password_hash, locale, accepts_marketing }, now);
    const { customer_id } = customer;
    await insertToken(tx, verification.hash, customer_id, 'verify_email', now);
    await emit(tx, event(customerCreated, customer_id, { customer_id, email, name, locale, verification_token: verification.token }));
    const session_token = await startSession(tx, customer_id, input, call, now);
    return { session_token, customer };
  }).catch(asEmailTaken);
}

function cleanName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw failField('/name', 'required', 'The name is empty');
  return trimmed;
}

function asEmailTaken(error: unknown): never {
  throw violatedConstraint(error) === 'customers_email' ? fail('email_taken', { cause: error }) : error;
}

/** Checks the batch and hashes each distinct password once: a demo's accounts mostly share one, and a hash costs a core tens of milliseconds. */
async function hashAccounts(accounts: readonly ImportedAccount[], hasher: PasswordHasher): Promise<HashedAccount[]> {
  const cleaned = accounts.map((account) => ({ ...account, email: normalizeEmail(account.email), name: account.name.trim() }));
  refuseTwice(cleaned.map((account) => account.customer_id.toLowerCase()), 'customer_id');
  refuseTwice(cleaned.map((account) => account.email), 'email');
  const passwords = [...new Set(cleaned.flatMap((account) => account.password ?? []))];
  const hashes = new Map(await Promise.all(passwords.map(async (password) => [password, await hasher.hash(password)] as const)));
  return cleaned.map(({ password, address, locale, ...account }, index) => {
    if (locale !== undefined) checkLocale(locale, `/accounts/${index}/locale`);
    return {
      ...account,
      password_hash: password === undefined ? null : (hashes.get(password) ?? null),
      ...(locale === undefined ? {} : { locale }),
      ...(address === undefined ? {} : { address: cleanAddress(address, `/accounts/${index}/address`) }),
    };
  });
}

function refuseTwice(values: readonly string[], field: string): void {
  const index = values.findIndex((value, at) => values.indexOf(value) !== at);
  if (index >= 0) throw failField(`/accounts/${index}/${field}`, 'duplicate', `The ${field} occurs twice`);
}

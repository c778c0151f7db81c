import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, type Call } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { on, type Envelope } from '@orinoco/event';
import { asCustomer, asGuest, asServiceOf, callAs, openTestDatabase, testLog } from '@orinoco/testing';
import { identityContract } from './contract.ts';
import { customerCreated, guestMerged, passwordChanged, passwordResetRequested } from './events.ts';
import { createIdentityService } from './service.ts';
import { sweep } from './session-store.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('identity');
let now = new Date('2026-03-01T12:00:00Z');
const service = createIdentityService({ database, clock: () => now, log: testLog });
const identity = connect(identityContract, { local: service.methods, is_round_trip: true });

const second = 1_000;
const day = 86_400 * second;
const password = 'viaduct-plum-98';
const anonymous = () => callAs({ kind: 'anonymous' });
const later = (ms: number) => { now = new Date(now.getTime() + ms); };
const newEmail = () => `${randomUUID()}@example.com`;

/** Events of the outbox as another service's handlers get them. */
const seen: { type: string; payload: Record<string, unknown> }[] = [];
const see = async ({ type, data }: Envelope<Record<string, unknown>>) => void seen.push({ type, payload: data });
const relay = testDatabase.relay([{
  group: 'notification',
  database: testDatabase.database('notification'),
  handlers: [on(customerCreated, see), on(guestMerged, see), on(passwordChanged, see), on(passwordResetRequested, see)],
}]);
async function eventsOf(customer_id: string): Promise<typeof seen> {
  await relay.drain();
  return seen.filter(({ payload }) => payload['customer_id'] === customer_id);
}

async function signUp(email = newEmail(), call: Call = anonymous()) {
  const { session_token, customer } = await identity.signUp({ email, password, name: 'Ada' }, call);
  return { email, session_token, customer, customer_id: customer.customer_id, call: await callOf(session_token) };
}
const resolve = (session_token: string) => identity.resolveSession({ session_token }, asServiceOf('gateway'));
async function callOf(session_token: string): Promise<Call> {
  const { customer_id, session_id, seller_ids, is_operator } = await resolve(session_token);
  return callAs({ kind: 'customer', customer_id, session_id, seller_ids, is_operator });
}
const refuses = (work: Promise<unknown>, code: string) => assert.rejects(work, (error) => hasCode(error, code), code);

test('signing up makes an account, a session and an event with a verification token; the e-mail address has one spelling', async () => {
  const name = randomUUID();
  const { customer, customer_id, session_token, call } = await signUp(` ${name}@Example.COM `);
  assert.deepEqual({ ...customer, customer_id: '', created_at: '' }, { customer_id: '', email: `${name}@example.com`, name: 'Ada', locale: 'en-US', currency: 'USD', is_email_verified: false, accepts_marketing: false, seller_ids: [], is_operator: false, created_at: '' });
  assert.equal(Buffer.from(session_token, 'base64url').length, 32);
  const [created, ...others] = await eventsOf(customer_id);
  assert.equal(created?.type, 'identity.customer_created');
  assert.equal(others.length, 0);

  const token = String(created?.payload['verification_token']);
  await identity.verifyEmail({ token }, anonymous());
  await identity.verifyEmail({ token }, anonymous());
  assert.equal((await identity.getCustomer({}, call)).is_email_verified, true);
  await refuses(identity.verifyEmail({ token: 'x' }, anonymous()), 'token_invalid');
  const stored = await database.many(sql<{ text: string }>`select sessions::text as text from sessions union all select one_time_tokens::text from one_time_tokens`);
  assert.ok(!stored.some(({ text }) => text.includes(session_token) || text.includes(token)));
});

test('an e-mail address has one account, also when many sign up at once', async () => {
  const email = newEmail();
  const answers = await Promise.allSettled(['', 'A', 'B', 'C'].map(() => identity.signUp({ email, password, name: 'Ada' }, anonymous())));
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 1);
  for (const answer of answers) if (answer.status === 'rejected') assert.ok(hasCode(answer.reason, 'email_taken'));
});

test('weak passwords and wrong fields are refused', async () => {
  await assert.rejects(identity.signUp({ email: 'a@example.com', password: 'password1', name: 'Ada' }, anonymous()), (error) => hasCode(error, 'password_weak') && error.errors?.[0]?.pointer === '/password');
  await refuses(identity.signUp({ email: newEmail(), password, name: '  ' }, anonymous()), 'invalid_request');
  await assert.rejects(identity.signUp({ email: newEmail(), password, name: 'Ada', locale: 'en-x' }, anonymous()), (error) => hasCode(error, 'invalid_request') && error.errors?.[0]?.pointer === '/locale');
});

test('a guest who signs up or in takes the cart along', async () => {
  const [first, next] = [randomUUID(), randomUUID()];
  const { email, customer_id } = await signUp(newEmail(), asGuest(first));
  await identity.signIn({ email, password }, asGuest(next));
  const merged = (await eventsOf(customer_id)).filter(({ type }) => type === 'identity.guest_merged');
  assert.deepEqual(merged.map(({ payload }) => payload), [{ guest_id: first, customer_id }, { guest_id: next, customer_id }]);
});

test('signing in', async () => {
  const { email, customer_id } = await signUp();
  const { customer, session_token } = await identity.signIn({ email: email.toUpperCase(), password, device: 'Firefox on Linux', ip_address: '192.0.2.1' }, anonymous());
  assert.equal(customer.customer_id, customer_id);
  const resolved = await resolve(session_token);
  assert.deepEqual(resolved, { session_id: resolved.session_id, customer_id, name: 'Ada', locale: 'en-US', currency: 'USD', seller_ids: [], is_operator: false, rotated_token: null });
  await refuses(identity.signIn({ email, password: `${password}x` }, anonymous()), 'credentials_wrong');
  await refuses(identity.signIn({ email: newEmail(), password }, anonymous()), 'credentials_wrong');
});

test('guessing is slowed down for the account, even all at once and for addresses without one, and success forgives', async () => {
  for (const email of [(await signUp()).email, newEmail()]) {
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => identity.signIn({ email, password: 'wrong' }, anonymous())));
    const codes = guesses.map((guess) => (guess.status === 'rejected' ? (guess.reason as { code: string }).code : ''));
    assert.equal(codes.filter((code) => code === 'credentials_wrong').length, 6);
    assert.equal(codes.filter((code) => code === 'too_many_attempts').length, 6);
    await assert.rejects(identity.signIn({ email, password }, anonymous()), (error) => hasCode(error, 'too_many_attempts') && error.retry_after_s === 1);
    later(second + 1);
    await refuses(identity.signIn({ email, password: 'wrong' }, anonymous()), 'credentials_wrong');
    await assert.rejects(identity.signIn({ email, password }, anonymous()), (error) => hasCode(error, 'too_many_attempts') && error.retry_after_s === 2);
    later(2 * second + 1);
  }
  const { email } = await signUp();
  for (let round = 0; round < 4; round++) {
    for (let guess = 0; guess < 4; guess++) await refuses(identity.signIn({ email, password: 'wrong' }, anonymous()), 'credentials_wrong');
    await identity.signIn({ email, password }, anonymous());
  }
});

test('the wait ends at 15 minutes and a day of quiet forgets', async () => {
  const email = newEmail();
  for (let attempt = 0; attempt < 30; attempt++) {
    await refuses(identity.signIn({ email, password: 'wrong' }, anonymous()), 'credentials_wrong');
    later(900 * second);
  }
  await refuses(identity.signIn({ email, password: 'wrong' }, anonymous()), 'credentials_wrong');
  await assert.rejects(identity.signIn({ email, password: 'wrong' }, anonymous()), (error) => hasCode(error, 'too_many_attempts') && error.retry_after_s === 900);
  later(day + second);
  for (let attempt = 0; attempt < 6; attempt++) await refuses(identity.signIn({ email, password: 'wrong' }, anonymous()), 'credentials_wrong');
});

test('guessing is slowed down for the address it comes from, whatever the account', async () => {
  const { email } = await signUp();
  const ip_address = '198.51.100.7';
  for (let attempt = 0; attempt < 31; attempt++) await refuses(identity.signIn({ email: newEmail(), password: 'wrong', ip_address }, anonymous()), 'credentials_wrong');
  await refuses(identity.signIn({ email, password, ip_address }, anonymous()), 'too_many_attempts');
  await identity.signIn({ email, password, ip_address: '198.51.100.8' }, anonymous());
});

test('a token changes once a day; the old one is good for another minute, and of many requests one rotates', async () => {
  const { session_token } = await signUp();
  later(day + second);
  const answers = await Promise.all(Array.from({ length: 8 }, () => resolve(session_token)));
  const rotated = answers.flatMap(({ rotated_token }) => rotated_token ?? []);
  assert.equal(rotated.length, 1);
  later(59 * second);
  assert.equal((await resolve(session_token)).rotated_token, null);
  later(2 * second);
  await refuses(resolve(session_token), 'session_invalid');
  assert.equal((await resolve(rotated[0]!)).session_id, answers[0]!.session_id);
  await refuses(resolve('unknown'), 'session_invalid');
});

test('a session ends after 30 days of quiet and after 180 days at any rate', async () => {
  const quiet = await signUp();
  let token = (await signUp()).session_token;
  const stay = async (days: number) => {
    for (let passed = 0; passed < days; passed += 29) {
      later(29 * day);
      token = (await resolve(token)).rotated_token ?? token;
    }
  };
  await stay(29);
  await identity.getCustomer({}, quiet.call);
  later(day + second);
  await refuses(resolve(quiet.session_token), 'session_invalid');
  token = (await resolve(token)).rotated_token ?? token;
  await stay(145);
  later(5 * day);
  await refuses(resolve(token), 'session_invalid');
});

test('the visit is noted once a minute at most', async () => {
  const { session_token, call } = await signUp();
  const started_at = now.getTime();
  const last_seen = async () => Date.parse((await identity.listSessions({}, call)).sessions[0]!.last_seen_at) - started_at;
  later(30 * second);
  await resolve(session_token);
  assert.equal(await last_seen(), 0);
  later(31 * second);
  await resolve(session_token);
  assert.equal(await last_seen(), 61 * second);
});

test('sessions are listed, the current one first and marked; only own ones can be ended', async () => {
  const { email, call, session_token } = await signUp();
  later(second);
  const other = await identity.signIn({ email, password, device: 'Phone', ip_address: '192.0.2.9' }, anonymous());
  const stranger = await signUp();
  const { sessions } = await identity.listSessions({}, call);
  assert.deepEqual(sessions.map(({ device, ip_address, is_current }) => [device, ip_address, is_current]), [['', '', true], ['Phone', '192.0.2.9', false]]);

  await identity.revokeSession({ session_id: sessions[1]!.session_id }, stranger.call);
  await resolve(other.session_token);
  await identity.revokeSession({ session_id: sessions[1]!.session_id }, call);
  await identity.revokeSession({ session_id: sessions[1]!.session_id }, call);
  await refuses(resolve(other.session_token), 'session_invalid');
  await identity.signOut({}, call);
  await refuses(resolve(session_token), 'session_invalid');
  await refuses(identity.listSessions({}, anonymous()), 'unauthenticated');
});

test('a customer has 100 sessions at most', async () => {
  const { email, customer_id, call, session_token } = await signUp();
  await database.run(sql`insert into sessions (customer_id, token_hash, last_seen_at, expires_at) select ${customer_id}, sha256(n::text::bytea), ${now}::timestamptz + interval '1 hour', ${now}::timestamptz + interval '1 day' from generate_series(1, 99) as n`);
  await identity.signIn({ email, password }, anonymous());
  assert.equal((await identity.listSessions({}, call)).sessions.length, 100);
  await refuses(resolve(session_token), 'session_invalid');
});

test('the profile', async () => {
  const { call, customer } = await signUp();
  const changed = await identity.updateCustomer({ name: ' Augusta ', locale: 'de-CH', currency: 'CHF', accepts_marketing: true }, call);
  assert.deepEqual(changed, { ...customer, name: 'Augusta', locale: 'de-CH', currency: 'CHF', accepts_marketing: true });
  assert.deepEqual(await identity.updateCustomer({}, call), changed);
  assert.deepEqual(await identity.getCustomer({}, call), changed);
  for (const wrong of [{ currency: 'XQQ' }, { locale: 'en-x' }, { name: ' ' }]) await refuses(identity.updateCustomer(wrong, call), 'invalid_request');
  await refuses(identity.getCustomer({}, asGuest()), 'unauthenticated');
  await refuses(identity.getCustomer({}, asCustomer()), 'customer_not_found');
});

test('changing the password signs the other devices out and warns', async () => {
  const { email, call, session_token, customer_id } = await signUp();
  const other = await identity.signIn({ email, password }, anonymous());
  await refuses(identity.changePassword({ current_password: 'wrong', password: 'bridge-apple-77' }, call), 'credentials_wrong');
  await refuses(identity.changePassword({ current_password: password, password: 'password1' }, call), 'password_weak');
  await identity.changePassword({ current_password: password, password: 'bridge-apple-77' }, call);
  await resolve(session_token);
  await refuses(resolve(other.session_token), 'session_invalid');
  await refuses(identity.signIn({ email, password }, anonymous()), 'credentials_wrong');
  await identity.signIn({ email, password: 'bridge-apple-77' }, anonymous());
  assert.equal((await eventsOf(customer_id)).filter(({ type }) => type === 'identity.password_changed').length, 1);
  for (let attempt = 0; attempt < 6; attempt++) await refuses(identity.changePassword({ current_password: 'wrong', password: 'bridge-apple-78' }, call), 'credentials_wrong');
  await refuses(identity.changePassword({ current_password: 'wrong', password: 'bridge-apple-78' }, call), 'too_many_attempts');
});

async function resetToken(email: string, customer_id: string): Promise<string> {
  await identity.requestPasswordReset({ email }, anonymous());
  return String((await eventsOf(customer_id)).findLast(({ type }) => type === 'identity.password_reset_requested')?.payload['reset_token']);
}

test('a password is reset with a link: once, within the hour, and every device is signed out', async () => {
  const { email, session_token, customer_id } = await signUp();
  const token = await resetToken(email.toUpperCase(), customer_id);
  const older = await resetToken(email, customer_id);
  await refuses(identity.resetPassword({ token, password: 'password1' }, anonymous()), 'password_weak');
  const answers = await Promise.allSettled(['bridge-apple-77', 'bridge-apple-78'].map((next) => identity.resetPassword({ token, password: next }, anonymous())));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  for (const spent of [token, older, 'unknown']) await refuses(identity.resetPassword({ token: spent, password: 'bridge-apple-79' }, anonymous()), 'token_invalid');
  await refuses(resolve(session_token), 'session_invalid');
  const { customer } = await identity.signIn({ email, password: answers[0]!.status === 'fulfilled' ? 'bridge-apple-77' : 'bridge-apple-78' }, anonymous());
  assert.equal(customer.is_email_verified, true);

  const late = await resetToken(email, customer_id);
  later(3_601 * second);
  await refuses(identity.resetPassword({ token: late, password: 'bridge-apple-79' }, anonymous()), 'token_invalid');
});

test('a sign-in that races a reset either comes first and is signed out, or is refused', async () => {
  const { email, customer_id } = await signUp();
  const token = await resetToken(email, customer_id);
  const [reset, ...answers] = await Promise.allSettled([identity.resetPassword({ token, password: 'bridge-apple-77' }, anonymous()), ...Array.from({ length: 5 }, () => identity.signIn({ email, password }, anonymous()))]);
  assert.equal(reset.status, 'fulfilled');
  for (const answer of answers) {
    if (answer.status === 'fulfilled' && 'session_token' in answer.value) await refuses(resolve(answer.value.session_token), 'session_invalid');
    else assert.ok(answer.status === 'rejected' && hasCode(answer.reason, 'credentials_wrong'));
  }
});

test('asking for a reset never tells whether there is an account, and cannot fill a mailbox', async () => {
  for (const email of [newEmail(), (await signUp()).email]) {
    for (let attempt = 0; attempt < 4; attempt++) assert.deepEqual(await identity.requestPasswordReset({ email }, anonymous()), { is_done: true });
    await refuses(identity.requestPasswordReset({ email }, anonymous()), 'too_many_attempts');
  }
});

const home = { name: 'Ada Byron', line1: '1 Infinite Loop', city: 'Cupertino', region: 'CA', postal_code: '95014', country: 'US' };

test('the address book has one default, whatever is done to it', async () => {
  const { call } = await signUp();
  const list = async () => (await identity.listAddresses({}, call)).addresses.map(({ address, is_default }) => `${address.line1}${is_default ? ' *' : ''}`);
  const first = await identity.createAddress({ address: { ...home, line1: ' A ' } }, call);
  later(second);
  const spare = await identity.createAddress({ address: { ...home, line1: 'B' } }, call);
  later(second);
  assert.deepEqual([first.is_default, spare.is_default], [true, false]);
  await identity.createAddress({ address: { ...home, line1: 'C' }, is_default: true }, call);
  assert.deepEqual(await list(), ['C *', 'B', 'A']);
  await identity.updateAddress({ address_id: first.address_id, is_default: true }, call);
  await identity.updateAddress({ address_id: spare.address_id, address: { ...home, line1: 'BB' } }, call);
  assert.deepEqual(await list(), ['A *', 'C', 'BB']);
  await identity.deleteAddress({ address_id: first.address_id }, call);
  await identity.deleteAddress({ address_id: first.address_id }, call);
  assert.deepEqual(await list(), ['C *', 'BB']);
});

test('addresses made at once have one default and never exceed the book', async () => {
  const { call } = await signUp();
  const answers = await Promise.allSettled(Array.from({ length: 52 }, () => identity.createAddress({ address: home, is_default: true }, call)));
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 50);
  const { addresses } = await identity.listAddresses({}, call);
  assert.equal(addresses.filter((address) => address.is_default).length, 1);
});

test('a wrong address names its fields; a stranger’s address does not exist', async () => {
  const owner = await signUp();
  const stranger = await signUp();
  await assert.rejects(identity.createAddress({ address: { ...home, postal_code: 'x', city: ' ' } }, owner.call), (error) => hasCode(error, 'invalid_request') && error.errors?.map(({ pointer }) => pointer).toSorted().join(' ') === '/address/city /address/postal_code');
  const { address_id } = await identity.createAddress({ address: home }, owner.call);
  const own = await identity.createAddress({ address: home }, stranger.call);
  await refuses(identity.updateAddress({ address_id, is_default: true }, stranger.call), 'address_not_found');
  await refuses(identity.updateAddress({ address_id: randomUUID(), address: home }, stranger.call), 'address_not_found');
  await identity.deleteAddress({ address_id }, stranger.call);
  assert.deepEqual((await identity.listAddresses({}, owner.call)).addresses.map((each) => each.address_id), [address_id]);
  assert.deepEqual((await identity.listAddresses({}, stranger.call)).addresses, [own]);
});

test('accounts are brought in, again without effect, and their owners sign in', async () => {
  const service_call = asServiceOf('demo');
  const seller_ids = [randomUUID(), randomUUID()].toSorted();
  const accounts = Array.from({ length: 300 }, (_, index) => ({ customer_id: randomUUID(), email: newEmail(), name: `Person ${index}`, password: index % 2 === 0 ? password : 'bridge-apple-77', locale: 'de-DE', address: home, ...(index === 0 ? { seller_ids, is_operator: true } : {}) }));
  for (let round = 0; round < 2; round++) assert.deepEqual(await identity.saveAccounts({ accounts }, service_call), { account_count: 300 });
  const { session_token, customer } = await identity.signIn({ email: accounts[0]!.email, password }, anonymous());
  assert.equal(customer.locale, 'de-DE');
  const call = await callOf(session_token);
  assert.deepEqual([call.actor.kind === 'customer' && call.actor.seller_ids, call.actor.kind === 'customer' && call.actor.is_operator], [seller_ids, true]);
  assert.deepEqual((await identity.listAddresses({}, call)).addresses.map(({ address, is_default }) => [address, is_default]), [[home, true]]);
  await identity.signIn({ email: accounts[1]!.email, password: 'bridge-apple-77' }, anonymous());

  const { customer_id, email } = accounts[0]!;
  await identity.saveAccounts({ accounts: [{ customer_id, email, name: 'Renamed', seller_ids: [seller_ids[0]!] }] }, service_call);
  const kept = await identity.signIn({ email, password }, anonymous());
  assert.deepEqual([kept.customer.name, kept.customer.locale, kept.customer.seller_ids, kept.customer.is_operator], ['Renamed', 'de-DE', [seller_ids[0]], true]);
  await identity.saveAccounts({ accounts: [{ customer_id, email, name: 'Renamed', is_operator: false, seller_ids: [] }] }, service_call);
  const dismissed = await identity.signIn({ email, password }, anonymous());
  assert.deepEqual([dismissed.customer.seller_ids, dismissed.customer.is_operator], [[], false]);
});

test('an account without a password cannot sign in before a reset', async () => {
  const account = { customer_id: randomUUID(), email: newEmail(), name: 'Imported' };
  await identity.saveAccounts({ accounts: [account] }, asServiceOf('demo'));
  await refuses(identity.signIn({ email: account.email, password }, anonymous()), 'credentials_wrong');
  await identity.resetPassword({ token: await resetToken(account.email, account.customer_id), password }, anonymous());
  await identity.signIn({ email: account.email, password }, anonymous());
});

test('a batch with a double, a foreign address or a wrong field is refused whole', async () => {
  const taken = await signUp();
  const account = { customer_id: randomUUID(), email: newEmail(), name: 'New' };
  const save = (...accounts: Parameters<typeof identity.saveAccounts>[0]['accounts']) => identity.saveAccounts({ accounts }, asServiceOf('demo'));
  await refuses(save(account, { ...account, email: newEmail() }), 'invalid_request');
  await refuses(save(account, { ...account, customer_id: randomUUID() }), 'invalid_request');
  await refuses(save(account, { customer_id: randomUUID(), email: taken.email, name: 'Thief' }), 'email_taken');
  await assert.rejects(save(account, { customer_id: randomUUID(), email: newEmail(), name: 'x', address: { ...home, country: 'ZZ' } }), (error) => hasCode(error, 'invalid_request') && error.errors?.[0]?.pointer === '/accounts/1/address/country');
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from customers where customer_id = ${account.customer_id}`)).count, 0);
  assert.deepEqual(await save(), { account_count: 0 });
});

test('what has expired is swept, what has not stays; the loop starts and stops', async () => {
  await service.start?.()();
  const gone = await signUp();
  later(200 * day);
  const kept = await signUp();
  await sweep(database, now);
  const owners = await database.many(sql<{ customer_id: string }>`select customer_id from sessions union all select customer_id from one_time_tokens`);
  assert.deepEqual([gone, kept].map(({ customer_id }) => owners.filter((owner) => owner.customer_id === customer_id).length), [0, 2]);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from sign_in_attempts`)).count, 0);
});

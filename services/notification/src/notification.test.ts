import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, hasCode } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { emit, event, type OutgoingEvent } from '@orinoco/event';
import { customerCreated, passwordChanged, passwordResetRequested } from '@orinoco/identity/events';
import { orderCancelled, orderDelivered, orderPlaced, orderShipped } from '@orinoco/order/events';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { notificationContract } from './contract.ts';
import { startFakeSmtpServer } from './fake-smtp-server.ts';
import { backoffMs, createSender } from './sender.ts';
import { createNotificationService } from './service.ts';
import { insertEmail } from './store.ts';

const testDatabase = await openTestDatabase();
const smtp = await startFakeSmtpServer();
after(async () => {
  await smtp.close();
  await testDatabase.close();
});
const database = testDatabase.database('notification');
let now = new Date('2026-03-01T12:00:00Z');
const common = { database, clock: () => now, log: testLog, shop_url: 'https://shop.example', from_address: 'Orinoco <hello@shop.example>' };
const service = createNotificationService(common);
const notification = connect(notificationContract, { local: service.methods, is_round_trip: true });
const call = asServiceOf('test');
const newEmail = () => `${randomUUID()}@example.com`;
const emailsTo = async (to_address: string) => (await notification.listEmails({ to_address }, call)).emails;

const aboutPerson = (email: string) => ({ customer_id: randomUUID(), email, name: 'Ada', locale: 'en-US' });
const signUp = (email: string) => event(customerCreated, randomUUID(), { ...aboutPerson(email), verification_token: 'token' });
const publish = (schema: string, ...events: OutgoingEvent[]) => testDatabase.database(schema).transaction((tx) => emit(tx, ...events));

/** Handles what there is and stops, so that the service with a mail server has the events of its test to itself. */
async function handle(): Promise<void> {
  const relay = testDatabase.relay(service.subscriptions ?? []);
  await relay.drain();
  await relay.stop();
}

function orderEvents(email: string) {
  const lines = [{ order_line_id: randomUUID(), offer_id: randomUUID(), product_id: randomUUID(), variant_id: randomUUID(), title: 'Kettle', quantity: 1, unit_price_minor: 5_000, total_minor: 5_000, weight_g: 900 }];
  const about = { order_id: randomUUID(), order_number: 'O-1', order_group_id: randomUUID(), checkout_id: randomUUID(), purchase_id: randomUUID(), seller_id: randomUUID(), customer_id: null, email, locale: 'en-US', currency: 'USD', lines };
  const { order_id, order_number, seller_id, order_group_id, checkout_id, purchase_id } = about;
  const order = { order_id, order_number, seller_id, total_minor: 5_500, shipping_minor: 500, tax_minor: 0, delivery: { shipping_rate_id: randomUUID(), name: 'Standard', earliest_on: '2026-03-05', latest_on: '2026-03-05' }, lines, allocations: [] };
  const shipping_address = { name: 'Ada Byron', line1: '1 Infinite Loop', city: 'Cupertino', region: 'CA', postal_code: '95014', country: 'US' };
  return [
    event(orderPlaced, order_group_id, { order_group_id, order_group_number: 'G-1', checkout_id, purchase_id, cart_id: randomUUID(), customer_id: null, guest_id: randomUUID(), email, locale: 'en-US', currency: 'USD', total_minor: 5_500, shipping_address, orders: [order], placed_at: now.toISOString() }),
    event(orderShipped, order_id, { ...about, tracking_number: null, tracking_url: null }),
    event(orderDelivered, order_id, about),
    event(orderCancelled, order_id, { ...about, refunded_minor: 5_500, reason: '' }),
  ];
}

test('every event becomes its e-mail, and without a mail server they are kept to be read', async () => {
  const email = newEmail();
  const person = aboutPerson(email);
  await publish('identity', signUp(email), event(passwordResetRequested, person.customer_id, { ...person, reset_token: 'token' }), event(passwordChanged, person.customer_id, person));
  await publish('order', ...orderEvents(email));
  await handle();
  const emails = await emailsTo(email);
  assert.deepEqual(emails.map(({ template }) => template).toSorted(), ['identity.customer_created', 'identity.password_changed', 'identity.password_reset_requested', 'order.cancelled', 'order.delivered', 'order.placed', 'order.shipped']);
  assert.deepEqual([...new Set(emails.map(({ status }) => status))], ['kept']);
  assert.ok(emails.find(({ template }) => template === 'order.placed')?.body_text.includes('$55.00'));
  assert.deepEqual(await notification.getEmail({ email_id: emails[0]!.email_id }, call), emails[0]);
  await service.start?.()();
});

test('an event that is handled twice is one e-mail', async () => {
  const email = newEmail();
  await publish('identity', signUp(email));
  await handle();
  await database.run(sql`delete from inbox`);
  await database.run(sql`update event_cursors set xid = '0', seq = 0 where producer = 'identity'`);
  await handle();
  assert.equal((await emailsTo(email)).length, 1);
});

test('e-mails are listed newest first, a page at a time', async () => {
  const email = newEmail();
  const write = (dedupe_key: string) => insertEmail(database, { dedupe_key, to_address: email, template: 'x', locale: 'en-US', subject: dedupe_key, html: '', body_text: '', status: 'kept' }, now);
  for (const name of ['a', 'b', 'c']) {
    now = new Date(now.getTime() + 1_000);
    await write(`${email} ${name}`);
  }
  const page = async (number: number) => (await notification.listEmails({ to_address: email, page: number, page_size: 2 }, call)).emails.map(({ subject }) => subject.at(-1));
  assert.deepEqual([await page(1), await page(2), await page(3)], [['c', 'b'], ['a'], []]);
  assert.equal((await notification.listEmails({}, call)).emails[0]?.to_address, email);
  await assert.rejects(notification.getEmail({ email_id: randomUUID() }, call), (error) => hasCode(error, 'email_not_found'));
});

test('with a mail server an e-mail goes out at once, whole', async () => {
  const sending = createNotificationService({ ...common, smtp_url: smtp.url });
  const stop = sending.start?.();
  const email = newEmail();
  await publish('identity', signUp(email));
  await testDatabase.relay(sending.subscriptions ?? []).drain();
  for (let tries = 0; tries < 200 && (await emailsTo(email))[0]?.status !== 'sent'; tries++) await sleep(20);
  await stop?.();
  const [sent] = await emailsTo(email);
  assert.deepEqual([sent?.status, sent?.sent_at], ['sent', now.toISOString().replace('.000', '')]);
  const received = smtp.received.filter(({ to }) => to === email);
  assert.equal(received.length, 1);
  assert.equal(received[0]?.from, 'hello@shop.example');
  for (const part of [`Message-ID: <${sent?.email_id}@shop.example>`, `To: ${email}`, 'Subject: Welcome to Orinoco', 'text/plain', 'text/html', 'Auto-Submitted: auto-generated']) assert.ok(received[0]?.message.includes(part), part);
});

async function waitingEmail(to_address = newEmail()): Promise<string> {
  await insertEmail(database, { dedupe_key: to_address, to_address, template: 'x', locale: 'en-US', subject: 'Hello', html: '<p>Hello</p>', body_text: 'Hello', status: 'waiting' }, now);
  return to_address;
}

test('a refusal for good is final', async () => {
  const sender = createSender({ ...common, smtp_url: smtp.url });
  const email = await waitingEmail();
  smtp.refuse('RCPT', '550 no such mailbox');
  assert.equal(await sender.sendDue(), 1);
  smtp.refuse('RCPT', undefined);
  assert.equal((await emailsTo(email))[0]?.status, 'failed');
  now = new Date(now.getTime() + 86_400_000);
  assert.equal(await sender.sendDue(), 0);
  sender.close();
});

test('a refusal for now is tried again later, and at last given up', async () => {
  const sender = createSender({ ...common, smtp_url: smtp.url });
  const email = await waitingEmail();
  for (const [command, answer] of [['RCPT', '450 greylisted'], ['END', '451 try later'], ['MAIL', '421 shutting down']] as const) {
    smtp.refuse(command, answer);
    assert.equal(await sender.sendDue(), 1, answer);
    smtp.refuse(command, undefined);
    assert.equal((await emailsTo(email))[0]?.status, 'waiting');
    assert.equal(await sender.sendDue(), 0, 'not before its time');
    now = new Date(now.getTime() + 3_600_000);
  }
  assert.equal(await sender.sendDue(), 1);
  assert.equal((await emailsTo(email))[0]?.status, 'sent');

  const unlucky = await waitingEmail();
  smtp.refuse('RCPT', '450 greylisted');
  for (let attempt = 0; attempt < 12; attempt++) {
    assert.equal(await sender.sendDue(), 1);
    now = new Date(now.getTime() + 3_600_000);
  }
  smtp.refuse('RCPT', undefined);
  assert.equal((await emailsTo(unlucky))[0]?.status, 'failed');
  sender.close();
});

test('a mail server that is not there is waited for', async () => {
  const gone = await startFakeSmtpServer();
  await gone.close();
  const email = await waitingEmail();
  const sender = createSender({ ...common, smtp_url: gone.url });
  assert.equal(await sender.sendDue(), 1);
  sender.close();
  assert.equal((await emailsTo(email))[0]?.status, 'waiting');
  await database.run(sql`update emails set status = 'kept' where status = 'waiting'`);
});

test('senders side by side send each e-mail once, and an address cannot name two recipients', async () => {
  const senders = [createSender({ ...common, smtp_url: smtp.url }), createSender({ ...common, smtp_url: smtp.url })];
  const emails = await Promise.all(Array.from({ length: 25 }, () => waitingEmail()));
  const hostile = await waitingEmail(`a@example.com, ${newEmail()}`);
  for (let round = 0; round < 3; round++) await Promise.all(senders.map((sender) => sender.sendDue()));
  for (const sender of senders) sender.close();
  for (const email of emails) assert.equal(smtp.received.filter(({ to }) => to === email).length, 1);
  assert.ok(!smtp.received.some(({ to }) => to !== hostile && hostile.includes(to)));
});

test('the wait doubles from half a minute to an hour', () => {
  assert.deepEqual([1, 2, 3, 8, 9, 12].map(backoffMs), [30_000, 60_000, 120_000, 3_600_000, 3_600_000, 3_600_000]);
});

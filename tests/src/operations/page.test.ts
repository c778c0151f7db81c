import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { demoAccounts } from '@orinoco/demo/seed';
import { operationsContract } from '@orinoco/server/compose';
import { checkPage, openBrowser, openWindow } from '../browser.ts';
import { startShop } from '../shop.ts';
import { waitFor } from '../visitor.ts';

/** The operator's page as an operator uses it, with things planted that are stuck. */
const shop = await startShop();
after(shop.stop);
const browser = await openBrowser();
after(() => browser.close());
const pictures = process.env['PICTURES'];

async function plant(): Promise<{ readonly dead: string; readonly saga_id: string; readonly operation_key: string }> {
  const [dead, waiting, other, saga_id, payment_id] = Array.from({ length: 5 }, () => randomUUID());
  const event = (type: string, minutes: number) => JSON.stringify({ specversion: '1.0', id: randomUUID(), type, time: new Date(Date.now() - minutes * 60_000).toISOString(), partitionkey: 'key', data: { order_id: randomUUID(), note: '<b>bold</b> "quoted"', lines: [{ sku: 'A-1', quantity: 2 }] } });
  const fail = (schema: string, event_id: string | undefined, status: string, text: string, error: string) => shop.query(`insert into "${schema}".event_failures (consumer_group, event_id, key, event, status, attempt_count, error, retry_at) values ($1, $2::uuid, $2::text, $3, $4, $5, $6, now() + interval '1 hour')`, [schema, event_id, text, status, status === 'dead' ? 8 : 3, error]);
  await fail('notification', dead, 'dead', event('review.published', 12), 'Error: the template of review.published is broken: Cannot read properties of undefined (reading "title") at renderTemplate (templates.ts:120)');
  await fail('notification', waiting, 'waiting', event('order.placed', 3), 'waits behind an earlier event of the same key');
  await fail('catalog', other, 'dead', event('review.rating_changed', 40), 'error: canceling statement due to statement timeout');
  await shop.query(`insert into "order".sagas (kind, saga_id, state, context, attempt_count, wake_at, error) values ('planted', $1, 'authorizing', '{}', 7, now() + interval '1 hour', 'CodedError: unavailable: The payment provider has not confirmed this')`, [saga_id]);
  await shop.query(`insert into payment.payments (payment_id, checkout_id, provider, status, currency, amount_minor, capturing_minor) values ($1, $1, 'planted', 'authorized', 'USD', 4599, 4599)`, [payment_id]);
  const operation_key = `capture:${payment_id}`;
  await shop.query(`insert into payment.payment_operations (operation_key, payment_id, kind, amount_minor, created_at, tried_at) values ($1, $2, 'capture', 4599, now() - interval '10 minutes', now() + interval '1 hour')`, [operation_key, payment_id]);
  return { dead: dead ?? '', saga_id: saga_id ?? '', operation_key };
}

async function signIn(page: Page, role: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('#email').fill(demoAccounts.people.find((person) => person.role === role)?.email ?? '');
  await page.locator('#password').fill(demoAccounts.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).first().click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function look(page: Page, name: string): Promise<void> {
  await checkPage(page);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}-${page.viewportSize()?.width}.png`), fullPage: true });
}

test('nobody but operators sees the page', async () => {
  const { page, context } = await openWindow(browser, shop.url, { viewport: { width: 390, height: 844 } });
  await page.goto('/operator/operations');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await signIn(page, 'shopper');
  assert.equal((await page.goto('/operator/operations/sagas'))?.status(), 403);
  await checkPage(page);
  assert.equal((await context.request.post(`${shop.url}/operator/operations/failures/catalog/redrive`, { headers: { origin: shop.url } })).status(), 403);
  await context.close();
});

test('an empty page says that nothing is stuck', async () => {
  const { page, context } = await openWindow(browser, shop.url, { viewport: { width: 390, height: 844 } });
  await signIn(page, 'operator');
  for (const path of ['/operator/operations', '/operator/operations/sagas', '/operator/operations/payments']) {
    await page.goto(path);
    await page.getByText('Nothing here needs you.').waitFor();
    await look(page, `empty-${path.split('/').at(-1)}`);
  }
  assert.equal((await page.goto('/operator/operations/nothing'))?.status(), 404);
  await context.close();
});

test('what is stuck is seen and tried again, without JavaScript too', async () => {
  const planted = await plant();
  for (const width of [1440, 390]) {
    const { page, context, complaints } = await openWindow(browser, shop.url, { viewport: { width, height: 900 } });
    await signIn(page, 'operator');
    for (const path of ['/operator/operations', '/operator/operations?status=dead&group=notification', '/operator/operations/sagas', '/operator/operations/sagas?status=all', '/operator/operations/payments']) {
      await page.goto(path);
      for (const summary of await page.locator('summary:visible', { hasText: 'Payload' }).all()) await summary.click();
      await look(page, (path.split('/').at(-1) ?? '').replace(/\W+/g, '-'));
    }
    assert.deepEqual(complaints, []);
    await context.close();
  }
  const { page, context } = await openWindow(browser, shop.url, { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
  await signIn(page, 'operator');
  await page.goto('/operator/operations?status=dead&group=notification');
  assert.equal(await page.getByRole('article').count(), 1);
  await page.getByRole('button', { name: /^Try again: review.published/ }).click();
  await page.getByText('The event is back in the queue.').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('group'), 'notification');
  // It was planted as one that the group has no reaction to: it is handled, and gone.
  await waitFor('the event to be handled', async () => (await shop.query('select from notification.inbox where event_id = $1', [planted.dead])).length === 1);
  await page.goto('/operator/operations');
  await page.getByRole('button', { name: 'Try all again: dead events of catalog' }).click();
  await page.getByText('back in the queue, in their order').waitFor();
  await page.goto('/operator/operations/sagas');
  await page.getByRole('button', { name: `Try again: planted ${planted.saga_id}` }).click();
  await page.getByText('The saga goes on now.').waitFor();
  await page.goto('/operator/operations/payments');
  await page.getByRole('button', { name: `Try again: ${planted.operation_key}` }).click();
  await page.getByText('The provider is asked again in a moment.').waitFor();
  // Asked or about to be: it was planted as one that nobody would look at for an hour, and a provider that does not know it refuses it.
  assert.equal((await shop.query(`select from payment.payment_operations where operation_key = $1 and tried_at > now()`, [planted.operation_key])).length, 0);
  await shop.query(`delete from "order".sagas where saga_id = $1`, [planted.saga_id]);
  await page.goBack();
  await context.close();
});

test('the same over HTTP, for operators and with codes', async () => {
  const operator = await shop.signedIn('operator');
  const gone = await operator.send('POST', `/v1/operations/failures/catalog/${randomUUID()}/redrive`, { body: '{}' });
  assert.deepEqual([gone.status, (gone.body as { code?: string }).code], [404, 'failure_not_found']);
  assert.ok((await operator.call(operationsContract, 'listFailures', { page_size: 5 })).counts.length >= 0);
  assert.equal((await (await shop.signedIn('shopper')).send('GET', '/v1/operations/sagas')).status, 403);
  assert.equal((await shop.visitor().send('GET', '/v1/operations/payments')).status, 401);
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  for (const name of ['orinoco_event_failures{service="catalog",consumer_group="catalog",status="dead"}', 'orinoco_event_lag_seconds{consumer_group="gateway",producer="catalog"}', 'orinoco_payment_operations_stuck']) assert.ok(metrics.includes(name), name);
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { startCarrier } from '@orinoco/demo/carrier';
import { createLocalCarrier } from './local.ts';
import { CarrierUnknownError, type BuyLabelRequest, type CarrierEvent, type CarrierPort } from './port.ts';

const webhook_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const api_key = 'sandbox-key';
const clock = (): number => Date.now();
const waitMs = 15_000;
const never_ms = 3_600_000;
const file = join(mkdtempSync(join(tmpdir(), 'carrier-')), 'carrier.sqlite');
const deliveries: { headers: IncomingHttpHeaders; raw_body: Buffer }[] = [];
const receiver = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    deliveries.push({ headers: incoming.headers, raw_body: Buffer.concat(chunks) });
    // The first delivery of all is refused, so every run has a retry.
    response.writeHead(deliveries.length === 1 ? 500 : 204).end();
  });
});

let system: Awaited<ReturnType<typeof startCarrier>>;
let carrier: CarrierPort;
const start = (port: number, step_ms: number) =>
  startCarrier({ host: '127.0.0.1', port, file, webhook_url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, webhook_secret, api_key, step_ms, clock, retry_delays_ms: [0, 30, 30, 30] });

before(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  system = await start(0, never_ms);
  carrier = createLocalCarrier({ url: system.url, api_key, webhook_secrets: [webhook_secret], clock });
});
after(async () => {
  await system.close();
  receiver.close();
  receiver.closeAllConnections();
});

const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const request = (changes: Partial<BuyLabelRequest> = {}): BuyLabelRequest => ({
  idempotency_key: randomUUID(), reference: randomUUID(), service: 'standard', parcels: [{ weight_g: 1_250 }],
  from: { name: 'Lumen & Oak', city: 'New York', region: 'NY', postal_code: '10003', country: 'US' },
  to: { name: 'Ada <Lovelace>', line1: '12 Analytical Way', city: 'San Francisco', region: 'CA', postal_code: '94103', country: 'US' },
  ...changes,
});
const events = (tracking_number: string): CarrierEvent[] => deliveries.map(({ raw_body, headers }) => carrier.parseWebhook(raw_body, headers)).filter((event) => event.tracking_number === tracking_number);
const post = (path: string, body?: object): Promise<Response> =>
  fetch(system.url + path, { method: 'POST', headers: { authorization: `Bearer ${api_key}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });

async function until(what: string, is_so: () => Promise<boolean> | boolean): Promise<void> {
  const give_up_at = clock() + waitMs;
  while (!(await is_so())) {
    if (clock() > give_up_at) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const walk = ['label_created', 'picked_up', 'in_transit', 'in_transit', 'out_for_delivery', 'delivered'];

test('a parcel walks to its door, and every step is told', async () => {
  const { tracking_number } = await carrier.buyLabel(request(), soon());
  for (const status of walk.slice(1)) {
    await post(`/v1/test/advance/${tracking_number}`);
    assert.equal((await carrier.track({ tracking_number }))?.status, status);
  }
  await post(`/v1/test/advance/${tracking_number}`);
  const found = await carrier.track({ tracking_number });
  assert.deepEqual(found?.scans.map((scan) => scan.status), walk);
  assert.deepEqual(found?.scans.map((scan) => scan.city).filter((city) => city === 'New York' || city === 'San Francisco').length, 4);
  await until('the last event', () => new Set(events(tracking_number).map((event) => event.scan?.scan_id)).size === walk.length);
  assert.deepEqual(events(tracking_number).map((event) => event.scan).toSorted((left, right) => String(left?.scan_id).localeCompare(String(right?.scan_id)))[0], found?.scans[0]);
});

test('parcels move by themselves, and go on after a restart', async () => {
  const { tracking_number } = await carrier.buyLabel(request({ to: { city: 'Berlin', country: 'DE' } }), soon());
  await system.close();
  system = await start(system.port, 20);
  // It was due in an hour, by the plan of the first start: one step by hand, then the new pace holds.
  await until('the restart', () => post(`/v1/test/advance/${tracking_number}`).then((response) => response.ok, () => false));
  await until('the delivery', async () => (await carrier.track({ tracking_number }))?.status === 'delivered');
  assert.equal((await carrier.track({ tracking_number }))?.scans.length, 7);
  await system.close();
  system = await start(system.port, never_ms);
  await until('the restart', () => carrier.track({ tracking_number }).then(() => true, () => false));
});

test('a repeated key buys one label; another request under it is refused', async () => {
  const first = request();
  const labels = await Promise.all(Array.from({ length: 10 }, () => carrier.buyLabel(first, soon())));
  assert.equal(new Set(labels.map((label) => label.tracking_number)).size, 1);
  await assert.rejects(carrier.buyLabel({ ...first, service: 'express' }, soon()), (error) => hasCode(error, 'idempotency_conflict'));
});

test('a label can be given back until the parcel is picked up', async () => {
  const { tracking_number } = await carrier.buyLabel(request(), soon());
  await carrier.cancelLabel({ tracking_number });
  await carrier.cancelLabel({ tracking_number });
  await post(`/v1/test/advance/${tracking_number}`);
  assert.equal((await carrier.track({ tracking_number }))?.status, 'cancelled');
  const other = await carrier.buyLabel(request(), soon());
  await post(`/v1/test/advance/${other.tracking_number}`);
  await assert.rejects(carrier.cancelLabel(other), (error) => hasCode(error, 'already_shipped'));
});

test('a lost answer is unknown, and the same key finds the label', async () => {
  const lost = request();
  await post('/v1/faults', { route: 'labels', kind: 'lost_answer', count: 1, delay_ms: 10 });
  await assert.rejects(carrier.buyLabel(lost, soon()), CarrierUnknownError);
  const label = await carrier.buyLabel(lost, soon());
  assert.equal((await carrier.track(label))?.reference, lost.reference);
});

test('unknown parcels, wrong bodies and wrong keys are certain', async () => {
  assert.equal(await carrier.track({ tracking_number: 'OR0' }), null);
  await assert.rejects(carrier.cancelLabel({ tracking_number: 'OR0' }), (error) => hasCode(error, 'parcel_not_found'));
  await assert.rejects(carrier.buyLabel(request({ parcels: [] }), soon()), (error) => hasCode(error, 'carrier_rejected'));
  const stranger = createLocalCarrier({ url: system.url, api_key: 'wrong', webhook_secrets: [webhook_secret], clock });
  await assert.rejects(stranger.track({ tracking_number: 'OR0' }), (error) => hasCode(error, 'carrier_rejected'));
});

test('a changed event is refused', async () => {
  const delivery = deliveries[0];
  assert.ok(delivery);
  const changed = Buffer.from(delivery.raw_body.toString().replace('label_created', 'delivered'));
  assert.throws(() => carrier.parseWebhook(changed, delivery.headers), (error) => hasCode(error, 'webhook_signature_invalid'));
});

test('the tracking page shows cities and no names; the label shows both, escaped', async () => {
  const label = await carrier.buyLabel(request(), soon());
  const page = await (await fetch(label.tracking_url)).text();
  assert.match(page, /From New York to San Francisco/);
  assert.doesNotMatch(page, /Lovelace|Analytical/);
  const picture = await (await fetch(label.label_url)).text();
  assert.match(picture, /Ada &lt;Lovelace&gt;/);
  assert.match(picture, /12 Analytical Way/);
  assert.equal((await fetch(`${system.url}/labels/${label.tracking_number}.svg`)).status, 404);
});

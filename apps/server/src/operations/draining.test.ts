import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createServer } from '@orinoco/http';
import { testLog } from '@orinoco/testing';
import { createDraining } from './draining.ts';

test('a connection on which nothing was ever asked is not waited for; one with a request is', async () => {
  const app = createServer({ log: testLog });
  const draining = createDraining(app, 0);
  app.get('/slow', () => new Promise((resolve) => { setTimeout(() => resolve({ is_done: true }), 500); }));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const silent = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(silent, 'connect');
  const order: string[] = [];
  const left = once(silent.on('error', () => undefined), 'close').then(() => order.push('the silent one has left'));
  const answered = fetch(`${url}/slow`).then(async (response) => order.push(`the other was answered ${response.status}`));
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  await draining.drain();
  await Promise.all([left, answered]);
  assert.deepEqual(order, ['the silent one has left', 'the other was answered 200']);
  await app.close();
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPaymentProvider } from '@orinoco/demo/payment-provider';
import { createLocalProvider } from './local.ts';
import type { AuthorizeRequest, PaymentProvider } from './port.ts';

export const webhook_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const api_key = 'sandbox-key';
export const return_url = 'http://shop.localhost/checkout/return?step=pay';
const clock = (): number => Date.now();
const deliveryWaitMs = 10_000;

export interface Delivery { readonly headers: IncomingHttpHeaders; readonly raw_body: Buffer }

/** A place that webhooks come to. `answer` is the status of the next deliveries. */
export interface Receiver {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  answer: number;
  /** Resolves when that many deliveries have come, or throws. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      deliveries.push({ headers: request.headers, raw_body: Buffer.concat(chunks) });
      response.writeHead(receiver.answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    deliveries,
    answer: 204,
    async until(count) {
      const give_up_at = clock() + deliveryWaitMs;
      while (deliveries.length < count) {
        if (clock() > give_up_at) throw new Error(`${deliveries.length} of ${count} deliveries came`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  return receiver;
}

export interface Sandbox {
  readonly url: string;
  readonly provider: PaymentProvider;
  readonly receiver: Receiver;
  /** A token for a card, got as the hosted fields get it. */
  token(number: string): Promise<string>;
  request(payment_token: string, changes?: Partial<AuthorizeRequest>): AuthorizeRequest;
  fault(fault: { route: string; kind: string; count: number; delay_ms?: number }): Promise<void>;
  /** Posts as a browser or as the merchant would. */
  post(path: string, body: object, headers?: Record<string, string>): Promise<Response>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The sandbox provider on a free port with a file of its own, its adapter, and a receiver for its events. */
export async function startSandbox(options: { retry_delays_ms?: readonly number[]; timeout_ms?: number } = {}): Promise<Sandbox> {
  const receiver = await startReceiver();
  const file = join(mkdtempSync(join(tmpdir(), 'payment-provider-')), 'payment-provider.sqlite');
  const start = (port: number) =>
    startPaymentProvider({ host: '127.0.0.1', port, file, webhook_url: receiver.url, webhook_secret, api_key, clock, retry_delays_ms: options.retry_delays_ms ?? [0, 50, 50, 50] });
  let system = await start(0);
  const { url, port } = system;
  const provider = createLocalProvider({ url, api_key, webhook_secrets: [webhook_secret], clock, timeout_ms: options.timeout_ms ?? 5_000 });
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return {
    url, provider, receiver, post,
    async token(number) {
      const { fields_url } = await provider.session({ payment_id: randomUUID(), amount_minor: 100, currency: 'USD', return_url });
      const session = new URL(fields_url).searchParams.get('session');
      const response = await post('/v1/tokens', { session, number, expiry: '12 / 40', cvc: '123', name: 'Ada Lovelace' });
      const { payment_token } = (await response.json()) as { payment_token?: string };
      if (payment_token === undefined) throw new Error(`no token for ${number}: HTTP ${response.status}`);
      return payment_token;
    },
    request: (payment_token, changes = {}) => ({ payment_id: randomUUID(), idempotency_key: randomUUID(), amount_minor: 10_000, currency: 'USD', payment_token, return_url, ...changes }),
    async fault(fault) {
      const response = await post('/v1/faults', fault, { authorization: `Bearer ${api_key}` });
      if (!response.ok) throw new Error(`fault refused: HTTP ${response.status}`);
    },
    async restart() {
      await system.close();
      system = await start(port);
    },
    async close() {
      await system.close();
      await receiver.close();
    },
  };
}

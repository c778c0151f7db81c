import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { asService, connect, defineContract, fail, JsonText, method, serviceCall, shapes as s } from '@orinoco/contract';
import { createLogger } from '@orinoco/telemetry';
import { createServer, mountContract, mountInternal, type Callable } from './http.ts';

const log = createLogger({ level: 'silent' });
const contract = defineContract('kiosk', {
  errors: { sold_out: { status: 409, title: 'There are none left' } },
  methods: {
    buy: method({ summary: 'Buys papers', input: s.object({ paper_id: s.Uuid, count: Type.Integer({ minimum: 1, maximum: 5 }), note: Type.Optional(s.text(20)) }), output: s.object({ paper_id: s.Uuid, count: Type.Integer(), note: s.nullable(s.text(20)) }), status: 201, errors: ['sold_out'], access: ['public'], http: 'POST /v1/papers/:paper_id/purchases', timeout_ms: 1_000, idempotent: false }),
    list: method({ summary: 'Lists papers', input: s.object({ page: Type.Optional(Type.Integer({ minimum: 1 })), tags: Type.Optional(s.list(s.text(10), 3)) }), output: s.object({ page: Type.Integer(), tags: s.list(s.text(10)) }), access: ['public'], http: 'GET /v1/papers', timeout_ms: 1_000, idempotent: true }),
    secret: method({ summary: 'For staff', input: s.Empty, output: s.Done, access: ['operator'], http: 'GET /v1/secrets', timeout_ms: 1_000, idempotent: true }),
    crash: method({ summary: 'Has a bug', input: s.Empty, output: s.Done, access: ['public'], http: 'GET /v1/crashes', timeout_ms: 1_000, idempotent: true }),
    slow: method({ summary: 'Takes its time', input: s.Empty, output: s.Done, access: ['public'], http: 'GET /v1/delays', timeout_ms: 20, idempotent: true }),
  },
});
const service = {
  buy: async ({ paper_id, count, note = null }: { paper_id: string; count: number; note?: string | null }) => {
    if (count === 5) throw fail('sold_out', { detail: 'Only 4 left', extra: { available_count: 4 } });
    return { paper_id, count, note };
  },
  list: async ({ page = 1, tags = [] }: { page?: number; tags?: string[] }) => new JsonText(JSON.stringify({ page, tags })),
  secret: async () => ({ is_done: true }),
  crash: async () => { throw new Error('password=hunter2'); },
  slow: () => new Promise(() => undefined),
} as unknown as Callable;
const app = createServer({ log, body_limit: 2_000 });
mountContract(app, contract, service, { callOf: () => serviceCallAsNobody() }, log);
mountInternal(app, contract, service, 'token', log);
const serviceCallAsNobody = () => ({ ...serviceCall('test', '1', Date.now() + 5_000), actor: { kind: 'anonymous' } as const });
const paper_id = '018f7d6e-0000-7000-8000-000000000001';
const buy = (payload: unknown, id = paper_id) => app.inject({ method: 'POST', url: `/v1/papers/${id}/purchases`, headers: { 'content-type': 'application/json' }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) });
const fields = (body: string) => (JSON.parse(body) as { errors?: { pointer: string; code: string }[] }).errors?.map((error) => `${error.pointer} ${error.code}`);

test('a good request gets the declared status and shape', async () => {
  const response = await buy({ count: 2 });
  assert.equal(response.statusCode, 201);
  assert.deepEqual(response.json(), { paper_id, count: 2, note: null });
});

test('every wrong field is named: type, range, missing, unknown, path', async () => {
  assert.deepEqual(fields((await buy({ count: '2' })).body), ['/count wrong_type']);
  assert.deepEqual(fields((await buy({ count: 9 })).body), ['/count out_of_range']);
  assert.deepEqual(fields((await buy({})).body), ['/count missing']);
  assert.deepEqual(fields((await buy({ count: 1, colour: 'red' })).body), ['/colour unknown']);
  assert.deepEqual(fields((await buy({ count: 1 }, 'x')).body), ['/paper_id wrong_format']);
  assert.equal((await buy({ count: 1 }, 'x')).statusCode, 422);
});

test('what is not JSON, too large, or text that cannot be stored gets a coded 4xx', async () => {
  assert.equal((await buy('{"count":')).statusCode, 400);
  assert.equal((await buy({ count: 1, note: 'x'.repeat(3_000) })).statusCode, 413);
  assert.deepEqual(fields((await buy('{"count":1,"note":"a\\u0000b"}')).body), ['/note wrong_format']);
  assert.equal((await app.inject({ method: 'POST', url: `/v1/papers/${paper_id}/purchases`, headers: { 'content-type': 'application/xml' }, payload: '<x/>' })).statusCode, 415);
  assert.equal((await buy('[]')).statusCode, 422);
  assert.equal((await buy('null')).statusCode, 422);
});

test('addresses are text: numbers are read, one value is a list, and nonsense is refused', async () => {
  assert.deepEqual((await app.inject('/v1/papers?page=3&tags=a')).json(), { page: 3, tags: ['a'] });
  assert.deepEqual(fields((await app.inject('/v1/papers?page=x')).body), ['/page wrong_type']);
  assert.deepEqual(fields((await app.inject('/v1/papers?pgae=1')).body), ['/pgae unknown']);
});

test('an expected failure is a problem with the contract’s status and its extra members', async () => {
  const response = await buy({ count: 5 });
  assert.equal(response.statusCode, 409);
  assert.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8');
  const { code, title, detail, available_count } = response.json<Record<string, unknown>>();
  assert.deepEqual({ code, title, detail, available_count }, { code: 'sold_out', title: 'There are none left', detail: 'Only 4 left', available_count: 4 });
});

test('a bug says nothing about itself, and work that hangs is answered', async () => {
  const crash = await app.inject('/v1/crashes');
  assert.equal(crash.statusCode, 500);
  assert.equal(crash.body.includes('hunter2'), false);
  assert.equal((await app.inject('/v1/delays')).statusCode, 504);
});

test('who may not is refused before the service is asked', async () => {
  assert.equal((await app.inject('/v1/secrets')).statusCode, 401);
});

test('a remote client and a local one give the same answers and the same errors', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const clients = [connect(contract, { url, service_token: 'token' }), connect(contract, { local: service as never, is_round_trip: true })];
  for (const client of clients) {
    const call = asService(serviceCall('test', '1', Date.now() + 5_000), 'test');
    assert.deepEqual(await client.buy({ paper_id, count: 1 }, call), { paper_id, count: 1, note: null });
    assert.deepEqual(await client.list({ tags: ['a'] }, call), { page: 1, tags: ['a'] });
    await assert.rejects(client.buy({ paper_id, count: 5 }, call), { code: 'sold_out', detail: 'Only 4 left' });
    await assert.rejects(client.list({}, { ...call, deadline: Date.now() - 1 }), { code: 'deadline_exceeded' });
  }
  await assert.rejects(connect(contract, { url, service_token: 'wrong' }).list({}, serviceCall('test', '1', Date.now() + 5_000)), { code: 'unauthenticated' });
  await app.close();
});

test('in tests a refusal that the contract does not name is a fault', async () => {
  const list = async () => { throw fail('sold_out'); };
  const call = asService(serviceCall('test', '1', Date.now() + 5_000), 'test');
  await assert.rejects(connect(contract, { local: { ...service, list } as never, is_round_trip: true }).list({}, call), /kiosk\.list refuses with sold_out, which its contract does not name/);
});

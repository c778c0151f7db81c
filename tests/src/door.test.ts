import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkAccess, type Access, type Actor, type Contract, type Method } from '@orinoco/contract';
import { identityContract } from '@orinoco/identity/contract';
import { demoAccounts } from '@orinoco/demo/seed';
import { splitInput } from '@orinoco/http';
import { orderContract } from '@orinoco/order/contract';
import { contracts, operationsContract } from '@orinoco/server/compose';
import { address, buy, findOffers, prepare } from './buying.ts';
import { oddValues, placesOf, sampleOf, withValue, wrongFor, type Path, type Schema } from './sample.ts';
import { startShop } from './shop.ts';
import { someEmail } from './visitor.ts';

/** Every route of every contract, asked in every wrong way by everybody. */
const shop = await startShop();
after(shop.stop);

interface Route { readonly name: string; readonly verb: string; readonly path: string; readonly method: Method; readonly params: Schema; readonly query: Schema; readonly body: Schema | undefined }

/** These end what the others need: the session, and the free attempts at a password. */
const last = ['identity.changePassword', 'identity.signOut'];
const routes: Route[] = Object.values({ ...contracts, operations: operationsContract } as Readonly<Record<string, Contract>>).flatMap((contract) => Object.entries(contract.methods).filter(([, method]) => method.http !== undefined).map(([name, method]) => {
  const { verb, path, params, query, body } = splitInput(method);
  return { name: `${contract.service}.${name}`, verb, path, method, params: params as Schema, query: query as Schema, body: body as Schema | undefined };
})).toSorted((a, b) => last.indexOf(a.name) - last.indexOf(b.name));

interface Asked { readonly params: unknown; readonly query: unknown; readonly body: unknown }
interface Problem { readonly code?: string; readonly detail?: string; readonly errors?: readonly { readonly pointer: string }[]; readonly request_id?: string }
interface Told { readonly status: number; readonly type: string; readonly problem: Problem; readonly text: string }

const sampleFor = (route: Route): Asked => ({ params: sampleOf(route.params), query: sampleOf(route.query), body: route.body && sampleOf(route.body) });

async function ask(route: Route, asked: Asked, headers: Readonly<Record<string, string>>): Promise<Told> {
  return send(route, asked, asked.body === undefined ? undefined : JSON.stringify(asked.body), headers);
}

async function send(route: Route, { params, query }: Pick<Asked, 'params' | 'query'>, text: string | undefined, headers: Readonly<Record<string, string>>): Promise<Told> {
  const path = route.path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String((params as Record<string, unknown>)[field])));
  const search = new URLSearchParams(Object.entries(query as object).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]))).toString();
  const response = await fetch(`${shop.url}${path}${search === '' ? '' : `?${search}`}`, { method: route.verb, headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(text === undefined ? {} : { body: text }) });
  const answer = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: answer, problem: type.startsWith('application/problem+json') ? (JSON.parse(answer) as Problem) : {} };
}

const bearerOf = async (email: string) => {
  const { session_token } = await shop.visitor().call(identityContract, 'signIn', { email, password: demoAccounts.password });
  return { authorization: `Bearer ${session_token}` };
};
const [shopper, seller, operator] = await Promise.all(demoAccounts.people.map((person) => bearerOf(person.email)));
const asOperator = operator ?? assert.fail();

/** Runs the work for each, a few at a time, and gathers what is wrong. */
async function gather<T>(given: readonly T[], work: (one: T) => Promise<string | undefined>): Promise<string[]> {
  const left = [...given];
  const wrong: string[] = [];
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const complaint = await work(one);
      if (complaint !== undefined) wrong.push(complaint);
    }
  }));
  return wrong;
}

const show = (wrong: readonly string[]) => [...new Set(wrong)].toSorted().slice(0, 60).join('\n');
const brief = (told: Told) => `${told.status} ${told.problem.code ?? told.text.slice(0, 100)} ${(told.problem.detail ?? '').slice(0, 120)}`;

/** What a table holds, as a digest. What time alone changes is left out. */
async function contents(): Promise<Record<string, string>> {
  await shop.server.drain();
  const tables = await shop.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any($1)
    and tablename not in ('event_cursors', 'inbox', 'sessions', 'sagas') and tablename not like 'orders\\_%'`, [[...Object.keys(contracts), 'gateway']]);
  const digests = await shop.query<Record<string, string>>(`select ${tables.map(({ name }) => `(select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from ${name} t) as "${name.replaceAll('"', '')}"`).join(', ')}`);
  return digests[0] ?? {};
}

interface Refused { readonly route: Route; readonly what: string; readonly tell: () => Promise<Told>; readonly pointer?: string | undefined; readonly statuses: readonly number[] }

const pointerOf = (path: Path) => path.map((step) => `/${step}`).join('');

/** Requests of one route that must be refused, and where the fault is. */
function refusedOf(route: Route): Refused[] {
  const sample = sampleFor(route);
  const parts = (['params', 'query', 'body'] as const).flatMap((part) => {
    const schema = route[part];
    if (schema === undefined) return [];
    const is_text = part !== 'body';
    const change = (path: Path, value: unknown) => () => ask(route, { ...sample, [part]: withValue(sample[part], path, value) }, asOperator);
    const statuses = part === 'params' ? [422, 404] : [422];
    const places = placesOf(schema).flatMap(({ path, schema: member, is_required }) => {
      const pointer = pointerOf(path);
      const wrong = wrongFor(member, is_text);
      const cases: Refused[] = wrong === undefined || (is_text && path.length > 1) ? [] : [{ route, what: `wrong ${part}${pointer} ${JSON.stringify(wrong).slice(0, 40)}`, tell: change(path, wrong), pointer, statuses }];
      if (is_required && part !== 'params' && (!is_text || path.length === 1)) cases.push({ route, what: `missing ${part}${pointer}`, tell: change(path, undefined), pointer, statuses });
      if (member.type === 'string' && !is_text) cases.push({ route, what: `U+0000 in ${pointer}`, tell: change(path, 'a\u0000b'), pointer, statuses }, { route, what: `half a character in ${pointer}`, tell: change(path, 'a\ud800b'), pointer, statuses });
      if (member.properties && !is_text) cases.push({ route, what: `unknown ${pointer}/odd`, tell: change([...path, 'odd'], 1), pointer: `${pointer}/odd`, statuses });
      return cases;
    });
    return part === 'params' ? places : [...places, { route, what: `unknown ${part}`, tell: change(['odd'], 1), pointer: '/odd', statuses }];
  });
  return [...parts, ...rawRefused(route, sample)];
}

function rawRefused(route: Route, sample: Asked): Refused[] {
  if (!route.body) return [];
  const raw = (what: string, text: string, statuses: readonly number[], headers: Readonly<Record<string, string>> = {}): Refused => ({ route, what, tell: () => send(route, sample, text, { ...asOperator, ...headers }), statuses });
  return [
    raw('broken JSON', '{"a":', [400]), raw('no JSON', 'a=b', [415], { 'content-type': 'application/x-www-form-urlencoded' }), raw('a huge body', JSON.stringify({ odd: 'x'.repeat(300_000) }), [413]),
    raw('a list', '[]', [422]), raw('a text', '"x"', [422]), raw('a number', '12', [422]), raw('deep nesting', `{"odd":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, [400, 422]), raw('a prototype', '{"__proto__":{"is_operator":true}}', [400, 422]),
  ];
}

test('what is wrong is refused with a code that names the field, and nothing changes', async () => {
  const before = await contents();
  const wrong = await gather(routes.flatMap(refusedOf), async ({ route, what, tell, pointer, statuses }) => {
    const told = await tell();
    const is_right = statuses.includes(told.status) && told.problem.code !== undefined && (pointer === undefined || told.status === 404 || told.problem.errors?.some((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`)) === true);
    return is_right ? undefined : `${route.name}: ${what} → ${brief(told)} ${JSON.stringify(told.problem.errors?.map((error) => error.pointer) ?? [])}`;
  });
  assert.equal(show(wrong), '');
  assert.deepEqual(await contents(), before);
});

async function guestHeaders(): Promise<Record<string, string>> {
  const made = await shop.visitor().send('POST', '/v1/carts', { body: '{}' });
  return { 'x-guest-token': made.headers.get('x-guest-token') ?? assert.fail('a guest gets a token') };
}

test('what belongs to others is as if it did not exist', async () => {
  const owner = shop.visitor();
  const { customer } = await owner.call(identityContract, 'signUp', { email: someEmail(), password: 'a good long password', name: 'Ada' });
  const order_group_id = await buy(owner, await findOffers(owner, 1));
  const [order] = (await owner.call(orderContract, 'getOrderGroup', { order_group_id })).orders;
  const { checkout_id, cart_id, lines } = await prepare(owner, await findOffers(owner, 1, 1));
  const { address_id } = await owner.call(identityContract, 'createAddress', { address });
  const [session] = (await owner.call(identityContract, 'listSessions', {})).sessions;
  const known: Readonly<Record<string, string | undefined>> = { order_group_id, order_id: order?.order_id, checkout_id, cart_id, line_id: lines[0]?.line_id, address_id, session_id: session?.session_id, customer_id: customer.customer_id };
  const own = routes.flatMap((route) => {
    const params = sampleOf(route.params) as Record<string, unknown>;
    const names = Object.keys(params).filter((name) => known[name] !== undefined);
    return names.length === 0 || last.includes(route.name) ? [] : [{ route, asked: { ...sampleFor(route), query: {}, params: { ...params, ...Object.fromEntries(names.map((name) => [name, known[name]])) }, ...(route.name === 'identity.updateAddress' ? { body: { address } } : {}) } }];
  });
  assert.ok(own.length > 12, `${own.length} routes are about what somebody owns`);
  const strangers = [seller ?? {}, await guestHeaders()];
  const before = await contents();
  const wrong = await gather(strangers.flatMap((headers) => own.map((each) => ({ ...each, headers }))), async ({ route, asked, headers }) => {
    const told = await ask(route, asked, headers);
    const is_hidden = told.status === 404 || told.status === 401 || (route.verb === 'DELETE' && told.status < 300);
    return is_hidden ? undefined : `${route.name}: ${brief(told)}`;
  });
  assert.equal(show(wrong), '');
  assert.deepEqual(await contents(), before);
  assert.equal((await owner.call(orderContract, 'getOrder', { order_id: order?.order_id ?? '' })).status, 'placed');
});

test('everybody may call what the contract allows, and nothing else', async () => {
  const customer = { kind: 'customer', customer_id: '', session_id: '', seller_ids: [], is_operator: false } as const;
  const people: readonly { readonly who: string; readonly headers: Readonly<Record<string, string>>; readonly actor: Actor }[] = [
    { who: 'anonymous', headers: {}, actor: { kind: 'anonymous' } },
    { who: 'guest', headers: await guestHeaders(), actor: { kind: 'guest', guest_id: '' } },
    { who: 'customer', headers: shopper ?? {}, actor: customer },
    { who: 'seller', headers: seller ?? {}, actor: { ...customer, seller_ids: ['x'] } },
    { who: 'operator', headers: asOperator, actor: { ...customer, is_operator: true } },
  ];
  const calls = routes.filter((route) => !last.includes(route.name)).flatMap((route) => people.map((person) => ({ route, ...person })));
  const wrong = await gather(calls, async ({ route, who, headers, actor }) => {
    const told = await ask(route, sampleFor(route), headers);
    const isMadeGuest = actor.kind === 'anonymous' && route.verb !== 'GET' && route.method.access.includes('shopper');
    const expected = refusalFor(route.method.access, isMadeGuest ? { kind: 'guest', guest_id: '' } : actor);
    // A seller who may use the method may still not touch what is another seller's.
    const got = told.problem.code === 'forbidden' && /you do not work for this seller/i.test(told.problem.detail ?? '') ? undefined : told.problem.code;
    const is_right = expected === undefined ? got !== 'forbidden' && got !== 'unauthenticated' : got === expected;
    return is_right && told.status < 500 ? undefined : `${route.name} as ${who}: ${brief(told)}, expected ${expected ?? 'to be let in'}`;
  });
  assert.equal(show(wrong), '');
});

function refusalFor(access: readonly Access[], actor: Actor): string | undefined {
  try {
    checkAccess(access, actor);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'internal';
  }
}

test('a token that is not good is refused, and so is a request that another site makes a browser send', async () => {
  const [route] = routes.filter((each) => each.name === 'identity.getCustomer');
  assert.equal((await ask(route ?? assert.fail(), { params: {}, query: {}, body: undefined }, { authorization: 'Bearer none' })).status, 401);
  const visitor = await shop.signedIn('shopper');
  const foreign = await visitor.send('PATCH', '/v1/customers/me', { body: '{"name":"Mallory"}', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
  assert.equal(foreign.status, 403);
  assert.notEqual((await visitor.call(identityContract, 'getCustomer', {})).name, 'Mallory');
});

test('what is odd but allowed is taken for what it is: never a failure of ours', async () => {
  const calls = routes.flatMap((route) => (['params', 'query', 'body'] as const).flatMap((part) => placesOf(route[part] ?? {}).flatMap(({ path, schema }) => oddValues(schema).map((value) => ({ route, part, path, value })))));
  const wrong = await gather(calls, async ({ route, part, path, value }) => {
    const sample = sampleFor(route);
    const told = await ask(route, { ...sample, [part]: withValue(sample[part], path, value) }, asOperator);
    const is_calm = told.status < 500 && (told.status < 300 || told.status === 304 || told.problem.code !== undefined);
    return is_calm ? undefined : `${route.name}: ${part}${pointerOf(path)} → ${brief(told)} for ${JSON.stringify(value).slice(0, 60)}`;
  });
  assert.equal(show([...new Map(wrong.map((complaint) => [complaint.split(' → ')[0], complaint])).values()]), '');
  assert.equal((await fetch(`${shop.url}/readyz`)).status, 200);
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from './database.ts';
import { buyAsGuest, findOffers, type BuyableOffer } from './purchase.ts';

/** A statement as pg_stat_statements knows it. */
export interface Statement { readonly role: string; readonly text: string; readonly calls: number }

export interface Step {
  readonly step: string;
  /** Sent between request and answer; nothing else but polling could run then. */
  readonly in_request: readonly Statement[];
  /** Transactions of the request that wrote something. */
  readonly write_commits: number;
  /** Sent afterwards by event handlers and other work that the request gave rise to. */
  readonly background: readonly Statement[];
  readonly background_write_commits: number;
  /** The same request with what services keep in memory for some seconds fresh, as it is when others shop too. */
  readonly in_busy_request: readonly Statement[];
}

export interface PurchaseStatements {
  readonly steps: readonly Step[];
  /** Calls while steps were counted of statements that also run when nobody buys, beside those of an equal idle time. */
  readonly polling: readonly (Statement & { readonly idle_calls: number })[];
  readonly idle_write_commits: number;
  /** Commits by pg_stat_database during another purchase, reads included, and during an equal idle time. A few more or less, since polling jitters. */
  readonly commit_count: number;
  readonly idle_commit_count: number;
  readonly commit_window_s: number;
}

/** What follows a request has had its time by then, and what services keep for 5 s is forgotten: a lonely shopper, and the worst case. */
const alone_ms = 5_500;
/** A shopper among others: what services keep for all is there. Handlers have ended by then, even on a busy machine. */
const busy_ms = 400;
const busy_count = 3;
/** PostgreSQL publishes commits of a backend that has gone idle after 10 s. */
const flush_ms = 11_000;

interface Snapshot { readonly statements: readonly (Statement & { key: string })[]; readonly xid: number }

/**
 * Counts the statements of one whole guest purchase of two lines from two sellers. While a request runs the readers of
 * events are kept out by a lock on their cursors, so that what is counted then is the request's alone; afterwards they
 * go on, and what is counted then is theirs. Statements that an idle shop sends as well are polling, and listed apart.
 */
export async function countPurchase(admin: Admin, shop_url: string): Promise<PurchaseStatements> {
  const offers = twoSellers(await findOffers(shop_url, 200));
  for (let warm_up = 0; warm_up < 3; warm_up++) await buyAsGuest(shop_url, offers);
  await sleep(alone_ms);
  const started_at = performance.now();
  const windows = await countSteps(admin, shop_url, offers, alone_ms);
  const idle = await countIdle(admin, performance.now() - started_at);
  const busy: Window[][] = [];
  for (let pass = 0; pass < busy_count; pass++) busy.push(await countSteps(admin, shop_url, offers, busy_ms));
  const idle_keys = new Map(idle.statements.map((statement) => [statement.key, statement.calls]));
  return {
    steps: windows.map((alone, index) => stepOf(alone, busy.flatMap((pass) => pass[index] ?? []), idle_keys)),
    polling: pollingOf(windows.flatMap(({ in_request, background }) => [...in_request.statements, ...background.statements]), idle_keys),
    idle_write_commits: idle.xid,
    ...(await countCommits(admin, () => buyAsGuest(shop_url, offers))),
  };
}

async function countCommits(admin: Admin, work: () => Promise<void>): Promise<Pick<PurchaseStatements, 'commit_count' | 'idle_commit_count' | 'commit_window_s'>> {
  await sleep(flush_ms);
  const first = await commits(admin);
  const started_at = performance.now();
  await work();
  await sleep(flush_ms);
  const second = await commits(admin);
  const window_ms = performance.now() - started_at;
  await sleep(window_ms);
  return { commit_count: second - first, idle_commit_count: (await commits(admin)) - second, commit_window_s: window_ms / 1000 };
}

/**
 * What the provider does at once, such as its webhook, runs into the request by chance: a statement that came behind it
 * in another pass is not the request's, and neither is one of the step before that was late.
 */
function stepOf({ step, in_request, background }: Window, busy: readonly Window[], idle_keys: ReadonlyMap<string, number>): Step {
  const own = (counted: Snapshot) => counted.statements.filter(({ key }) => !idle_keys.has(key));
  const callsIn = (counted: Snapshot, key: string) => counted.statements.find((statement) => statement.key === key)?.calls ?? 0;
  const late = new Map(own(in_request).map(({ key, calls }) => [key, Math.max(0, ...busy.filter((pass) => callsIn(pass.background, key) > 0).map((pass) => calls - callsIn(pass.in_request, key)))]));
  const requested = own(in_request).map((statement) => ({ ...statement, calls: statement.calls - (late.get(statement.key) ?? 0) })).filter(({ calls }) => calls > 0);
  const followed = [...own(background), ...own(in_request).map((statement) => ({ ...statement, calls: late.get(statement.key) ?? 0 }))].filter(({ calls }) => calls > 0);
  const write_commits = Math.min(in_request.xid, ...busy.map((pass) => pass.in_request.xid));
  return {
    step, write_commits, in_request: requested.map(plain), background: followed.map(plain),
    background_write_commits: background.xid + in_request.xid - write_commits,
    in_busy_request: requested.map((statement) => plain({ ...statement, calls: Math.min(statement.calls, ...busy.map((pass) => callsIn(pass.in_request, statement.key))) })).filter(({ calls }) => calls > 0),
  };
}

function plain({ role, text, calls }: Statement): Statement {
  return { role, text, calls };
}

function twoSellers(offers: readonly BuyableOffer[]): BuyableOffer[] {
  const [first] = offers;
  const second = offers.find((offer) => offer.seller !== first?.seller);
  return [first, second].filter((offer) => offer !== undefined);
}

interface Window { readonly step: string; readonly in_request: Snapshot; readonly background: Snapshot }

async function countSteps(admin: Admin, shop_url: string, offers: readonly BuyableOffer[], settle_ms: number): Promise<Window[]> {
  const windows: Window[] = [];
  await buyAsGuest(shop_url, offers, async (step, work) => {
    const { result, ...counted } = await countStep(admin, work, settle_ms);
    windows.push({ step, ...counted });
    return result;
  });
  return windows;
}

async function countStep<T>(admin: Admin, work: () => Promise<T>, settle_ms: number): Promise<{ in_request: Snapshot; background: Snapshot; result: T }> {
  const cursors = await admin.rows<{ name: string }>(`select format('%I.event_cursors', schemaname) as name from pg_tables where tablename = 'event_cursors'`);
  await admin.rows('begin');
  await admin.rows(`lock table ${cursors.map(({ name }) => name).join(', ')} in access exclusive mode`);
  const xid_before = await nextXid(admin);
  await reset(admin);
  let result: T;
  let in_request: Snapshot;
  try {
    result = await work();
    in_request = await snapshot(admin, xid_before);
    await reset(admin);
  } finally {
    await admin.rows('commit');
  }
  const xid_after = await nextXid(admin);
  await sleep(settle_ms);
  return { in_request, background: await snapshot(admin, xid_after), result };
}

async function countIdle(admin: Admin, ms: number): Promise<Snapshot> {
  const xid = await nextXid(admin);
  await reset(admin);
  await sleep(ms);
  return snapshot(admin, xid);
}

async function reset(admin: Admin): Promise<void> {
  await admin.rows('select pg_stat_statements_reset()');
}

async function snapshot(admin: Admin, xid_before: number): Promise<Snapshot> {
  const statements = await admin.rows<Statement & { key: string }>(`select rolname || ' ' || queryid as key, substr(rolname, 9) as role, query as text, calls::integer as calls
    from pg_stat_statements join pg_roles on oid = userid where rolname like 'orinoco\\_%' order by rolname, calls desc`);
  return { statements, xid: (await nextXid(admin)) - xid_before };
}

/** Every transaction that writes takes one number, and no other does; so does the lock of this connection, which counts as taken. */
async function nextXid(admin: Admin): Promise<number> {
  const [row] = await admin.rows<{ xid: string }>(`select greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1)::text as xid`);
  return Number(row?.xid ?? 0);
}

async function commits(admin: Admin): Promise<number> {
  const [row] = await admin.rows<{ count: string }>(`select sum(xact_commit)::text as count from pg_stat_database`);
  return Number(row?.count ?? 0) - admin.queryCount();
}

function pollingOf(statements: readonly (Statement & { key: string })[], idle: ReadonlyMap<string, number>): PurchaseStatements['polling'] {
  const sums = new Map<string, Statement & { idle_calls: number }>();
  for (const { key, role, text, calls } of statements) {
    if (idle.has(key)) sums.set(key, { role, text, calls: calls + (sums.get(key)?.calls ?? 0), idle_calls: idle.get(key) ?? 0 });
  }
  return [...sums.values()].toSorted((a, b) => b.calls - a.calls);
}

export function callsOf(statements: readonly Statement[]): number {
  return statements.reduce((sum, { calls }) => sum + calls, 0);
}

/** Without `begin`, `commit` and `rollback`, which the peers' counts leave out as well. */
export function withoutBrackets(statements: readonly Statement[]): Statement[] {
  return statements.filter(({ text }) => !/^(begin|commit|rollback)$/i.test(text.trim()));
}

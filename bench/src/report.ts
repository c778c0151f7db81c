import type { Machine } from './machine.ts';
import { cpuOf, type Idle, type Measured, type Plan } from './measure.ts';
import type { PageWeight } from './page-weight.ts';
import { peerStarts, peerStatements, peerTimes, type PeerRow } from './peers.ts';
import type { RenderResult } from './render.ts';
import type { ScenarioResult } from './scenarios.ts';
import { callsOf, withoutBrackets, type PurchaseStatements, type Statement } from './statements.ts';

export interface Report {
  readonly measured_at: string;
  readonly machine: Machine;
  readonly product_count: number;
  readonly plan: Plan;
  readonly scenarios: readonly ScenarioResult[];
  readonly purchase: PurchaseStatements | null;
  readonly page: { readonly render: RenderResult; readonly weight: PageWeight } | null;
  /** `first_ms` is null when the folder was there already. */
  readonly start: { readonly first_ms: number | null; readonly ready_ms: number; readonly ready_cpu_ms: number; readonly complete_ms: number; readonly server_mb: number; readonly postgres_mb: number; readonly idle: Idle };
}

type Cells = readonly (string | number)[];

export function markdown(report: Report): string {
  const { machine, scenarios, purchase, page, plan } = report;
  return [
    `# Measured ${report.measured_at.slice(0, 10)}`,
    `${machine.core_count} × ${machine.cpu}, ${machine.memory_gb} GB, ${machine.system}; Node ${machine.node}, PostgreSQL ${machine.postgres}; ${report.product_count} products. Load average at the start ${machine.load_average.map((value) => value.toFixed(1)).join(' ')}: the load generator runs on the same cores, so ratios and CPU per operation say more than requests a second. Reads: ${plan.round_count} interleaved rounds of ${plan.duration_s} s.`,
    '## Aims', table(['aim', 'wanted', 'measured', ''], aims(report)),
    ...(scenarios.length > 0 ? ['## Requests', 'Medians of the rounds; CPU an operation is the least of them, since other work can only add to it, and without what the shop uses at rest. A cart is two requests, with the times of one.', table(['target', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU ms: server', 'PostgreSQL', 'together', 'failed'], scenarios.flatMap(({ targets }) => targets.map(requestRow))), '## Ratios to the limits', table(['what', 'by requests a second', 'by CPU', 'same JSON'], scenarios.flatMap(ratioRows))] : []),
    ...(purchase ? purchaseParts(purchase) : []),
    ...(page ? pageParts(page) : []),
    '## Start and rest', table(['', ''], startRows(report)),
    '## The peers, measured earlier on another day', 'CPU ms an operation, then statements, as they were given; other machine, 2,000 products.',
    table(['operation', 'Orinoco today', 'Medusa', 'Medusa with its cache', 'Vendure', 'EverShop'], peerRows(report)),
    ...(purchase ? ['## Every statement of the purchase', ...purchase.steps.flatMap(({ step, in_request, background }) => [`### ${step}`, statementList('In the request', in_request), statementList('Behind it', background)]), '### Polling', 'Calls while the purchase was counted, and in an equal idle time.', table(['role', 'statement', 'calls', 'idle'], purchase.polling.map(({ role, text, calls, idle_calls }) => [role, short(text), calls, idle_calls]))] : []),
  ].join('\n\n') + '\n';
}

/** The aims with what was measured, as far as it was. */
export function aims({ scenarios, purchase, page }: Report): Cells[] {
  const rows: Cells[] = [];
  for (const name of ['listing', 'product', 'search'] as const) {
    const [cached, , , buffer] = scenarios.find(({ scenario }) => scenario === name)?.targets ?? [];
    if (cached && buffer) rows.push(aim(`${name} cached / prebuilt buffer, by CPU`, 0.7, cpuOf(buffer) / cpuOf(cached), true));
  }
  const [, uncached, statement] = scenarios.find(({ scenario }) => scenario === 'listing')?.targets ?? [];
  if (uncached && statement) rows.push(aim('listing uncached / one statement, by CPU', 0.5, cpuOf(statement) / cpuOf(uncached), true));
  const completion = purchase?.steps.find(({ step }) => step === 'completion');
  if (purchase && completion) {
    rows.push(aim('completion, statements in the request', 12, callsOf(withoutBrackets(completion.in_request)), false));
    rows.push(aim('completion, commits that write', 8, completion.write_commits, false));
    rows.push(aim('whole guest purchase, statements in requests', 30, inRequests(purchase), false));
    rows.push(aim('the same when others shop too', 30, inBusyRequests(purchase), false));
  }
  if (page) {
    rows.push(aim('listing page, CPU ms to render', 1, page.render.cpu_ms, false));
    rows.push(aim('listing page, KB of scripts at once (gzip)', 75, scriptKb(page.weight, true), false));
  }
  return rows;
}

function aim(name: string, wanted: number, measured: number, is_least: boolean): Cells {
  return [name, `${is_least ? '≥' : '≤'} ${wanted}`, round(measured), (is_least ? measured >= wanted : measured <= wanted) ? 'met' : 'missed'];
}

function inRequests({ steps }: PurchaseStatements): number {
  return steps.reduce((sum, { in_request }) => sum + callsOf(withoutBrackets(in_request)), 0);
}

function inBusyRequests({ steps }: PurchaseStatements): number {
  return steps.reduce((sum, { in_busy_request }) => sum + callsOf(withoutBrackets(in_busy_request)), 0);
}

function requestRow(measured: Measured): Cells {
  const { per_second, p50_ms, p95_ms, p99_ms, server_ms, postgres_ms, failure_count } = measured.typical;
  return [measured.target, Math.round(per_second), round(p50_ms), round(p95_ms), round(p99_ms), round(server_ms), round(postgres_ms), round(cpuOf(measured)), failure_count === 0 ? 0 : `${failure_count}: ${measured.first_failure}`];
}

function ratioRows({ scenario, targets, is_same_answer }: ScenarioResult): Cells[] {
  const [cached, uncached, statement, buffer] = targets;
  const row = (name: string, shop: Measured | undefined, limit: Measured | undefined, same: string): Cells[] => (shop && limit ? [[name, round(shop.typical.per_second / limit.typical.per_second), round(cpuOf(limit) / cpuOf(shop)), same]] : []);
  return [...row(`${scenario}: cached / buffer`, cached, buffer, 'the same bytes'), ...row(`${scenario}: uncached / one statement`, uncached, statement, is_same_answer === null ? 'the shop’s own, by ids' : is_same_answer ? 'yes' : 'no')];
}

function purchaseParts(purchase: PurchaseStatements): string[] {
  const { steps, commit_count, idle_commit_count, idle_write_commits, commit_window_s } = purchase;
  const rows = steps.map(({ step, in_request, in_busy_request, write_commits, background, background_write_commits }): Cells => [step, callsOf(withoutBrackets(in_request)), callsOf(withoutBrackets(in_busy_request)), write_commits, callsOf(withoutBrackets(background)), background_write_commits]);
  const sum = (index: number) => rows.reduce((total, row) => total + Number(row[index]), 0);
  return [
    '## Statements of a guest purchase', 'Two lines from two sellers, by pg_stat_statements. Without begin and commit; polling is left out and listed at the end. "When others shop too": with what services keep in memory for 5 s still there.',
    table(['step', 'in the request', 'when others shop too', 'commits that write', 'behind it', 'commits that write, behind it'], [...rows, ['together', sum(1), sum(2), sum(3), sum(4), sum(5)]]),
    `All commits by pg_stat_database during another such purchase and the ${commit_window_s.toFixed(0)} s around it: ${commit_count}; of an idle shop in the same time: ${idle_commit_count} (${idle_write_commits} of those that wrote while statements were counted). The purchase's own: about ${commit_count - idle_commit_count}, each read outside a transaction being one; polling jitters, so this number moves by dozens from run to run, and the lists above do not.`,
  ];
}

function pageParts({ render, weight }: NonNullable<Report['page']>): string[] {
  const rows: Cells[] = [
    [`renderPage, category of ${render.card_count} cards, CPU ms`, round(render.cpu_ms)],
    [`its HTML, bytes`, render.html_bytes],
    [`${weight.path}, HTML bytes`, weight.html_bytes], ['gzip / brotli', `${weight.html_gzip_bytes} / ${weight.html_brotli_bytes}`], ['sent', `${weight.sent_bytes} (${weight.sent_coding})`],
    ['scripts at once, KB gzip', round(scriptKb(weight, true))], ['with everything they may import later, KB gzip', round(scriptKb(weight, false))],
  ];
  return ['## A listing page', table(['', ''], rows), table(['script', 'bytes', 'gzip', 'brotli', 'when'], weight.scripts.map(({ path, bytes, gzip_bytes, brotli_bytes, is_at_once }) => [path, bytes, gzip_bytes, brotli_bytes, is_at_once ? 'at once' : 'later']))];
}

function scriptKb({ scripts }: PageWeight, is_at_once: boolean): number {
  return scripts.filter((script) => script.is_at_once || !is_at_once).reduce((sum, { gzip_bytes }) => sum + gzip_bytes, 0) / 1024;
}

function startRows({ start }: Report): Cells[] {
  const first: Cells[] = start.first_ms === null ? [] : [['first start, with an empty folder, to the first page, s', round(start.first_ms / 1000)]];
  return [...first, ['later start to the first page, s', round(start.ready_ms / 1000)], ['CPU of the server until then, s', round(start.ready_cpu_ms / 1000)], ['later start to ready: search and recommendations loaded, s', round(start.complete_ms / 1000)], ['idle memory of the server, MB', Math.round(start.server_mb)], ['idle memory of its PostgreSQL, MB (proportional)', Math.round(start.postgres_mb)], ['CPU at rest, ms a second: server', round(start.idle.server_ms)], ['CPU at rest, ms a second: PostgreSQL', round(start.idle.postgres_ms)]];
}

function peerRows({ scenarios, purchase, start }: Report): Cells[] {
  const shopCpu = (name: string) => scenarios.find(({ scenario }) => scenario === name)?.targets.filter(({ target }) => target.startsWith('shop')).map((target) => `${round(cpuOf(target))}${target.target.includes(',') ? ` ${target.target.split(', ')[1]}` : ''}`).join('; ') ?? '';
  const completion = purchase?.steps.find(({ step }) => step === 'completion');
  const ours = [
    ...['listing', 'product', 'search', 'cart', 'checkout'].map(shopCpu),
    completion ? callsOf(withoutBrackets(completion.in_request)) : '', purchase ? inRequests(purchase) : '',
    round(start.ready_ms / 1000), `${Math.round(start.server_mb)}`,
  ];
  const unit = (row: PeerRow) => (peerTimes.includes(row) ? `${row.operation}, CPU ms` : peerStatements.includes(row) ? `${row.operation}, statements` : row.operation);
  return [...peerTimes, ...peerStatements, ...peerStarts].map((row, index) => [unit(row), ours[index] ?? '', row.medusa, row.medusa_cached, row.vendure, row.evershop]);
}

function statementList(title: string, statements: readonly Statement[]): string {
  if (statements.length === 0) return `${title}: nothing.`;
  return `${title}: ${callsOf(withoutBrackets(statements))}\n\n${statements.map(({ role, text, calls }) => `- ${calls} × ${role}: \`${short(text)}\``).join('\n')}`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return line.length > 180 ? `${line.slice(0, 180)}…` : line;
}

function table(head: readonly string[], rows: readonly Cells[]): string {
  const line = (cells: Cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

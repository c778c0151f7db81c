import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const environment = join(root, '.cache/schemathesis');
const binary = join(environment, 'bin/schemathesis');
const version = '4.32.5';

/** Makes the Python environment that holds schemathesis, once. Answers why it cannot, or undefined. */
export function installSchemathesis(): string | undefined {
  if (existsSync(binary)) return undefined;
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (const [command, args] of [['python3', ['-m', 'venv', environment]], [join(environment, 'bin/pip'), ['install', '--quiet', `schemathesis==${version}`]]] as const) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
    if (status !== 0) return `${command} failed: ${(stderr ?? '').slice(-500)}${error?.message ?? ''}`;
  }
  return undefined;
}

export interface FuzzOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Most cases a route, beside those that its schema gives by itself. */
  readonly max_examples: number;
  /** Whether each route is also tried at every edge that its schema has: about 60 cases a route. */
  readonly is_thorough: boolean;
  readonly seed: number;
  /** Operation ids to leave out. */
  readonly left_out: readonly string[];
}

export interface FuzzResult {
  readonly case_count: number;
  /** What answers were wrong, each with the request that brings it about, as schemathesis tells it. */
  readonly failures: readonly string[];
}

// One worker: the compiler of CPython 3.11 fails at random when two threads read lambdas (python/cpython issue 106905).
const checks = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance'];

/** Sends what the OpenAPI document allows, and what it does not, and holds every answer against it. */
export async function fuzz({ url, headers, max_examples, is_thorough, seed, left_out }: FuzzOptions): Promise<FuzzResult> {
  const args = ['run', `${url}/openapi.json`, '--checks', checks.join(','), '--phases', is_thorough ? 'coverage,fuzzing' : 'fuzzing', '--max-examples', String(max_examples), '--seed', String(seed), '--workers', '1', '--continue-on-failure', '--suppress-health-check', 'all', '--max-redirects', '0', '--request-timeout', '30', '--no-color', '--warnings', 'off', '--generation-database', 'none'];
  const given = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const child = spawn(binary, [...args, ...given, ...left_out.flatMap((name) => ['--exclude-operation-id', name])], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '', HOME: environment, PYTHONUTF8: '1' } });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { told += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number | null];
  const [, count = '0'] = /([\d,]+) generated/.exec(told) ?? [];
  const failures = failuresIn(told);
  if (code !== 0 && failures.length === 0 && !told.includes(tooLong)) failures.push(`schemathesis ended with code ${code}: ${told.slice(-2_000)}`);
  return { case_count: Number(count.replaceAll(',', '')), failures };
}

/** Node's parser refuses more than 16 KiB of address and headers before there is a route that could document it. */
const tooLong = 'Received: 431';

/** One text a test case, from the report's part between "FAILURES" and "SUMMARY". */
function failuresIn(told: string): string[] {
  const [, report = ''] = /=+ (?:FAILURES|ERRORS) =+\n([\s\S]*?)\n=+ SUMMARY =+/.exec(told) ?? [];
  const brief = report.split('\n').map((line) => line.slice(0, 400)).join('\n');
  return brief.split(/^(?=_{3,} |\d+\. Test Case ID)/m).map((each) => each.trim()).filter((each) => each !== '' && !/^_{3,} .* _{3,}$/.test(each) && !each.includes(tooLong));
}

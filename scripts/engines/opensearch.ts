import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, globSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A real OpenSearch for tests: `node scripts/engines/opensearch.ts` puts one together from Maven Central under
 * `.cache/engines/`, starts it on a free port of 127.0.0.1, prints its URL as the only line on standard output, and stops
 * it on SIGTERM or SIGINT. `--check` only says whether that can be done here. Needs a JDK 11 to 23, Maven and unzip.
 */
const version = '2.19.4';
const root = join(import.meta.dirname, '../..');
const cached = join(root, `.cache/engines/opensearch-${version}`);
/** A small heap and a compiler that starts fast, for tests; measurements set their own. */
const java_options = process.env['OPENSEARCH_JAVA_OPTS'] ?? '-Xms512m -Xmx512m -XX:TieredStopAtLevel=1';
const patience_ms = 180_000;
/** Who runs the server when we are root, which it refuses. */
const nobody = 65_534;
const oldest_java = 11;
/** 24 has no security manager any more, which this version needs. */
const newest_java = 23;

/** Modules that the published archive lacks, with the jars of each: its own first, which has the plugin class. */
const modules: readonly { name: string; plugin: RegExp; jars: readonly string[]; extends?: string; policy?: string }[] = [
  { name: 'lang-painless', plugin: /painless\/Painless(Module)?Plugin\.class$/, jars: ['lang-painless-*', 'opensearch-scripting-painless-spi-*', 'antlr4-runtime-*', 'asm-*'], policy: 'permission java.lang.RuntimePermission "createClassLoader"; permission java.lang.RuntimePermission "getClassLoader"; permission java.lang.RuntimePermission "accessDeclaredMembers"; permission java.lang.reflect.ReflectPermission "suppressAccessChecks";' },
  { name: 'analysis-common', plugin: /CommonAnalysis(Module)?Plugin\.class$/, jars: ['analysis-common-*'], extends: 'lang-painless' },
  { name: 'mapper-extras', plugin: /MapperExtras(Module)?Plugin\.class$/, jars: ['mapper-extras-client-*'] },
  { name: 'reindex', plugin: /index\/reindex\/Reindex(Module)?Plugin\.class$/, jars: ['reindex-client-*', 'opensearch-rest-client-*', 'opensearch-ssl-config-*', 'http*', 'commons-*', 'reactive-streams-*'], policy: 'permission java.net.SocketPermission "*", "connect";' },
];
const artifacts = ['analysis-common', 'lang-painless', 'opensearch-scripting-painless-spi', 'mapper-extras-client', 'reindex-client'];

const tell = (line: string) => void process.stderr.write(`${line}\n`);

function findOnPath(command: string): string | undefined {
  return (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, command)).find(existsSync);
}

function javaVersion(home: string): number {
  try {
    return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function findJava(): string | undefined {
  const onPath = findOnPath('java');
  const homes = [process.env['OPENSEARCH_JAVA_HOME'], process.env['JAVA_HOME'], onPath && dirname(dirname(realpathSync(onPath))), ...globSync('/usr/lib/jvm/*')];
  return homes.filter((home) => home !== undefined).find((home) => existsSync(join(home, 'bin/java')) && javaVersion(home) >= oldest_java && javaVersion(home) <= newest_java);
}

/** What is not here and would have to be; empty when everything is. */
function missing(): string[] {
  const is_installed = existsSync(cached);
  const tools = ['unzip', 'mvn'].filter((tool) => !is_installed && !findOnPath(tool));
  return [...process.platform === 'linux' ? [] : ['Linux'], ...findJava() ? [] : [`a JDK ${oldest_java} to ${newest_java} (set JAVA_HOME)`], ...tools];
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 * 1024 });
}

/** Unpacks the archive, adds the modules that are published apart, and moves the whole into its place at once. */
function install(): void {
  const work = join(root, '.cache/engines', `.work-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  tell(`Putting OpenSearch ${version} together from Maven Central`);
  const repository = process.env['M2'] ?? join(homedir(), '.m2/repository');
  const group = 'org.opensearch.distribution.integ-test-zip';
  run('mvn', ['-q', '-B', `-Dmaven.repo.local=${repository}`, 'dependency:get', '-Dtransitive=false', `-Dartifact=${group}:opensearch:${version}:zip`]);
  const dependencies = artifacts.map((artifact) => `<dependency><groupId>org.opensearch.plugin</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`);
  writeFileSync(join(work, 'pom.xml'), `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>modules</artifactId><version>1</version><packaging>pom</packaging><dependencies>${dependencies.join('')}</dependencies></project>`);
  run('mvn', ['-q', '-B', `-Dmaven.repo.local=${repository}`, '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`]);
  run('unzip', ['-q', join(repository, group.replaceAll('.', '/'), 'opensearch', version, `opensearch-${version}.zip`), '-d', work]);
  const server = join(work, `opensearch-${version}`);
  const java = /^java\.version=.*$/m.exec(readFileSync(join(server, 'modules/transport-netty4/plugin-descriptor.properties'), 'utf8'))?.[0] ?? 'java.version=11';
  for (const module of modules) addModule(module, { server, jars: join(work, 'jars'), java });
  renameSync(server, cached);
  rmSync(work, { recursive: true, force: true });
}

function addModule({ name, plugin, jars: patterns, extends: parent = '', policy }: (typeof modules)[number], { server, jars, java }: { server: string; jars: string; java: string }): void {
  const folder = join(server, 'modules', name);
  mkdirSync(folder, { recursive: true });
  // A jar that the server has itself must not be loaded twice.
  const files = patterns.flatMap((pattern) => globSync(`${pattern}.jar`, { cwd: jars })).filter((file) => !existsSync(join(server, 'lib', file)));
  for (const file of files) cpSync(join(jars, file), join(folder, file));
  const [own = ''] = globSync(`${patterns[0]}.jar`, { cwd: jars });
  const entry = run('unzip', ['-Z1', join(jars, own)]).split('\n').find((line) => plugin.test(line)) ?? '';
  const properties = { name, description: name, version, 'opensearch.version': version, classname: entry.replace(/\.class$/, '').replaceAll('/', '.'), 'extended.plugins': parent, 'has.native.controller': 'false', 'custom.foldername': '' };
  writeFileSync(join(folder, 'plugin-descriptor.properties'), `${Object.entries(properties).map(([key, value]) => `${key}=${value}`).join('\n')}\n${java}\n`);
  if (policy !== undefined) writeFileSync(join(folder, 'plugin-security.policy'), `grant { ${policy} };\n`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

interface Server { readonly child: ChildProcess; readonly url: string; readonly folder: string }

/** Everything that is written goes to a folder of this run, so that several can run beside each other. */
async function startServer(java_home: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-opensearch-'));
  chmodSync(folder, 0o755);
  const is_root = process.getuid?.() === 0;
  const server = join(folder, 'server');
  // A copy, since the user who runs it may not be able to read the folder of the repository.
  cpSync(cached, server, { recursive: true });
  const [port, transport_port] = [await freePort(), await freePort()];
  writeFileSync(join(server, 'config/opensearch.yml'), Object.entries({
    'cluster.name': 'orinoco-test', 'node.name': 'one', 'network.host': '127.0.0.1', 'http.port': port, 'transport.port': transport_port, 'discovery.type': 'single-node',
    'bootstrap.memory_lock': false, 'cluster.routing.allocation.disk.threshold_enabled': false, 'action.destructive_requires_name': true,
  }).map(([key, value]) => `${key}: ${value}\n`).join(''));
  for (const name of ['data', 'logs', 'tmp', 'config']) mkdirSync(join(server, name), { recursive: true });
  if (is_root) for (const path of ['data', 'logs', 'tmp', 'config', ...globSync('{config,logs}/**/*', { cwd: server })]) chownSync(join(server, path), nobody, nobody);
  const env = { PATH: process.env['PATH'] ?? '', OPENSEARCH_JAVA_HOME: java_home, OPENSEARCH_JAVA_OPTS: java_options, OPENSEARCH_TMPDIR: join(server, 'tmp'), HOME: join(server, 'tmp') };
  const start = join(server, 'bin/opensearch');
  const output = openSync(join(folder, 'output.log'), 'a');
  const options = { env, stdio: ['ignore' as const, output, output] };
  const child = is_root ? spawn('setpriv', [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', start], options) : spawn(start, [], options);
  return { child, url: `http://127.0.0.1:${port}`, folder };
}

async function untilReady({ child, url, folder }: Server): Promise<void> {
  for (const give_up_at = Date.now() + patience_ms; Date.now() < give_up_at; await sleep(200)) {
    if (child.exitCode !== null) throw new Error(`OpenSearch ended with code ${child.exitCode}\n${readFileSync(join(folder, 'output.log'), 'utf8').slice(-3_000)}`);
    const answer = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
  }
  throw new Error(`OpenSearch was not ready after ${patience_ms / 1000} s`);
}

async function main(): Promise<void> {
  const absent = missing();
  const java_home = findJava();
  if (absent.length > 0 || java_home === undefined) {
    tell(`OpenSearch cannot run here: missing ${absent.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  if (process.argv.includes('--check')) return;
  if (!existsSync(cached)) install();
  const server = await startServer(java_home);
  const { child, folder, url } = server;
  const stop = () => void child.kill('SIGTERM');
  process.once('SIGTERM', stop).once('SIGINT', stop);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await untilReady(server);
    process.stdout.write(`${url}\n`);
    await ended;
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();

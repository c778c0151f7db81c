import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { waitFor } from '../visitor.ts';

/** Where CI and `npm run chaos` expect it: `GOBIN=$PWD/.cache/bin go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0`. */
const binary = join(import.meta.dirname, '../../../.cache/bin/server');

export const hasToxiproxy = (): boolean => existsSync(binary);

/** What can be done to the bytes of a connection, with the attributes that toxiproxy 2.5 documents. */
export interface Toxic {
  readonly type: 'latency' | 'timeout' | 'reset_peer' | 'limit_data' | 'slicer' | 'bandwidth';
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

/** A TCP proxy between the shop and its database, which can be cut, slowed and reset while it runs. */
export interface Wire {
  readonly port: number;
  /** Closes every connection and takes no new one until `mend`. */
  cut(): Promise<void>;
  poison(toxic: Toxic): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function openWire(upstream_port: number): Promise<Wire> {
  const [control, port] = [await freePort(), await freePort()];
  const child = spawn(binary, ['-host', '127.0.0.1', '-port', String(control)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const ask = async (verb: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${control}${path}`, { method: verb, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy answers ${response.status}: ${text}`);
    return text;
  };
  await waitFor('toxiproxy to listen', () => ask('GET', '/version').then(() => true, () => false));
  await ask('POST', '/proxies', { name: 'database', listen: `127.0.0.1:${port}`, upstream: `127.0.0.1:${upstream_port}`, enabled: true });
  let toxics = 0;
  return {
    port,
    cut: async () => void (await ask('POST', '/proxies/database', { enabled: false })),
    poison: async (toxic) => void (await ask('POST', '/proxies/database/toxics', { name: `toxic-${(toxics += 1)}`, toxicity: 1, ...toxic })),
    mend: async () => void (await ask('POST', '/reset')),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Admin } from './database.ts';

export interface Machine { readonly cpu: string; readonly core_count: number; readonly memory_gb: number; readonly system: string; readonly node: string; readonly postgres: string; readonly load_average: readonly number[] }

export async function readMachine(admin: Admin): Promise<Machine> {
  const [row] = await admin.rows<{ version: string }>(`select current_setting('server_version') as version`);
  const processors = cpus();
  return { cpu: processors[0]?.model.trim() ?? 'unknown', core_count: processors.length, memory_gb: Math.round(totalmem() / 2 ** 30), system: `${platform()} ${release()} ${arch()}`, node: process.version, postgres: row?.version ?? 'unknown', load_average: loadavg() };
}

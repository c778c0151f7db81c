import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A disk so small that it can be filled: a tmpfs, which only root may mount. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes every byte that is left. */
  fill(): void;
  /** Gives them back. */
  free(): void;
  unmount(): void;
}

const block = Buffer.alloc(1_048_576);

/** Mounts it on an existing empty folder, or says why that cannot be. */
export function mountSmallDisk(folder: string, size_mb: number): SmallDisk | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a small disk';
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size_mb}m,mode=0755`, 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) return `a small disk could not be mounted: ${(mounted.stderr ?? '').trim() || String(mounted.error)}`;
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fillWith(ballast),
    free: () => rmSync(ballast, { force: true }),
    // Lazily: the supervisor of the cluster keeps its log open until this process ends.
    unmount: () => void spawnSync('umount', ['--lazy', folder]),
  };
}

function fillWith(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (let size = block.length; size >= 512; ) {
      try {
        writeSync(file, block, 0, size);
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
        size >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
}

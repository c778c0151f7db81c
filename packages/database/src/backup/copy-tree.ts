import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface CopyOptions {
  /** Whether a file or folder, named by its path below the source, goes along; a folder that does not is made empty. */
  readonly isWanted?: (path: string) => boolean;
  /** Told each path that was made. */
  readonly onMade?: (path: string) => Promise<void>;
  readonly copy?: (source: string, target: string) => Promise<void>;
}

/** Copies a folder that somebody writes to meanwhile: what vanishes is not missed. Answers the number of files. */
export async function copyTree(source: string, target: string, options: CopyOptions = {}, path = ''): Promise<number> {
  const { isWanted = () => true, onMade = async () => undefined, copy = copyFile } = options;
  await mkdir(join(target, path), { recursive: true, mode: 0o700 });
  await onMade(join(target, path));
  let file_count = 0;
  for (const entry of await readdir(join(source, path), { withFileTypes: true }).catch(ignoreGone([]))) {
    const own = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      if (isWanted(own)) file_count += await copyTree(source, target, options, own);
      else if (isWanted(`${own}/`)) await copyTree(source, target, { ...options, isWanted: () => false }, own);
    } else if (entry.isFile() && isWanted(own)) {
      const is_there = await copy(join(source, own), join(target, own)).then(() => true).catch(ignoreGone(false));
      if (is_there) await onMade(join(target, own));
      file_count += Number(is_there);
    }
  }
  return file_count;
}

function ignoreGone<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}

import { chown } from 'node:fs/promises';

/** PostgreSQL refuses to run as root; there it runs as `nobody`, and its files have to be that user's. */
export const unprivileged_id = 65_534;
export const isRoot = process.platform !== 'win32' && process.getuid?.() === 0;

/** Makes a file or folder one that the server may write, when this process is root. */
export async function giveToServer(path: string): Promise<void> {
  if (isRoot) await chown(path, unprivileged_id, unprivileged_id);
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Epoch milliseconds; an argument everywhere, so that tests own the time. */
export type Clock = () => number;

const busyTimeoutMs = 5_000;

/**
 * Opens the one file that an outside system keeps its state in, and creates what is missing of `schema`
 * (`CREATE TABLE IF NOT EXISTS …`). `:memory:` is allowed.
 */
export function openStore(file: string, schema: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
  database.exec(schema);
  return database;
}

/** Runs `work` in one transaction. SQLite here is synchronous, so no other request can come in between. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

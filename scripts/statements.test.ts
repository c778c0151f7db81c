import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { serviceUrl } from '@orinoco/database';
import { openTestDatabase } from '@orinoco/testing';

/** Every statement in every store is prepared by the role that will run it, against the migrated schema. */
const root = join(import.meta.dirname, '..');
const testDatabase = await openTestDatabase();
after(() => testDatabase.close());

const stores = globSync('{services/*/src/**/*store.ts,gateway/src/*store.ts}', { cwd: root });
const platform = globSync('packages/{event,saga}/src/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));

/** Statement texts of a file: the template after `sql`, with `$n` where a value is bound. */
function statementsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found: string[] = [];
  for (const match of source.matchAll(/\bsql(?:<(?:[^<>]|<[^<>]*>)*>)?`/g)) found.push(statementAt(source, match.index + match[0].length));
  return found;
}

function statementAt(source: string, start: number): string {
  let text = '';
  let count = 0;
  for (let index = start; index < source.length; index++) {
    if (source[index] === '`') return text;
    if (source[index] === '\\') text += source[++index] === '\\' ? '\\' : (source[index] ?? '');
    else if (source.startsWith('${', index)) {
      let depth = 1;
      for (index += 2; depth > 0; index++) depth += source[index] === '{' ? 1 : source[index] === '}' ? -1 : 0;
      index--;
      text += `$${++count}`;
    } else text += source[index];
  }
  throw new Error('A statement does not end');
}

async function prepareAll(schema: string, files: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: serviceUrl(testDatabase.url, schema), options: `-c search_path="${schema}"` });
  await client.connect();
  try {
    for (const file of files) {
      for (const [index, statement] of statementsOf(file).entries()) {
        await client.query(`prepare p${index} as ${statement}`).catch((error: Error) => assert.fail(`${file}, statement ${index + 1}: ${error.message}\n${statement.slice(0, 400)}`));
        await client.query(`deallocate p${index}`);
      }
    }
  } finally {
    await client.end();
  }
}

for (const [schema, files] of Map.groupBy(stores, (file) => (file.startsWith('gateway/') ? 'gateway' : (file.split('/')[1] ?? '')))) {
  test(`${schema}: every statement fits the schema`, () => prepareAll(schema, files));
}
test('events and sagas: every statement fits the schema', () => prepareAll('order', platform));

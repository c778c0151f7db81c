import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openApi } from '@orinoco/gateway/openapi';
import { describeSettings } from '@orinoco/config';
import { contracts, operationsContract } from '@orinoco/server/compose';
import { definition } from '@orinoco/server/config';
import { startTestCluster, templateName } from '@orinoco/testing';

/** Documents that are made from the code and checked in, so that a change of a contract or a schema shows as a diff. */
const root = join(import.meta.dirname, '..');

export async function generatedDocs(database_url: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  files.set('docs/api/openapi.json', `${JSON.stringify(openApi([...Object.values(contracts), operationsContract], '0.1.0'), null, 1)}\n`);
  files.set('docs/operations/settings.md', `# Settings\n\nEnvironment variables of the server. Made from \`apps/server/src/config.ts\`.\n\n${describeSettings(definition)}\n`);
  const client = new pg.Client({ connectionString: database_url });
  await client.connect();
  try {
    for (const service of Object.keys(contracts)) files.set(`docs/schema/${service}.sql`, await schemaOf(client, service));
  } finally {
    await client.end();
  }
  return files;
}

/** Tables, columns, constraints and indexes of a schema as they are after all migrations. */
async function schemaOf(client: pg.Client, schema: string): Promise<string> {
  const { rows } = await client.query<{ definition: string }>(`
    select format(E'table %s\\n%s', c.relname, string_agg(line, E'\\n' order by kind, line)) as definition from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = $1
    cross join lateral (
      select 1 as kind, format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end, coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      union all select 2, format('  %s %s', conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid = c.oid and contype <> 'n'
      union all select 3, '  ' || replace(pg_get_indexdef(indexrelid), $1 || '.', '') from pg_index where indrelid = c.oid
    ) lines where c.relkind in ('r', 'p') and not c.relispartition group by c.relname order by c.relname`, [schema]);
  return `-- The schema of ${schema} after all migrations. Made by scripts/api-docs.ts.\n\n${rows.map((row) => row.definition).join('\n\n')}\n`;
}

if (import.meta.main) {
  const cluster = await startTestCluster();
  const url = new URL(cluster.url);
  url.pathname = `/${templateName}`;
  for (const [file, text] of await generatedDocs(url.href)) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  await cluster.stop();
}

export function checkedIn(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

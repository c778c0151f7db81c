import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { demoAccounts } from '@orinoco/demo/seed';
import { identityContract } from '@orinoco/identity/contract';
import { freePort } from '../free-port.ts';
import { openShopDatabase } from '../shop-database.ts';
import { startShopProcess } from '../shop-process.ts';
import { createVisitor } from '../visitor.ts';
import { fuzz, installSchemathesis } from './schemathesis.ts';

/** About 2,000 cases, for four sorts of people; `FUZZ=thorough` makes them 20,000, and `FUZZ_EXAMPLES` more still. */
const is_thorough = process.env['FUZZ'] === 'thorough';
const max_examples = Number(process.env['FUZZ_EXAMPLES'] ?? (is_thorough ? 3 : 7));
const seed = Number(process.env['FUZZ_SEED'] ?? 42);
/** These end the session that the others need. */
const left_out = ['identity_signOut', 'identity_changePassword', 'identity_revokeSession'];

const missing = installSchemathesis();

test('whatever the OpenAPI document allows or forbids is answered as it says', { skip: missing ?? false, timeout: 1_800_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-fuzz-'));
  const database = await openShopDatabase();
  const failures: string[] = [];
  const shop = await startShopProcess(folder, await freePort(), { DATABASE_URL: database.url, LOG_LEVEL: 'error' }, (text) => failures.push(...text.split('\n').filter((line) => line.includes('"code":"internal"'))));
  const people = [{ role: 'anonymous', email: undefined }, ...demoAccounts.people];
  try {
    for (const { role, email } of people) {
      await t.test(`as ${role}`, async (own) => {
        const headers: Record<string, string> = email === undefined ? {} : { authorization: `Bearer ${(await createVisitor(shop.url).call(identityContract, 'signIn', { email, password: demoAccounts.password })).session_token}` };
        const result = await fuzz({ url: shop.url, headers, max_examples, is_thorough, seed, left_out });
        own.diagnostic(`${result.case_count} cases`);
        assert.ok(result.case_count > 500, `only ${result.case_count} cases`);
        assert.equal(result.failures.join('\n\n'), '');
      });
    }
    assert.equal((await fetch(`${shop.url}/readyz`)).status, 200);
    assert.deepEqual(failures, []);
  } finally {
    await shop.stop();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

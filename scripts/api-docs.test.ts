import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestDatabase } from '@orinoco/testing';
import { checkedIn, generatedDocs } from './api-docs.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());

test('the documents made from the code are up to date (node scripts/api-docs.ts makes them)', async () => {
  for (const [file, text] of await generatedDocs(testDatabase.url)) assert.equal(checkedIn(file), text, `${file} is old`);
});

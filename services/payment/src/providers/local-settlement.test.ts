import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { settlementLines } from './local-settlement.ts';
import { toSettlementLine } from './stripe-settlement.ts';

const header = 'movement_id,kind,payment_id,authorization_id,amount_minor,currency,created_at';
const row = 'capture_1,capture,p1,auth_1,1050,USD,2026-03-02T10:00:00.000Z';

test('a file is read line by line', () => {
  assert.deepEqual(settlementLines(`${header}\r\n${row}\r\n"fee,""1""",fee,,,-35,JPY,2026-03-02T10:00:00.000Z\r\n`), [
    { movement_reference: 'capture_1', kind: 'capture', payment_id: 'p1', amount_minor: 1_050, currency: 'USD', fee_minor: 0, occurred_at: '2026-03-02T10:00:00.000Z' },
    { movement_reference: 'fee,"1"', kind: 'fee', payment_id: null, amount_minor: -35, currency: 'JPY', fee_minor: 0, occurred_at: '2026-03-02T10:00:00.000Z' },
  ]);
  assert.deepEqual(settlementLines(`${header}\r\n`), []);
});

const wrong = ['', 'a,b\r\n', row, `${header}\r\n${row},more`, `${header}\r\n${row.replace('1050', '10.50')}`, `${header}\r\n${row.replace('1050', '')}`, `${header}\r\n${row.replace('1050', '99999999999999999')}`, `${header}\r\n${row.replace('USD', 'dollars')}`, `${header}\r\n${row.replace('capture,', 'gift,')}`, `${header}\r\n${row.replace('2026-03-02', 'today')}`, `${header}\r\n${row.slice(0, 20)}`];
test('a file that is not as expected is refused as a whole', () => {
  for (const csv of wrong) assert.throws(() => settlementLines(csv), (error) => hasCode(error, 'settlement_malformed'), csv);
});

const transaction = { id: 'txn_1', type: 'charge', amount: 50_000, fee: 1_500, currency: 'isk', created: 1_772_445_600, source: { id: 'ch_1', metadata: { payment_id: 'p1' } } };
test("Stripe's balance transactions are lines in ISO minor units, fees apart", () => {
  assert.deepEqual(toSettlementLine(transaction), { movement_reference: 'txn_1', kind: 'capture', payment_id: 'p1', amount_minor: 500, currency: 'ISK', fee_minor: 15, occurred_at: '2026-03-02T10:00:00.000Z' });
  assert.deepEqual(toSettlementLine({ ...transaction, type: 'refund', amount: -2_500, fee: 0, currency: 'usd', source: { id: 're_1', metadata: { payment_id: 'p1' } } }), { movement_reference: 're_1', kind: 'refund', payment_id: 'p1', amount_minor: -2_500, currency: 'USD', fee_minor: 0, occurred_at: '2026-03-02T10:00:00.000Z' });
  const fee = toSettlementLine({ ...transaction, type: 'stripe_fee', amount: -200, fee: 0, currency: 'usd', source: null });
  assert.deepEqual([fee.kind, fee.payment_id, fee.amount_minor, fee.movement_reference], ['fee', null, -200, 'txn_1']);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Difference } from './contract.ts';
import { compareDay, daysDue, filesFor, type FiledLine, type OwnMovement } from './reconciliation.ts';

const date = '2026-03-02';
const minute = 60_000;
const tolerance_ms = 15 * minute;
const at = (time: string) => `2026-03-${time}Z`;
const noon = at('02T12:00:00');

const own = (name: string, changes: Partial<OwnMovement> = {}): OwnMovement =>
  ({ operation_key: `capture:${name}`, movement_reference: name, kind: 'capture', payment_id: `p-${name}`, amount_minor: 1_000, currency: 'USD', created_at: noon, done_at: noon, ledger_minor: changes.amount_minor ?? 1_000, ...changes });
const lineOf = (movement: OwnMovement, changes: Partial<FiledLine> = {}): FiledLine => {
  const occurred_at = changes.occurred_at ?? movement.done_at ?? movement.created_at;
  return { movement_reference: movement.movement_reference ?? '', kind: movement.kind, payment_id: movement.payment_id, amount_minor: movement.amount_minor, currency: movement.currency, fee_minor: 0, occurred_at, settled_on: occurred_at.slice(0, 10), ...changes };
};
const compare = (lines: readonly FiledLine[], movements: readonly OwnMovement[]) => compareDay({ date, lines, own: movements, tolerance_ms });
const kindsOf = (differences: readonly Difference[]) => differences.map(({ kind }) => kind);

/** What a difference says about the gap between the day's sums, by currency. */
function explained(differences: readonly Difference[], currency: string): number {
  return differences.filter(({ kind }) => kind !== 'ledger_differs').reduce((sum, each) =>
    sum + (each.provider_on === date && each.provider_currency === currency ? (each.provider_minor ?? 0) : 0) - (each.own_on === date && each.own_currency === currency ? (each.own_minor ?? 0) : 0), 0);
}

const a = own('a');
const table: readonly (readonly [what: string, lines: FiledLine[], own: OwnMovement[], found: Difference['kind'][]])[] = [
  ['nothing at all', [], [], []],
  ['the same on both sides', [lineOf(a)], [a], []],
  ['a movement that we have not', [lineOf(a), lineOf(own('b', { amount_minor: 5 }))], [a], ['missing_at_ours']],
  ['a movement that we have begun and not learned the end of', [lineOf(a)], [own('a', { movement_reference: null, done_at: null, ledger_minor: 0 })], ['missing_at_ours']],
  ['a movement that they have not', [], [a], ['missing_at_provider']],
  ['another amount', [lineOf(a, { amount_minor: 1_001 })], [a], ['amount_differs']],
  ['another currency', [lineOf(a, { currency: 'EUR' })], [a], ['currency_differs']],
  ['a refund for a capture', [lineOf(a, { kind: 'refund' })], [a], ['kind_differs']],
  ['the same line twice', [lineOf(a), lineOf(a)], [a], ['duplicated']],
  ['the same money under two names', [lineOf(a), lineOf(a, { movement_reference: 'other' })], [a], ['duplicated']],
  ['a line that came on the day before too', [lineOf(a), lineOf(a, { occurred_at: at('01T12:00:00') })], [a], []],
  ['a line of the day before once more', [lineOf(own('a', { done_at: at('01T12:00:00') })), lineOf(a)], [own('a', { created_at: at('01T12:00:00'), done_at: at('01T12:00:00') })], ['duplicated']],
  ['half a day late', [lineOf(a, { occurred_at: at('03T00:30:00') })], [a], ['wrong_day']],
  ['of another day than it says', [lineOf(a, { settled_on: '2026-03-01' })], [a], ['wrong_day']],
  ['a minute past midnight there, before it here', [lineOf(own('a'), { occurred_at: at('03T00:01:00') })], [own('a', { created_at: at('02T23:59:00'), done_at: at('02T23:59:00') })], []],
  ['before midnight there, and we heard of it an hour after', [lineOf(a, { occurred_at: at('01T23:50:00') })], [own('a', { created_at: at('01T23:49:00'), done_at: at('02T00:50:00') })], []],
  ['a fee', [lineOf(a), { ...lineOf(a), movement_reference: 'fee', kind: 'fee', amount_minor: -30, payment_id: null }], [a], ['unknown_fee']],
  ['another name in the file', [lineOf(a, { movement_reference: 'txn_1' })], [a], []],
  ['two of the same amount under other names', [lineOf(a, { movement_reference: 'txn_1' }), lineOf(a, { movement_reference: 'txn_2' })], [a, own('b', { payment_id: 'p-a' })], []],
  ['done and not booked', [lineOf(a)], [own('a', { ledger_minor: 0 })], ['ledger_differs']],
  ['something of another day', [], [own('a', { done_at: at('01T10:00:00') })], []],
];
for (const [what, lines, movements, found] of table) {
  it(`a day with ${what}: ${found.join(', ') || 'no difference'}`, () => {
    const { differences, totals } = compare(lines, movements);
    assert.deepEqual(kindsOf(differences), found);
    for (const total of totals) assert.equal(total.provider_minor - total.own_minor, total.cut_off_minor + explained(differences, total.currency), total.currency);
  });
}

const movement = fc.record({
  kind: fc.constantFrom('capture' as const, 'refund' as const), amount_minor: fc.integer({ min: 1, max: 1_000_000 }), currency: fc.constantFrom('JPY', 'USD', 'KWD'), minute: fc.nat(24 * 60 - 1), payment: fc.nat(3), is_named: fc.boolean(), late_minutes: fc.constantFrom(0, 0, 0, 10, 90),
});
const fault = fc.constantFrom<Difference['kind'] | null>(null, null, null, 'missing_at_ours', 'missing_at_provider', 'amount_differs', 'currency_differs', 'kind_differs', 'duplicated', 'wrong_day', 'unknown_fee', 'ledger_differs');

/** A day with faults planted in it. What is not named by the file gets an amount of its own, or nobody could tell it from others. */
const anyDay = fc.array(fc.tuple(movement, fault), { maxLength: 30 }).map((wanted) => {
  const [own_side, lines, planted]: [OwnMovement[], FiledLine[], Difference['kind'][]] = [[], [], []];
  for (const [index, [{ kind, amount_minor: size, currency, minute: minutes, payment, is_named, late_minutes }, kind_of_fault]] of wanted.entries()) {
    const occurred_at = new Date(Date.parse(`${date}T00:00:00Z`) + minutes * minute).toISOString();
    const amount_minor = (kind === 'refund' ? -1 : 1) * (size * 100 + index);
    const name = `m${index}`;
    const done_at = new Date(Date.parse(occurred_at) + late_minutes * minute).toISOString();
    const mine = own(name, { operation_key: `${kind}:${name}`, kind, amount_minor, currency, payment_id: `p${payment}`, created_at: occurred_at, done_at, ledger_minor: amount_minor });
    const theirs = lineOf(mine, { occurred_at, ...(is_named || kind_of_fault !== null ? {} : { movement_reference: `txn-${index}` }) });
    // Booked after midnight it is told on the next day.
    const is_own_today = done_at.startsWith(date);
    if (kind_of_fault !== null && (is_own_today || !['missing_at_provider', 'ledger_differs'].includes(kind_of_fault))) planted.push(kind_of_fault);
    own_side.push(...(kind_of_fault === 'missing_at_ours' ? [] : [{ ...mine, ledger_minor: kind_of_fault === 'ledger_differs' ? 0 : amount_minor }]));
    const moved = new Date(Date.parse(occurred_at) - 86_400_000).toISOString();
    if (kind_of_fault === 'wrong_day' && !is_own_today) planted.pop();
    lines.push(...(kind_of_fault === 'missing_at_provider' ? [] : kind_of_fault === 'amount_differs' ? [{ ...theirs, amount_minor: amount_minor * 2 }] : kind_of_fault === 'currency_differs' ? [{ ...theirs, currency: 'CHF' }]
      : kind_of_fault === 'kind_differs' ? [{ ...theirs, kind: kind === 'capture' ? 'refund' as const : 'capture' as const }] : kind_of_fault === 'duplicated' ? [theirs, { ...theirs, movement_reference: index % 2 === 0 ? theirs.movement_reference : 'again' }]
      : kind_of_fault === 'wrong_day' ? [{ ...theirs, occurred_at: moved, settled_on: moved.slice(0, 10) }] : kind_of_fault === 'unknown_fee' ? [theirs, { ...theirs, movement_reference: `fee${index}`, kind: 'fee' as const, amount_minor: -7 }] : [theirs]));
  }
  return { own_side, lines, planted };
});

describe('any day', () => {
  it('finds every fault that was planted, by its kind, and nothing else', () => {
    fc.assert(fc.property(anyDay, ({ own_side, lines, planted }) => {
      assert.deepEqual(kindsOf(compare(lines, own_side).differences).toSorted(), planted.toSorted());
    }), { numRuns: 2_000 });
  });

  it('explains the whole gap between the sums by what it tells and what lies across midnight', () => {
    fc.assert(fc.property(anyDay, ({ own_side, lines }) => {
      const { differences, totals } = compare(lines, own_side);
      for (const total of totals) assert.equal(total.provider_minor - total.own_minor, total.cut_off_minor + explained(differences, total.currency), total.currency);
    }), { numRuns: 2_000 });
  });

  it('does not depend on the order of either side', () => {
    fc.assert(fc.property(anyDay, ({ own_side, lines }) => {
      const there = compare(lines.toReversed(), own_side.toReversed());
      const here = compare(lines, own_side);
      assert.deepEqual(kindsOf(there.differences).toSorted(), kindsOf(here.differences).toSorted());
      assert.deepEqual(there.totals, here.totals);
    }), { numRuns: 500 });
  });
});

it('days are due an hour after their end, and those that were missed up to a week', () => {
  const now = (time: string) => new Date(`2026-03-02T${time}Z`);
  assert.deepEqual(daysDue(null, now('12:00:00')), ['2026-03-01']);
  assert.deepEqual(daysDue(null, now('00:59:59')), ['2026-02-28']);
  assert.deepEqual(daysDue('2026-02-28', now('00:59:59')), []);
  assert.deepEqual(daysDue('2026-02-28', now('01:00:00')), ['2026-03-01']);
  assert.deepEqual(daysDue('2026-02-26', now('12:00:00')), ['2026-02-27', '2026-02-28', '2026-03-01']);
  assert.equal(daysDue('2025-01-01', now('12:00:00')).length, 7);
  assert.deepEqual(daysDue('2026-03-02', now('12:00:00')), []);
});

it('files are read for the day, its neighbours, and back to where its oldest movement was begun', () => {
  assert.deepEqual(filesFor('2026-03-01', null), ['2026-02-28', '2026-03-01', '2026-03-02']);
  assert.deepEqual(filesFor('2026-03-01', '2026-03-01T00:00:00Z'), ['2026-02-28', '2026-03-01', '2026-03-02']);
  assert.deepEqual(filesFor('2026-03-01', '2026-02-26T23:00:00Z')[0], '2026-02-26');
  assert.equal(filesFor('2026-03-01', '2020-01-01T00:00:00Z').length, 9);
});

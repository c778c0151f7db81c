import { fail, failField, hasCode, valueOf, type Service } from '@orinoco/contract';
import { emit, event } from '@orinoco/event';
import type { Difference, paymentContract, Reconciliation } from './contract.ts';
import { dayAfter, startOf } from './day.ts';
import { paymentDifferenceFound } from './events.ts';
import { compareDay, daysDue, filesFor, type FiledLine } from './reconciliation.ts';
import { daysJson, earliestOf, insertDifferences, lastDay, ownMovements, replaceDay, takeDifferences, type ComparedDay } from './reconciliation-store.ts';
import type { PaymentDependencies } from './dependencies.ts';

type ReconciliationMethods = Pick<Service<typeof paymentContract>, 'reconcile' | 'listReconciliations'>;

const maxDifferences = 500;
const tolerance_ms = 15 * 60_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The daily comparison with the provider's settlement. See README.md for what can differ. */
export function reconciliationMethods(ports: PaymentDependencies): ReconciliationMethods {
  return {
    async reconcile({ date }) {
      if (startOf(date, '/date').getTime() > ports.clock().getTime()) throw failField('/date', 'in_future', 'This day has not begun');
      return reconcileDay(ports, date);
    },
    async listReconciliations({ is_differing = null, page = 1, page_size = 31 }) {
      return (await daysJson(ports.database, { settled_on: null, provider: null, is_differing, page, page_size })) ?? { reconciliations: [], page, has_more: false };
    },
  };
}

/** Compares one day and keeps what differs in place of what an earlier run has found. */
async function reconcileDay(ports: PaymentDependencies, date: string): Promise<Reconciliation> {
  const { database, provider } = ports;
  const [from_at, until_at] = [startOf(date, '/date').toISOString(), startOf(dayAfter(date), '/date').toISOString()];
  const now = ports.clock();
  const days = filesFor(date, await earliestOf(database, provider.name, from_at, until_at)).filter((day) => startOf(day, '/date').getTime() <= now.getTime());
  const lines: FiledLine[] = [];
  for (const settled_on of days) lines.push(...(await read(ports, settled_on)).map((line) => ({ ...line, settled_on })));
  const today = lines.filter((line) => line.settled_on === date);
  // Ours are read last: what was booked while the files came is known then, and what is new at the provider is of a day that is not over.
  const own = await ownMovements(database, provider.name, from_at, until_at, today.map((line) => line.movement_reference), [...new Set(today.flatMap((line) => (line.payment_id !== null && uuid.test(line.payment_id) ? [line.payment_id] : [])))]);
  const compared = compareDay({ date, lines, own, tolerance_ms });
  await save(ports, { ...compared, provider: provider.name, settled_on: date, is_day_over: now.toISOString() >= until_at, differences: largest(compared.differences), difference_count: compared.differences.length });
  const stored = await daysJson(database, { settled_on: date, provider: provider.name, is_differing: null, page: 1, page_size: 1 });
  return (stored === undefined ? undefined : valueOf(stored).reconciliations[0]) ?? failToRead();
}

function failToRead(): never {
  throw new Error('A day that was just written is not there');
}

async function read({ provider, log }: PaymentDependencies, settled_on: string) {
  try {
    return await provider.settlement(settled_on);
  } catch (error) {
    log.warn({ settled_on, err: error }, 'the settlement of a day cannot be read');
    throw hasCode(error, 'settlement_malformed', 'amount_not_representable', 'provider_rejected') ? fail('settlement_unreadable', { detail: `The file of ${settled_on} is not as it should be`, cause: error }) : fail('unavailable', { detail: 'The payment provider does not answer', cause: error });
  }
}

const sizeOf = ({ own_minor, provider_minor }: Difference): number => Math.max(Math.abs(own_minor ?? 0), Math.abs(provider_minor ?? 0));

function largest(differences: readonly Difference[]): Difference[] {
  return differences.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, maxDifferences);
}

async function save({ database, log }: PaymentDependencies, day: ComparedDay): Promise<void> {
  const { provider, settled_on, differences, difference_count } = day;
  await database.transaction(async (tx) => {
    await replaceDay(tx, day);
    const known = new Set((await takeDifferences(tx, provider, settled_on)).map(identityOf));
    if (differences.length > 0) await insertDifferences(tx, day);
    await emit(tx, ...differences.filter((difference) => !known.has(identityOf(difference))).map((difference) => toldOf(provider, settled_on, difference)));
  });
  if (difference_count > 0) log.error({ provider, settled_on, difference_count }, 'the books differ from the provider');
}

const identityOf = ({ kind, movement_reference, operation_key, own_minor, provider_minor }: Difference): string => JSON.stringify([kind, movement_reference, operation_key, own_minor, provider_minor]);

function toldOf(provider: string, settled_on: string, { detail: _detail, own_on: _own, provider_on: _provider, ...difference }: Difference) {
  return event(paymentDifferenceFound, difference.payment_id ?? difference.movement_reference ?? difference.operation_key ?? settled_on, { provider, settled_on, ...difference });
}

/**
 * Compares each day once it is over, until stopped: looks every hour or so, and so tries again where the provider did
 * not answer. Of several processes more than one may do it, which is why a day is replaced and told once.
 */
export function startReconciling(ports: PaymentDependencies): () => Promise<void> {
  const { reconcile_every_ms = 3_600_000 } = ports;
  const stopping = new AbortController();
  const loop = async () => {
    // Soon after the start: a process that lives for less than an hour must not put it off for ever.
    for (let wait_ms = (reconcile_every_ms / 10) * ports.random(); !stopping.signal.aborted; wait_ms = reconcile_every_ms * (0.8 + ports.random() * 0.4)) {
      await ports.sleep(wait_ms, stopping.signal);
      if (!stopping.signal.aborted) await reconcileDue(ports, stopping.signal).catch((error: unknown) => ports.log.warn({ err: error }, 'the daily reconciliation waits'));
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}

async function reconcileDue(ports: PaymentDependencies, signal: AbortSignal): Promise<void> {
  for (const date of daysDue(await lastDay(ports.database, ports.provider.name), ports.clock())) {
    if (!signal.aborted) await reconcileDay(ports, date);
  }
}

import { fail, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { redrive } from '@orinoco/event/relay';
import type { operationsContract } from './contract.ts';
import { failureCountsOf, failuresOf, forgetTry, hasMetEvent, redriveDead, sagaCountsOf, sagasOf, stuckPaymentCount, stuckPaymentsOf, wakeSaga } from './operations-store.ts';
import { countsOf, failureOrdering, pageOf, paymentOrdering, sagaOrdering, usual_page_size, type PageInput } from './paging.ts';

export type Operations = Service<typeof operationsContract>;

/** One row more than up to the end of the page, so that it is seen whether there are more. */
const limitOf = ({ page = 1, page_size = usual_page_size }: PageInput) => page * page_size + 1;

/** Answers for the schemas that this process has, by the name of their service. */
export function createLocalOperations(databases: ReadonlyMap<string, Database>): Operations {
  const payment = databases.get('payment');
  /** Asks every schema at once. */
  const each = async <T>(ask: (database: Database, service: string) => Promise<T>) => Promise.all([...databases].map(([service, database]) => ask(database, service)));
  const rowsOf = <Row extends object>(ask: (database: Database) => Promise<Row[]>) => each(async (database, service) => (await ask(database)).map((row) => ({ service, ...row })));

  return {
    async listFailures({ status = null, consumer_group = null, ...page }) {
      const [rows, counts] = await Promise.all([rowsOf((database) => failuresOf(database, { status, consumer_group }, limitOf(page))), rowsOf(failureCountsOf)]);
      const { rows: failures, ...rest } = pageOf(rows.map((own) => ({ rows: own, has_more: false })), page, failureOrdering);
      return { failures, counts: countsOf(counts.flat(), (count) => `${count.service} ${count.consumer_group} ${count.status}`), ...rest, unreachable_services: [] };
    },
    async redriveFailure({ consumer_group, event_id }) {
      const known = await each(async (database) => (await redrive(database, consumer_group, event_id)) || (await hasMetEvent(database, consumer_group, event_id)));
      if (!known.includes(true)) throw fail('failure_not_found');
      return { is_done: true };
    },
    async redriveGroup({ consumer_group }) {
      const redriven = (await each((database) => redriveDead(database, consumer_group))).filter((count) => count !== undefined);
      if (redriven.length === 0) throw fail('consumer_group_not_found');
      return { redriven_count: redriven.reduce((sum, count) => sum + count, 0) };
    },
    async listSagas({ kind = null, is_stuck = null, ...page }) {
      const [rows, counts] = await Promise.all([rowsOf((database) => sagasOf(database, { kind, is_stuck }, limitOf(page))), rowsOf(sagaCountsOf)]);
      const { rows: sagas, ...rest } = pageOf(rows.map((own) => ({ rows: own, has_more: false })), page, sagaOrdering);
      return { sagas, counts: countsOf(counts.flat(), (count) => `${count.service} ${count.kind}`), ...rest, unreachable_services: [] };
    },
    async retrySaga({ kind, saga_id }) {
      if (!(await each((database) => wakeSaga(database, kind, saga_id))).includes(true)) throw fail('saga_not_found');
      return { is_done: true };
    },
    async listStuckPayments(page) {
      const [rows, stuck_count] = payment ? await Promise.all([stuckPaymentsOf(payment, limitOf(page)), stuckPaymentCount(payment)]) : [[], 0];
      const { rows: payments, ...rest } = pageOf([{ rows, has_more: false }], page, paymentOrdering);
      return { payments, stuck_count, ...rest, unreachable_services: [] };
    },
    async retryPaymentOperation({ operation_key }) {
      if (!payment || !(await forgetTry(payment, operation_key))) throw fail('payment_operation_not_found');
      return { is_done: true };
    },
  };
}

import { checkAccess, CodedError, connect, hasCode, systemRuntime, type Call, type Client, type Runtime, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { Logger } from '@orinoco/telemetry';
import { operationsContract } from './contract.ts';
import { createLocalOperations, type Operations } from './local-operations.ts';
import { countsOf, failureOrdering, pageOf, paymentOrdering, sagaOrdering, type PageInput } from './paging.ts';

type Operating = Client<typeof operationsContract>;

/** A process of a split shop and the services that are there. */
export interface Elsewhere { readonly services: readonly string[]; readonly operations: Operating }

export interface OperationsOptions {
  /** The schemas of this process by the name of their service, the gateway's too. */
  readonly databases: ReadonlyMap<string, Database>;
  /** Where the services of other processes are. */
  readonly remote_urls: Readonly<Record<string, string>>;
  readonly service_token: string;
  readonly log: Logger;
  readonly clock?: Runtime['clock'];
}

/** What this process answers with for itself, for the door between processes, and for the whole shop, for people. */
export interface OpenOperations { readonly own: Operations; readonly whole: Operating }

/** A process that hangs may not take the others' answers with it. */
const remote_ms = 2_000;

export function openOperations({ databases, remote_urls, service_token, log, clock = systemRuntime.clock }: OperationsOptions): OpenOperations {
  const own = createLocalOperations(databases);
  const byUrl = Map.groupBy(Object.entries(remote_urls), ([, url]) => url);
  const elsewhere = [...byUrl].map(([url, entries]): Elsewhere => ({ services: entries.map(([service]) => service), operations: connect(operationsContract, { url, service_token }) }));
  const here: Elsewhere = { services: [...databases.keys()], operations: connect(operationsContract, { local: own }) };
  return { own, whole: guarded(createWholeOperations([here, ...elsewhere], log, clock)) };
}

/** Whoever is in this process calls without a door, so the methods look by themselves who asks. */
function guarded(service: Service<typeof operationsContract>): Operating {
  const client = connect(operationsContract, { local: service });
  const methods = Object.entries(operationsContract.methods).map(([name, { access }]) => [name, async (input: never, call: Call) => {
    checkAccess(access, call.actor);
    return (client[name as keyof Operating] as (input: never, call: Call) => Promise<unknown>)(input, call);
  }]);
  return Object.fromEntries(methods) as Operating;
}

/** Lists are put together from what every process answers; a command is for whichever of them knows what it is about. */
export function createWholeOperations(processes: readonly Elsewhere[], log: Logger, clock: Runtime['clock']): Operations {
  const brief = (call: Call): Call => ({ ...call, deadline: Math.min(call.deadline, clock().getTime() + remote_ms) });

  /** Up to the end of the page from everybody; who does not answer is named. */
  const gather = async <Answer extends { readonly has_more: boolean }>({ page = 1 }: PageInput, ask: (operations: Operating, page: number) => Promise<Answer>) => {
    const pages = Array.from({ length: page }, (_, index) => index + 1);
    const answers = await Promise.all(processes.map(async ({ services, operations }) => {
      try {
        return { services, answers: await Promise.all(pages.map((each) => ask(operations, each))) };
      } catch (error) {
        log.warn({ services, err: error }, 'a process does not tell what is stuck there');
        return { services, answers: undefined };
      }
    }));
    const reached = answers.flatMap((each) => (each.answers ? [each.answers] : []));
    return { reached, last: reached.flatMap((each) => each.slice(-1)), unreachable_services: answers.filter((each) => !each.answers).flatMap((each) => each.services).toSorted() };
  };

  /** Asks one process after another; not there is what all say, or what those say that answer while others are away. */
  const first = async <Answer>(unknown_code: string, ask: (operations: Operating) => Promise<Answer>): Promise<Answer> => {
    let refusal: unknown = new CodedError(unknown_code);
    for (const { operations } of processes) {
      try {
        return await ask(operations);
      } catch (error) {
        if (!hasCode(error, unknown_code)) refusal = error;
      }
    }
    throw refusal;
  };

  return {
    async listFailures(input, call) {
      const { reached, last, unreachable_services } = await gather(input, (operations, page) => operations.listFailures({ ...input, page }, brief(call)));
      const { rows: failures, ...rest } = pageOf(reached.map((pages) => ({ rows: pages.flatMap((each) => each.failures), has_more: pages.at(-1)?.has_more ?? false })), input, failureOrdering);
      return { failures, counts: countsOf(last.flatMap((each) => each.counts), (count) => `${count.service} ${count.consumer_group} ${count.status}`), ...rest, unreachable_services };
    },
    redriveFailure: (input, call) => first('failure_not_found', (operations) => operations.redriveFailure(input, brief(call))),
    redriveGroup: (input, call) => first('consumer_group_not_found', (operations) => operations.redriveGroup(input, brief(call))),
    async listSagas(input, call) {
      const { reached, last, unreachable_services } = await gather(input, (operations, page) => operations.listSagas({ ...input, page }, brief(call)));
      const { rows: sagas, ...rest } = pageOf(reached.map((pages) => ({ rows: pages.flatMap((each) => each.sagas), has_more: pages.at(-1)?.has_more ?? false })), input, sagaOrdering);
      return { sagas, counts: countsOf(last.flatMap((each) => each.counts), (count) => `${count.service} ${count.kind}`), ...rest, unreachable_services };
    },
    retrySaga: (input, call) => first('saga_not_found', (operations) => operations.retrySaga(input, brief(call))),
    async listStuckPayments(input, call) {
      const { reached, last, unreachable_services } = await gather(input, (operations, page) => operations.listStuckPayments({ ...input, page }, brief(call)));
      const { rows: payments, ...rest } = pageOf(reached.map((pages) => ({ rows: pages.flatMap((each) => each.payments), has_more: pages.at(-1)?.has_more ?? false })), input, paymentOrdering);
      return { payments, stuck_count: Math.max(0, ...last.map((each) => each.stuck_count)), ...rest, unreachable_services };
    },
    retryPaymentOperation: (input, call) => first('payment_operation_not_found', (operations) => operations.retryPaymentOperation(input, brief(call))),
  };
}

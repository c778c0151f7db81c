import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

/** A saga or an operation is stuck when it should have moved by itself and has not for so long. */
export const stuck_after_ms = 120_000;
/** Tries in a row after which a saga is stuck, however soon the next one is. */
export const stuck_attempt_count = 5;

export const FailureStatus = s.choice('waiting', 'dead');

/** An event that a consumer group could not handle. `dead` ones wait for a person, the others for `retry_at`. */
export const Failure = s.object({
  service: s.text(60), consumer_group: s.text(100), event_id: s.Uuid, type: s.text(200), key: s.text(300), status: FailureStatus, attempt_count: Type.Integer({ minimum: 0 }),
  retry_at: s.Timestamp, error: s.nullable(s.text(2_000)), occurred_at: s.Timestamp, payload: Type.Unknown(),
});
export type Failure = Static<typeof Failure>;
export const FailureCount = s.object({ service: s.text(60), consumer_group: s.text(100), status: FailureStatus, failure_count: Type.Integer({ minimum: 0 }) });
export type FailureCount = Static<typeof FailureCount>;

/** A run of multi-step work that has not ended. */
export const SagaRun = s.object({
  service: s.text(60), kind: s.text(100), saga_id: s.Uuid, state: s.text(100), attempt_count: Type.Integer({ minimum: 0 }), wake_at: s.Timestamp, error: s.nullable(s.text(2_000)),
  started_at: s.Timestamp, updated_at: s.Timestamp, is_stuck: Type.Boolean(),
});
export type SagaRun = Static<typeof SagaRun>;
export const SagaCount = s.object({ service: s.text(60), kind: s.text(100), running_count: Type.Integer({ minimum: 0 }), stuck_count: Type.Integer({ minimum: 0 }) });
export type SagaCount = Static<typeof SagaCount>;

/** Money that a provider was asked to move and has not confirmed. `amount_minor` is in minor units of `currency`. */
export const StuckPayment = s.object({
  operation_key: s.text(200), payment_id: s.Uuid, kind: s.text(40), order_id: s.nullable(s.Uuid), amount_minor: s.Minor, currency: s.Currency, created_at: s.Timestamp, tried_at: s.Timestamp,
});
export type StuckPayment = Static<typeof StuckPayment>;

/** A person reads this many pages at most; whoever has more looks at one group or kind. */
const Page = { page: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })), page_size: s.Page.page_size };
/** Every list names the processes that did not answer: what stands there is missing from it. */
const Listed = { page: Type.Integer(), has_more: Type.Boolean(), unreachable_services: s.list(s.text(60), 100) };
const Group = { consumer_group: s.text(100, 1) };
const shown = { access: ['operator', 'service'], route_class: 'operator', timeout_ms: 10_000, idempotent: true } as const;

/**
 * What an operator does when something does not go on by itself: events whose handlers failed, sagas and payments that
 * are stuck. It belongs to no service: each process answers for the databases that it has, and the one with the front
 * door asks the others.
 */
export const operationsContract = defineContract('operations', {
  errors: {
    failure_not_found: { status: 404, title: 'There is no such failed event' },
    consumer_group_not_found: { status: 404, title: 'There is no such consumer group' },
    saga_not_found: { status: 404, title: 'There is no such saga' },
    payment_operation_not_found: { status: 404, title: 'There is no such operation of a payment' },
  },
  methods: {
    listFailures: method({
      ...shown, summary: 'Events that could not be handled: dead ones first, then the newest', http: 'GET /v1/operations/failures',
      input: s.object({ status: Type.Optional(FailureStatus), consumer_group: Type.Optional(s.text(100, 1)), ...Page }),
      output: s.object({ failures: s.list(Failure, 100), counts: s.list(FailureCount, 1_000), ...Listed }),
    }),
    redriveFailure: method({
      ...shown, summary: 'Puts a dead event back in the queue; one that waits or has been handled since stays as it is', http: 'POST /v1/operations/failures/:consumer_group/:event_id/redrive',
      input: s.object({ ...Group, event_id: s.Uuid }), output: s.Done, errors: ['failure_not_found'],
    }),
    redriveGroup: method({
      ...shown, summary: 'Puts all dead events of a consumer group back in the queue, in their order', http: 'POST /v1/operations/failures/:consumer_group/redrive',
      input: s.object(Group), output: s.object({ redriven_count: Type.Integer({ minimum: 0 }) }), errors: ['consumer_group_not_found'],
    }),
    listSagas: method({
      ...shown, summary: 'Sagas that have not ended: those that are stuck first, then those due soonest', http: 'GET /v1/operations/sagas',
      input: s.object({ kind: Type.Optional(s.text(100, 1)), is_stuck: Type.Optional(Type.Boolean()), ...Page }),
      output: s.object({ sagas: s.list(SagaRun, 100), counts: s.list(SagaCount, 1_000), ...Listed }),
    }),
    retrySaga: method({
      ...shown, summary: 'Makes a saga due now; one that has ended stays as it is', http: 'POST /v1/operations/sagas/:kind/:saga_id/retry',
      input: s.object({ kind: s.text(100, 1), saga_id: s.Uuid }), output: s.Done, errors: ['saga_not_found'],
    }),
    listStuckPayments: method({
      ...shown, summary: 'Operations of payments that a provider has not confirmed for two minutes, oldest first', http: 'GET /v1/operations/payments',
      input: s.object(Page), output: s.object({ payments: s.list(StuckPayment, 100), stuck_count: Type.Integer({ minimum: 0 }), ...Listed }),
    }),
    retryPaymentOperation: method({
      ...shown, summary: 'Has the provider asked again at once; an operation that is done stays as it is', http: 'POST /v1/operations/payments/:operation_key/retry',
      input: s.object({ operation_key: s.text(200, 1) }), output: s.Done, errors: ['payment_operation_not_found'],
    }),
  },
});

import type { Call } from '@orinoco/contract';
import type { Notice } from '../../cart-types.ts';

export type Failure = {
  service: string; consumer_group: string; event_id: string; type: string; key: string; status: 'waiting' | 'dead'; attempt_count: number; retry_at: string; error: string | null; occurred_at: string; payload: unknown;
};
export type FailureCount = { service: string; consumer_group: string; status: 'waiting' | 'dead'; failure_count: number };
export type SagaRun = { service: string; kind: string; saga_id: string; state: string; attempt_count: number; wake_at: string; error: string | null; started_at: string; updated_at: string; is_stuck: boolean };
export type SagaCount = { service: string; kind: string; running_count: number; stuck_count: number };
export type StuckPayment = { operation_key: string; payment_id: string; kind: string; order_id: string | null; amount_minor: number; currency: string; created_at: string; tried_at: string };

type Listed = { page: number; has_more: boolean; unreachable_services: string[] };
type Paged = { page?: number; page_size?: number };
type Done = { is_done: boolean };

/**
 * What the composition root gives to the operator's page: the client of its contract `operations`. It is written down
 * here as well, because the contract belongs to the application that starts these pages.
 */
export interface OperationsClient {
  listFailures(input: Paged & { status?: Failure['status']; consumer_group?: string }, call: Call): Promise<Listed & { failures: Failure[]; counts: FailureCount[] }>;
  redriveFailure(input: { consumer_group: string; event_id: string }, call: Call): Promise<Done>;
  redriveGroup(input: { consumer_group: string }, call: Call): Promise<{ redriven_count: number }>;
  listSagas(input: Paged & { kind?: string; is_stuck?: boolean }, call: Call): Promise<Listed & { sagas: SagaRun[]; counts: SagaCount[] }>;
  retrySaga(input: { kind: string; saga_id: string }, call: Call): Promise<Done>;
  listStuckPayments(input: Paged, call: Call): Promise<Listed & { payments: StuckPayment[]; stuck_count: number }>;
  retryPaymentOperation(input: { operation_key: string }, call: Call): Promise<Done>;
}

export const tab_names = ['failures', 'sagas', 'payments'] as const;
export type TabName = (typeof tab_names)[number];
export type Tab = { name: TabName; label: string; url: string; count: number };
export type Choice = { label: string; url: string; is_selected: boolean };

/** A consumer group or a kind of saga, with what is wrong there. */
export type Group = { service: string; name: string; words: string; url: string; is_selected: boolean; redrive_url: string | null };

export type OperatorView = {
  tabs: Tab[]; tab: TabName; notices: Notice[]; unreachable_services: string[];
  groups: Group[]; choices: Choice[];
  failures: (Failure & { payload_text: string })[]; sagas: SagaRun[]; payments: StuckPayment[];
  /** This page with its filters: where a form comes back to. */
  own_url: string; base_url: string; page: number; page_count: number;
};

const root = '/operator/operations';
const safe = encodeURIComponent;

/** Every address of the operator's page. */
export const operatorUrls = {
  tab: (name: TabName) => (name === 'failures' ? root : `${root}/${name}`),
  failure: ({ consumer_group, event_id }: Pick<Failure, 'consumer_group' | 'event_id'>) => `${root}/failures/${safe(consumer_group)}/${event_id}/redrive`,
  group: (consumer_group: string) => `${root}/failures/${safe(consumer_group)}/redrive`,
  saga: ({ kind, saga_id }: Pick<SagaRun, 'kind' | 'saga_id'>) => `${root}/sagas/${safe(kind)}/${saga_id}/retry`,
  payment: (operation_key: string) => `${root}/payments/${safe(operation_key)}/retry`,
} as const;

/** `2026-11-22 23:16:45 UTC`: times are compared with logs, so they are not put in anybody's own words. */
export function momentOf(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

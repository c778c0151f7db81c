import type { Runtime } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { Logger } from '@orinoco/telemetry';
import type { PaymentProvider } from './providers/port.ts';

/** What the service is given to work with. */
export interface PaymentDependencies extends Runtime {
  readonly database: Database;
  readonly log: Logger;
  readonly provider: PaymentProvider;
  /** The only origin that may show payment fields. Absent: whatever origin shows them is where they lead back to. */
  readonly shop_origin?: string;
  /** The longest wait for an authorization; 8 s when absent. */
  readonly provider_timeout_ms?: number;
  /** How long an operation may hang before the service itself asks again; a minute when absent. */
  readonly stuck_after_ms?: number;
  /** How often is looked whether a day is to be compared with the provider's settlement; an hour when absent. */
  readonly reconcile_every_ms?: number;
}

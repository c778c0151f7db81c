import type { Database } from '@orinoco/database';
import type { Logger } from '@orinoco/telemetry';
import type { CarrierPort } from './carriers/port.ts';
import type { SettingsCache } from './settings.ts';

/** What the service is given to work with. */
export interface FulfillmentDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly carrier: CarrierPort;
  /** After this long without a word about a parcel under way the carrier is asked; an hour when absent. */
  readonly quiet_ms?: number;
  /** How often quiet parcels are looked for; a minute when absent. */
  readonly poll_ms?: number;
}

export type FulfillmentPorts = FulfillmentDependencies & { readonly settings: SettingsCache };

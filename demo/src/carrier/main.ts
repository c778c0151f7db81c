import { startDueLoop } from '../outside/due-loop.ts';
import { createFaults } from '../outside/faults.ts';
import { listen, type OutsideSystem } from '../outside/listen.ts';
import { addFaultRoutes, createOutsideServer } from '../outside/server.ts';
import { inTransaction, openStore, type Clock } from '../outside/store.ts';
import { startWebhookQueue } from '../outside/webhook-queue.ts';
import { addCarrierRoutes } from './api.ts';
import { createParcels } from './parcels.ts';
import { carrierSchema, createCarrierStore } from './store.ts';

export interface CarrierOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** SQLite file with all state; `:memory:` forgets it at the end. */
  readonly file: string;
  /** Where events are posted; null sends none. */
  readonly webhook_url: string | null;
  /** `whsec_` and the base64 of 24 to 64 bytes. */
  readonly webhook_secret: string;
  readonly api_key: string;
  /** How long a parcel rests before its next step. */
  readonly step_ms: number;
  readonly clock: Clock;
  /** Origin that browsers reach the carrier at, when it is not the address it listens on. */
  readonly public_url?: string;
  readonly retry_delays_ms?: readonly number[];
}

const batchSize = 200;

/**
 * Starts the sandbox carrier: labels, parcels that move by themselves every `step_ms`, tracking pages, signed webhooks.
 * After a stop parcels go on from where they were, one step a time.
 */
export async function startCarrier(options: CarrierOptions): Promise<OutsideSystem> {
  const { clock, step_ms } = options;
  const database = openStore(options.file, carrierSchema);
  const faults = createFaults();
  const webhooks = startWebhookQueue({ ...options, database, faults });
  const store = createCarrierStore(database);
  const app = createOutsideServer(options.api_key);
  let public_url = options.public_url ?? '';
  const parcels = createParcels({ store, webhooks, clock, step_ms, url: () => public_url });
  const movement = startDueLoop({
    clock,
    next_due_at: store.nextDueAt,
    run: async () => {
      for (const tracking_number of store.listDue(clock(), batchSize)) inTransaction(database, () => parcels.advance(tracking_number));
      webhooks.poke();
    },
  });
  const poke = (): void => {
    movement.poke();
    webhooks.poke();
  };
  addCarrierRoutes({ app, database, store, parcels, faults, clock, poke });
  addFaultRoutes(app, faults);
  const { url, port } = await listen(app, options);
  public_url = options.public_url ?? url;
  poke();
  return {
    url,
    port,
    close: async () => {
      await app.close();
      await movement.close();
      await webhooks.close();
      database.close();
    },
  };
}

import { createFaults } from '../outside/faults.ts';
import { addFaultRoutes, createOutsideServer } from '../outside/server.ts';
import { openStore, type Clock } from '../outside/store.ts';
import { listen, type OutsideSystem } from '../outside/listen.ts';
import { startWebhookQueue } from '../outside/webhook-queue.ts';
import { addApiRoutes } from './api.ts';
import { addPageRoutes } from './page-routes.ts';
import { createPayments } from './payments.ts';
import { createProviderStore, providerSchema } from './store.ts';

export interface PaymentProviderOptions {
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
  readonly clock: Clock;
  /** Origin that browsers reach the provider at, when it is not the address it listens on. */
  readonly public_url?: string;
  readonly retry_delays_ms?: readonly number[];
}

/**
 * Starts the sandbox payment provider: an HTTP API for merchants, hosted card fields on its own origin, signed
 * webhooks. It keeps no card number.
 */
export async function startPaymentProvider(options: PaymentProviderOptions): Promise<OutsideSystem> {
  const { clock } = options;
  const database = openStore(options.file, providerSchema);
  const faults = createFaults();
  const webhooks = startWebhookQueue({ ...options, database, faults });
  const store = createProviderStore(database);
  const app = createOutsideServer(options.api_key);
  let public_url = options.public_url ?? '';
  const payments = createPayments({ store, webhooks, clock, url: () => public_url });
  const context = { app, database, store, payments, webhooks, faults, clock, url: () => public_url };
  addApiRoutes(context);
  addPageRoutes(context);
  addFaultRoutes(app, faults);
  const { url, port } = await listen(app, options);
  public_url = options.public_url ?? url;
  webhooks.poke();
  return {
    url,
    port,
    close: async () => {
      await app.close();
      await webhooks.close();
      database.close();
    },
  };
}

import { join } from 'node:path';
import { startCarrier } from '@orinoco/demo/carrier';
import { startPaymentProvider } from '@orinoco/demo/payment-provider';
import { createLocalCarrier } from '@orinoco/fulfillment/carriers/local';
import type { CarrierPort } from '@orinoco/fulfillment/carriers/port';
import { createLocalProvider } from '@orinoco/payment/providers/local';
import type { PaymentProvider } from '@orinoco/payment/providers/port';
import type { ServerSettings } from './config.ts';
import type { Secrets } from './secrets.ts';

/** The world outside the shop: who takes payments and who carries parcels. */
export interface Outside {
  readonly payment_provider: PaymentProvider;
  readonly carrier: CarrierPort;
  readonly provider_url: string | null;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the sandbox provider and carrier beside the shop, each with an address and a memory of its own, or connects
 * with the real ones. `webhook_origin` is where they reach the shop.
 */
export async function openOutside(settings: ServerSettings, secrets: Secrets, webhook_origin: string): Promise<Outside> {
  const clock = () => Date.now();
  const host = settings.HOST;
  const carrierSystem = await startCarrier({ host, port: 0, file: join(settings.DATA_DIR, 'carrier.sqlite'), webhook_url: `${webhook_origin}/webhooks/carriers/local`, webhook_secret: secrets.carrier_webhook_secret, api_key: secrets.carrier_api_key, step_ms: settings.DEMO_STEP_MS, clock });
  const carrier = createLocalCarrier({ url: carrierSystem.url, api_key: secrets.carrier_api_key, webhook_secrets: [secrets.carrier_webhook_secret], clock });
  if (settings.PAYMENT_PROVIDER === 'stripe') {
    return { payment_provider: await stripeProvider(settings, clock), carrier, provider_url: null, stop: () => carrierSystem.close() };
  }
  const api_key = settings.PAYMENT_PROVIDER_API_KEY?.reveal() ?? secrets.provider_api_key;
  const webhook_secret = settings.PAYMENT_PROVIDER_WEBHOOK_SECRET?.reveal() ?? secrets.provider_webhook_secret;
  const provider = settings.PAYMENT_PROVIDER_URL === undefined
    ? await startPaymentProvider({ host, port: 0, file: join(settings.DATA_DIR, 'payment-provider.sqlite'), webhook_url: `${webhook_origin}/webhooks/payments/local`, webhook_secret, api_key, clock })
    : { url: new URL(settings.PAYMENT_PROVIDER_URL).origin, close: async () => undefined };
  const payment_provider = createLocalProvider({ url: provider.url, api_key, webhook_secrets: [webhook_secret], clock });
  return { payment_provider, carrier, provider_url: provider.url, stop: async () => void (await Promise.all([carrierSystem.close(), provider.close()])) };
}

async function stripeProvider(settings: ServerSettings, clock: () => number): Promise<PaymentProvider> {
  const { STRIPE_API_KEY, STRIPE_WEBHOOK_SECRET } = settings;
  if (!STRIPE_API_KEY || !STRIPE_WEBHOOK_SECRET) throw new Error('PAYMENT_PROVIDER=stripe needs STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET');
  const [{ default: Stripe }, { connectStripe }, { createStripeProvider }] = await Promise.all([import('stripe'), import('@orinoco/payment/providers/stripe-client'), import('@orinoco/payment/providers/stripe')]);
  const webhook_secret = STRIPE_WEBHOOK_SECRET.reveal();
  return createStripeProvider({ stripe: connectStripe(Stripe, { api_key: STRIPE_API_KEY.reveal(), webhook_secret }), webhook_secret, clock });
}

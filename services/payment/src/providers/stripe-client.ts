import type { WebhookHeaders } from './port.ts';

// The part of the official `stripe` library (23.1) that the adapter uses. The library's own class fits these shapes, and
// naming them here keeps it an option: a shop with another provider need not install it.

export interface StripeCharge {
  readonly id: string;
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly payment_method_details: { readonly card?: { readonly brand: string | null; readonly last4: string | null; readonly multicapture?: { readonly status: string } } } | null;
}

export interface StripePaymentIntent {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly next_action: { readonly redirect_to_url?: { readonly url: string | null } } | null;
  readonly last_payment_error: { readonly code?: string; readonly decline_code?: string } | null;
  readonly latest_charge: string | StripeCharge | null;
}

export interface StripeRefund { readonly id: string; readonly status: string | null }
export interface StripeCheckoutSession {
  readonly id: string;
  readonly url: string | null;
  readonly client_reference_id: string | null;
  readonly payment_intent: string | StripePaymentIntent | null;
}
/** `amount` is signed and before `fee`; `source` is what it is about, expanded when that was asked for. */
export interface StripeBalanceTransaction {
  readonly id: string;
  readonly type: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly created: number;
  readonly source: string | { readonly id: string; readonly metadata?: Readonly<Record<string, string>> | null } | null;
}
export interface StripeEvent { readonly id: string; readonly type: string; readonly created: number; readonly data: { readonly object: object } }
interface Page<Row> { readonly data: readonly Row[]; readonly has_more: boolean }
interface Options { readonly idempotencyKey?: string }

export interface StripeClient {
  readonly paymentIntents: {
    create(params: object, options: Options): Promise<StripePaymentIntent>;
    confirm(id: string, params: object, options: Options): Promise<StripePaymentIntent>;
    retrieve(id: string, params: object): Promise<StripePaymentIntent>;
    capture(id: string, params: object, options: Options): Promise<StripePaymentIntent>;
    cancel(id: string, params: object, options: Options): Promise<StripePaymentIntent>;
    search(params: object): PromiseLike<Page<StripePaymentIntent>>;
    list(params: object): PromiseLike<Page<StripePaymentIntent>>;
  };
  readonly refunds: { create(params: object, options: Options): Promise<StripeRefund> };
  readonly balanceTransactions: { list(params: object): PromiseLike<Page<StripeBalanceTransaction>> };
  readonly checkout: {
    readonly sessions: {
      create(params: object, options: Options): Promise<StripeCheckoutSession>;
      retrieve(id: string, params: object): Promise<StripeCheckoutSession>;
      list(params: object): PromiseLike<Page<StripeCheckoutSession>>;
      expire(id: string, params: object): Promise<StripeCheckoutSession>;
    };
  };
  readonly webhooks: { constructEvent(body: Buffer, signature: string, secret: string, tolerance_s?: number): StripeEvent };
}

export interface StripeConfiguration {
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: 'http' | 'https';
  readonly maxNetworkRetries: number;
  readonly timeout: number;
  readonly telemetry: boolean;
}
export type StripeConstructor = new (api_key: string, configuration: StripeConfiguration) => StripeClient;

export interface StripeOptions {
  readonly api_key: string;
  readonly webhook_secret: string;
  /** Another address than Stripe's own, for stripe-mock. */
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: 'http' | 'https';
}

const timeoutMs = 10_000;

/** Builds the client: `connectStripe(Stripe, options)` with the default export of `stripe`. It never retries: who calls decides. */
export function connectStripe(Stripe: StripeConstructor, options: StripeOptions): StripeClient {
  const { host, port, protocol } = options;
  return new Stripe(options.api_key, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(protocol !== undefined && { protocol }),
  });
}

/** The signature header, or '' when it is missing or repeated. */
export function stripeSignature(headers: WebhookHeaders): string {
  const signature = headers['stripe-signature'];
  return typeof signature === 'string' ? signature : '';
}

import { CodedError } from '@orinoco/contract';

/** A place as a carrier needs it; a stock location has no street of its own and leaves it out. */
export interface CarrierAddress {
  readonly name?: string;
  readonly company?: string | null;
  readonly line1?: string;
  readonly line2?: string | null;
  readonly city: string;
  readonly region?: string | null;
  readonly postal_code?: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly phone?: string | null;
}

export interface BuyLabelRequest {
  readonly idempotency_key: string;
  /** Our name for the shipment; comes back in every event. */
  readonly reference: string;
  readonly from: CarrierAddress;
  readonly to: CarrierAddress;
  readonly parcels: readonly { readonly weight_g: number }[];
  /** The carrier's product, for example `standard`. */
  readonly service: string;
}

export interface CarrierLabel {
  readonly tracking_number: string;
  /** Page for the buyer. */
  readonly tracking_url: string;
  /** Picture to print. It shows addresses, so it is for the sender only. */
  readonly label_url: string;
}

export type CarrierStatus = 'label_created' | 'picked_up' | 'in_transit' | 'out_for_delivery' | 'delivered' | 'cancelled';

export interface CarrierScan {
  /** The same whenever the scan is told again. */
  readonly scan_id: string;
  readonly status: CarrierStatus;
  readonly city: string | null;
  readonly description: string;
  /** RFC 3339. */
  readonly occurred_at: string;
}

export interface CarrierTracking extends CarrierLabel {
  readonly reference: string;
  readonly status: CarrierStatus;
  /** Oldest first. */
  readonly scans: readonly CarrierScan[];
}

/** A fact that the carrier reported. Events may come twice and in any order; `scan.occurred_at` says which is newer. */
export interface CarrierEvent {
  readonly event_id: string;
  readonly type: 'tracking.updated' | 'ignored';
  readonly tracking_number: string | null;
  readonly reference: string | null;
  readonly scan: CarrierScan | null;
}

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who takes parcels to their buyers. Certain refusals throw one of `carrierErrors`; a lost, late or 5xx answer `CarrierUnknownError`. */
export interface CarrierPort {
  readonly name: string;
  /** Idempotent by its key: repeat it with the same request until the answer is certain. */
  buyLabel(request: BuyLabelRequest, signal: AbortSignal): Promise<CarrierLabel>;
  /** Gives a label back; twice is once. Throws `already_shipped` when the carrier has the parcel. */
  cancelLabel(request: { readonly tracking_number: string }): Promise<void>;
  /** The carrier's view of a parcel, or null when it has no such number. */
  track(request: { readonly tracking_number: string }): Promise<CarrierTracking | null>;
  /** Verifies the signature over the raw body before it reads it. */
  parseWebhook(raw_body: Buffer, headers: WebhookHeaders): CarrierEvent;
}

export const carrierErrors = {
  carrier_unknown: { status: 503, title: 'The carrier has not confirmed the outcome' },
  carrier_rejected: { status: 502, title: 'The carrier refused the request' },
  parcel_not_found: { status: 404, title: 'The carrier does not know this parcel' },
  already_shipped: { status: 409, title: 'The parcel has left already' },
  idempotency_conflict: { status: 422, title: 'This key was used with another request' },
  webhook_signature_invalid: { status: 401, title: 'The signature is wrong' },
  webhook_expired: { status: 401, title: 'The event was signed too long ago' },
  webhook_malformed: { status: 400, title: 'The event could not be read' },
} as const;

/** Nobody knows whether it happened: repeat with the same key. */
export class CarrierUnknownError extends CodedError {
  constructor(cause: unknown) {
    super('carrier_unknown', { cause });
    this.name = 'CarrierUnknownError';
  }
}

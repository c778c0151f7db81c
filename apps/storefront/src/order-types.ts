import type { TrackingStep } from '@orinoco/ui/tracking.tsx';
import type { Address, CheckoutLine, Notice, SavedAddress, Totals } from './cart-types.ts';
import type { DeliveryDays, Named } from './types.ts';

export type OrderLine = CheckoutLine & { order_line_id: string; handle: string; unit_price_minor: number; is_returnable: boolean };
export type OrderSummary = { order_id: string; order_number: string; placed_at: string; status: string; status_label: string; total_minor: number; currency: string; seller: Named; promise: DeliveryDays | null; lines: { title: string; handle: string; media_key: string; quantity: number }[] };

export type ConfirmationView = { order_group_number: string; email: string; orders: OrderSummary[]; address: Address; totals: Totals };
export type OrdersView = { orders: OrderSummary[]; page: number; page_count: number };
export type OrderView = {
  order: OrderSummary; lines: OrderLine[]; address: Address; totals: Totals; payment_label: string; is_cancellable: boolean;
  shipments: { shipment_id: string; carrier: string | null; tracking_number: string | null; tracking_url: string | null; steps: TrackingStep[] }[];
  notices: Notice[];
};

export type AccountView = {
  profile: { name: string; email: string; is_email_verified: boolean; is_operator: boolean }; addresses: SavedAddress[]; countries: { code: string; name: string }[];
  devices: { session_id: string; name: string; place: string | null; last_seen_at: string; is_current: boolean }[];
  errors: Record<string, string>; notices: Notice[];
  /** A new address that was refused, as it was typed. */
  typed_address?: Address | null;
};

/** A form about signing in: `values` are what was typed (never a password), `errors` are by field, `form` for the whole form. */
export type SignInView = { return_to: string | null; values: Record<string, string>; errors: Record<string, string>; demo_accounts: { email: string; password: string; label: string }[] };
export type SignUpView = { return_to: string | null; values: Record<string, string>; errors: Record<string, string> };
export type ResetPasswordView = { step: 'request' | 'sent' | 'choose' | 'done'; token: string | null; values: Record<string, string>; errors: Record<string, string> };

/** Messages the demo would have sent by mail, newest first. */
export type EmailsView = { emails: { email_id: string; to: string; subject: string; text: string; sent_at: string; links: { label: string; url: string }[] }[] };

import type { DeliveryDays, Listing, Named } from './types.ts';

/** Amounts of a cart or an order in minor units. A null amount is not known before an address is. */
export type Totals = { subtotal_minor: number; discount_minor: number; shipping_minor: number | null; tax_minor: number | null; total_minor: number; currency: string; is_tax_included: boolean };

export type CartLine = {
  cart_line_id: string; offer_id: string; product_id: string; handle: string; title: string; variant_label: string | null; media_key: string; seller: Named;
  quantity: number; quantity_limit: number; unit_price_minor: number; list_price_minor: number | null; previous_price_minor: number | null; line_total_minor: number;
  is_in_stock: boolean; stock_hint: 'in_stock' | 'low' | 'out'; promise: DeliveryDays | null;
};

export type Notice = { tone: 'note' | 'good' | 'warn' | 'error'; text: string };

export type CartView = {
  lines: CartLine[];
  /** Set aside: in no total and in no order. */
  saved_lines: CartLine[];
  coupons: { code: string; label: string; /** Entered, but taking nothing off. */ is_refused?: boolean }[]; coupon_error: string | null; totals: Totals;
  free_shipping_from_minor: number | null; notices: Notice[]; suggested: Listing[];
};

export type Address = { name: string; company?: string | null; line1: string; line2?: string | null; city: string; region?: string | null; postal_code?: string | null; country: string; phone?: string | null };
export type SavedAddress = Address & { address_id: string; is_default: boolean };

export type DeliveryOption = { delivery_option_id: string; name: string; promise: DeliveryDays | null; shipping_minor: number };

/** A checkout on one page: sections before `step` are done and folded, the one at `step` is open. Errors are by field name. */
export type CheckoutView = {
  checkout_id: string; step: 'address' | 'delivery' | 'payment' | 'review'; email: string | null; is_guest: boolean;
  addresses: SavedAddress[]; address: Address | null; countries: { code: string; name: string }[];
  parcels: { parcel_id: string; seller: Named; lines: CheckoutLine[]; options: DeliveryOption[]; selected_option_id: string | null }[];
  payment_methods: { code: string; name: string; detail: string | null }[]; payment_label: string | null;
  totals: Totals; errors: Record<string, string>; notices: Notice[]; idempotency_key: string;
  /** The provider's card fields for the payment section; without them the form leads to the provider's own page. */
  payment_fields?: PaymentFields | null;
  /** The purchase is under way: there is nothing to press until its end is known. */
  is_waiting?: boolean;
};
/** `fields_url` is shown in a frame of `origin`. `page_url` is the provider's own page; without it the form, sent without a token, leads there. */
export type PaymentFields = { fields_url: string; origin: string; page_url?: string | null };
export type CheckoutLine = { title: string; variant_label: string | null; media_key: string; quantity: number; line_total_minor: number };

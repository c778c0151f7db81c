const reasons: Readonly<Record<string, string>> = {
  unknown: 'is not known', coupon_not_found: 'is not known', not_found: 'is not known', duplicate: 'is in use already', not_started: 'does not work yet', expired: 'has expired', used_up: 'has been used up',
  customer_used_up: 'has been used by you already', first_order_only: 'is for a first order', currency_differs: 'is for another currency', no_matching_lines: 'is for other products', below_min_subtotal: 'needs a larger cart',
  not_combinable: 'cannot be combined with another code', nothing_to_discount: 'takes nothing off this cart',
};

/** Why a code does not work, as a sentence. */
export function couponWords(code: string, reason_code: string | null): string {
  return `The code ${code} ${reasons[reason_code ?? 'unknown'] ?? 'cannot be used here'}.`;
}

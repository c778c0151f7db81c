/** The sections of a checkout in their order. */
export const checkoutSteps = ['address', 'delivery', 'payment', 'review'] as const;
export type CheckoutStep = (typeof checkoutSteps)[number];

export const stepTitles: Record<CheckoutStep, string> = { address: 'Delivery address', delivery: 'Delivery', payment: 'Payment', review: 'Review' };

/** Whether a section lies before, at or after the open one. */
export const sectionState = (section: CheckoutStep, step: CheckoutStep): 'done' | 'open' | 'later' => {
  const distance = checkoutSteps.indexOf(section) - checkoutSteps.indexOf(step);
  return distance < 0 ? 'done' : distance === 0 ? 'open' : 'later';
};

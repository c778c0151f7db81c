import { Summary } from '@orinoco/ui/summary.tsx';
import type { Totals as TotalsView } from '../cart-types.ts';

/** The amounts of a cart or an order in the one order that they have everywhere; `unknown` says when an amount will be known. */
export const Totals = ({ totals, locale, unknown = 'In the checkout' }: { totals: TotalsView; locale: string; unknown?: string }) => (
  <Summary locale={locale} currency={totals.currency} total_minor={totals.total_minor}
    note={totals.is_tax_included && totals.tax_minor !== null ? 'including tax' : undefined}
    rows={[
      { label: 'Products', amount_minor: totals.subtotal_minor },
      ...(totals.discount_minor > 0 ? [{ label: 'Discounts', amount_minor: totals.discount_minor, is_discount: true }] : []),
      { label: 'Delivery', amount_minor: totals.shipping_minor, note: totals.shipping_minor === null ? unknown : 'Free' },
      ...(totals.tax_minor === null ? [{ label: 'Tax', amount_minor: null, note: unknown }] : [{ label: totals.is_tax_included ? 'Tax, included' : 'Tax', amount_minor: totals.tax_minor }]),
    ]} />
);

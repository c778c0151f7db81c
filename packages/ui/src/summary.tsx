import { formatMoney } from '@orinoco/money';
import css from './summary.module.css';

export type SummaryRow = { label: string; amount_minor: number | null; note?: string; is_discount?: boolean };

/** The amounts of an order. A null amount is not known yet and shows its note; zero shipping reads "Free". */
export const Summary = ({ rows, total_minor, currency, locale, total_label = 'Total', note }: {
  rows: SummaryRow[]; total_minor: number; currency: string; locale: string; total_label?: string; note?: string | undefined;
}) => (
  <dl className={css.summary}>
    {rows.map((row) => (
      <div className={css.row} key={row.label}>
        <dt>{row.label}</dt>
        <dd className={row.is_discount ? css.discount : undefined}><bdi>{row.amount_minor === null ? (row.note ?? '—') : row.note && row.amount_minor === 0 ? row.note : `${row.is_discount ? '−' : ''}${formatMoney(row.amount_minor, currency, locale)}`}</bdi></dd>
      </div>
    ))}
    <div className={css.total}><dt>{total_label}{note && <span className={css.note}>{note}</span>}</dt><dd><bdi>{formatMoney(total_minor, currency, locale)}</bdi></dd></div>
  </dl>
);

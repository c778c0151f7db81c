import { formatMoney } from '@orinoco/money';
import { classNames } from './class-names.ts';
import { VisuallyHidden } from './visually-hidden.tsx';
import { savingPercent } from './price.ts';
import css from './price.module.css';

/** What is paid now and, when higher, the list price struck through with words for screen readers. */
export const Price = ({ price_minor, list_price_minor = null, currency, locale, size = 'm' }: {
  price_minor: number; list_price_minor?: number | null; currency: string; locale: string; size?: 's' | 'm' | 'l';
}) => {
  const saving = savingPercent(price_minor, list_price_minor);
  return (
    <span className={classNames(css.price, css[size])}>
      <span className={classNames(css.current, saving !== null && css.reduced)}><VisuallyHidden>Price: </VisuallyHidden><bdi>{formatMoney(price_minor, currency, locale)}</bdi></span>
      {saving !== null && list_price_minor !== null && (
        <>
          <s className={css.list}><VisuallyHidden>List price: </VisuallyHidden><bdi>{formatMoney(list_price_minor, currency, locale)}</bdi></s>
          <span className={css.saving}><VisuallyHidden>You save </VisuallyHidden><span aria-hidden="true">−</span>{saving}%</span>
        </>
      )}
    </span>
  );
};

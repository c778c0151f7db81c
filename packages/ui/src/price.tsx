import { formatMoney } from '@orinoco/money';
import { remember } from './remember.ts';
import { VisuallyHidden } from './visually-hidden.tsx';
import { savingPercent } from './price.ts';
import css from './price.module.css';

// The same amounts stand on page after page, and formatting one costs as much as rendering its element.
const amounts = remember(5_000, (key) => {
  const [amount_minor = '0', currency = '', locale = ''] = key.split('|');
  return formatMoney(Number(amount_minor), currency, locale);
});

/** What is paid now and, when higher, the list price struck through with words for screen readers. */
export const Price = ({ price_minor, list_price_minor = null, currency, locale, size = 'm' }: {
  price_minor: number; list_price_minor?: number | null; currency: string; locale: string; size?: 's' | 'm' | 'l';
}) => {
  const saving = savingPercent(price_minor, list_price_minor);
  const price = <bdi>{amounts(`${price_minor}|${currency}|${locale}`)}</bdi>;
  if (saving === null || list_price_minor === null) return <p className={`${css.price} ${css[size]}`}>{price}</p>;
  return (
    <p className={`${css.price} ${css[size]} ${css.reduced}`}>
      {price}
      <s className={css.list}><VisuallyHidden>List price: </VisuallyHidden>{amounts(`${list_price_minor}|${currency}|${locale}`)}</s>
      <span className={css.saving}>{`−${saving}%`}</span>
    </p>
  );
};

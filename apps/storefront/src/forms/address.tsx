import { Field, Select } from '@orinoco/ui/field.tsx';
import type { Address } from '../cart-types.ts';
import { countryName } from './country.ts';
import css from './address.module.css';

type Fields = { address: Address | null; countries: { code: string; name: string }[]; errors: Record<string, string>; prefix: string };

/** The fields of a postal address. Names are the fields of Address; `prefix` keeps ids unique when a page has several forms. */
export const AddressFields = ({ address, countries, errors, prefix }: Fields) => {
  const field = (name: keyof Address) => ({ id: `${prefix}-${name}`, name, defaultValue: address?.[name] ?? '', error: errors[name] });
  return (
    <div className={css.fields}>
      <div className={css.wide}><Select {...field('country')} label="Country" autoComplete="shipping country" choices={countries.map(({ code, name }) => ({ value: code, label: name }))} /></div>
      <div className={css.wide}><Field {...field('name')} label="Full name" autoComplete="shipping name" maxLength={100} /></div>
      <div className={css.wide}><Field {...field('line1')} label="Address" autoComplete="shipping address-line1" maxLength={200} /></div>
      <div className={css.wide}><Field {...field('line2')} label="Apartment, floor, company" autoComplete="shipping address-line2" maxLength={200} is_optional /></div>
      <Field {...field('postal_code')} label="Postal code" autoComplete="shipping postal-code" maxLength={20} is_optional />
      <Field {...field('city')} label="City" autoComplete="shipping address-level2" maxLength={100} />
      <Field {...field('region')} label="State or region" autoComplete="shipping address-level1" maxLength={100} is_optional />
      <Field {...field('phone')} label="Phone" hint="Only for the carrier" type="tel" autoComplete="shipping tel" maxLength={40} is_optional />
    </div>
  );
};

/** An address as it is written on a parcel. */
export const AddressText = ({ address, locale = 'en-US' }: { address: Address; locale?: string }) => (
  <address className={css.text}>
    {[address.name, address.company, address.line1, address.line2, [address.postal_code, address.city, address.region].filter(Boolean).join(' '), countryName(address.country, locale)]
      .filter((line) => line !== null && line !== undefined && line !== '').map((line, index) => <span key={index}>{line}</span>)}
  </address>
);

/** An address in one line. */
export const addressLine = (address: Address, locale: string): string => [address.line1, address.line2, [address.postal_code, address.city].filter(Boolean).join(' '), countryName(address.country, locale)].filter(Boolean).join(', ');

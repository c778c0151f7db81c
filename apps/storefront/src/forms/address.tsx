import { Button } from '@orinoco/ui/button.tsx';
import { Field, Select } from '@orinoco/ui/field.tsx';
import type { Address } from '../cart-types.ts';
import { addressFormat } from './address-format.ts';
import { countryName } from './country.ts';
import css from './address.module.css';

type Fields = { address: Address | null; countries: { code: string; name: string }[]; errors: Record<string, string>; prefix: string };

/**
 * The fields of a postal address as its country writes it. Names are the fields of Address; `prefix` keeps ids unique when
 * a page has several forms. The form answers `change_country` with itself for the other country: a script does that by
 * itself, without one the button does.
 */
export const AddressFields = ({ address, countries, errors, prefix }: Fields) => {
  const country = address?.country || (countries[0]?.code ?? '');
  const format = addressFormat(country);
  const field = (name: keyof Address) => ({ id: `${prefix}-${name}`, name, defaultValue: address?.[name] ?? '', error: errors[name] });
  return (
    <div className={css.fields} data-address-fields={prefix}>
      <div className={css.country}><Select {...field('country')} defaultValue={country} label="Country" autoComplete="shipping country" choices={countries.map(({ code, name }) => ({ value: code, label: name }))} /><span className={css.change}><Button kind="secondary" name="change_country" value="1" formNoValidate>Use this country</Button></span></div>
      <div className={css.wide}><Field {...field('name')} label="Full name" autoComplete="shipping name" maxLength={100} /></div>
      <div className={css.wide}><Field {...field('line1')} label="Address" autoComplete="shipping address-line1" maxLength={200} /></div>
      <div className={css.wide}><Field {...field('line2')} label="Apartment, floor, company" autoComplete="shipping address-line2" maxLength={200} is_optional /></div>
      <Field {...field('city')} label={format.city_label} autoComplete="shipping address-level2" maxLength={100} />
      {format.has_region && (format.regions
        ? <Select {...field('region')} label={format.region_label} autoComplete="shipping address-level1" required choices={[{ value: '', label: `Choose a ${format.region_label.toLowerCase()}` }, ...format.regions.map(({ code, name }) => ({ value: code, label: name }))]} />
        : <Field {...field('region')} label={format.region_label} autoComplete="shipping address-level1" maxLength={100} is_optional={!format.is_region_required} />)}
      <Field {...field('postal_code')} label={format.postal_label} autoComplete="shipping postal-code" maxLength={20} is_optional={!format.is_postal_code_required} {...(format.postal_example !== null && { placeholder: format.postal_example })} />
      <Field {...field('phone')} label="Phone" hint="Only for the carrier" type="tel" autoComplete="shipping tel" maxLength={40} is_optional />
    </div>
  );
};

/** Where the postal code stands: after the region in countries that have a list of them, before the city in most others. */
const cityLine = ({ country, city, region, postal_code }: Address): string =>
  addressFormat(country).regions ? `${city}, ${[region, postal_code].filter(Boolean).join(' ')}` : [postal_code, city, region].filter(Boolean).join(' ');

/** An address as it is written on a parcel. */
export const AddressText = ({ address, locale = 'en-US' }: { address: Address; locale?: string }) => (
  <address className={css.text}>
    {[address.name, address.company, address.line1, address.line2, cityLine(address), countryName(address.country, locale)]
      .filter((line) => line !== null && line !== undefined && line !== '').map((line, index) => <span key={index}>{line}</span>)}
  </address>
);

/** An address in one line. */
export const addressLine = (address: Address, locale: string): string => [address.line1, address.line2, cityLine(address), countryName(address.country, locale)].filter(Boolean).join(', ');

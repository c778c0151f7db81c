import type { FieldError } from '@orinoco/contract';
import { addressFields, countryCodes, formats, genericFormat, type AddressField, type Region } from './address-formats.ts';

/** An address as it is typed: nothing is sure to be there. `region` is a code where the country has a list. */
export type AddressInput = { readonly [Field in AddressField]?: string | null };

export interface AddressFormField {
  readonly field: AddressField;
  /** English; the storefront translates it. */
  readonly label: string;
  readonly is_required: boolean;
  readonly max_length: number;
}

/** What a form for one country shows, in order. It is plain JSON, so that a page can carry it. */
export interface AddressFormat {
  readonly country: string;
  readonly fields: readonly AddressFormField[];
  /** Source of a regular expression, to be matched without regard to case; null when any text will do. */
  readonly postal_pattern: string | null;
  readonly postal_example: string | null;
  /** null: the region is free text, or the form has none. */
  readonly regions: readonly Region[] | null;
}

const labels: Readonly<Record<AddressField, string>> = {
  name: 'Full name', company: 'Company', line1: 'Address', line2: 'Apartment, floor, building', city: 'City', region: 'Region', postal_code: 'Postal code', country: 'Country', phone: 'Phone',
};
const maxLengths: Readonly<Record<AddressField, number>> = { name: 100, company: 100, line1: 200, line2: 200, city: 100, region: 100, postal_code: 20, country: 2, phone: 40 };

/** The form of a country; the generic one for a country without its own. */
export function addressFormat(country: string): AddressFormat {
  const format = definitionOf(country);
  return {
    country,
    fields: format.fields.map((field) => ({
      field, label: format.labels?.[field] ?? labels[field], is_required: field === 'country' || format.required.includes(field), max_length: maxLengths[field],
    })),
    postal_pattern: format.postal?.pattern.source ?? null,
    postal_example: format.postal?.example ?? null,
    regions: format.regions ?? null,
  };
}

/** Every problem with an address, none when it can be delivered to as far as its form tells. Pointers are RFC 6901. */
export function checkAddress(address: AddressInput): FieldError[] {
  const country = textOf(address, 'country');
  const format = definitionOf(country);
  const errors: FieldError[] = [];
  const add = (field: AddressField, code: string, detail: string) => errors.push({ pointer: `/${field}`, code, detail });
  const labelOf = (field: AddressField) => format.labels?.[field] ?? labels[field];

  for (const field of addressFields) {
    const text = textOf(address, field);
    if (text === '' && (field === 'country' || format.required.includes(field))) add(field, 'required', `${labelOf(field)} is missing`);
    else if (text.length > maxLengths[field]) add(field, 'too_long', `${labelOf(field)} has at most ${maxLengths[field]} characters`);
    // Line breaks would let one field write over the others on a label, and control characters jam printers.
    else if (/\p{Cc}/u.test(text)) add(field, 'characters_invalid', `${labelOf(field)} has characters that cannot be printed`);
    else if (text !== '') {
      const problem = problemOf(field, text, format);
      if (problem !== undefined) add(field, problem[0], problem[1]);
    }
  }
  return errors;

  function problemOf(field: AddressField, text: string, { postal, regions }: typeof format): readonly [code: string, detail: string] | undefined {
    if (field === 'country' && !countryCodes.has(text)) return ['country_unknown', 'Country is a two-letter code of ISO 3166-1'];
    if (field === 'postal_code' && postal !== undefined && !postal.pattern.test(text)) return ['postal_code_invalid', `${labelOf(field)} looks like ${postal.example} here`];
    if (field === 'region' && regions !== undefined && !regions.some((region) => region.code === text)) return ['region_unknown', `${labelOf(field)} is one of the list`];
    if (field === 'phone' && !/^\+?[\d\s().\-/]{3,}$/.test(text)) return ['phone_invalid', 'Phone has digits, and a + before the country code'];
    return undefined;
  }
}

/**
 * The lines of a label in the country's own order, last the country's English name in capitals as the Universal Postal
 * Union asks for. Without `domestic_country`, or when it is another country; at home the last line is left out.
 */
export function formatAddress(address: AddressInput, { domestic_country }: { readonly domestic_country?: string } = {}): string[] {
  const country = textOf(address, 'country');
  const lines = definitionOf(country).lines.map((line) => fillLine(line, address)).filter((line) => line !== '');
  return country === '' || country === domestic_country ? lines : [...lines, countryName(country).toUpperCase()];
}

/** Puts fields into a line; what stands between two fields goes when either is empty. */
function fillLine(line: string, address: AddressInput): string {
  let filled = '';
  for (const [, before = '', field = ''] of line.matchAll(/([^{]*)\{(\w+)\}/g)) {
    const known = addressFields.find((each) => each === field);
    const text = known === undefined ? '' : textOf(address, known);
    if (text === '') continue;
    const isBetween = /^[\s,-]/.test(before);
    filled += (isBetween && filled === '' ? '' : before) + (known === 'postal_code' ? text.toUpperCase() : text);
  }
  return filled;
}

let countryNames: Intl.DisplayNames | undefined;

function countryName(country: string): string {
  if (!countryCodes.has(country)) return country;
  countryNames ??= new Intl.DisplayNames('en', { type: 'region' });
  return countryNames.of(country) ?? country;
}

function definitionOf(country: string) {
  return Object.hasOwn(formats, country) ? (formats[country] ?? genericFormat) : genericFormat;
}

function textOf(address: AddressInput, field: AddressField): string {
  return (address[field] ?? '').trim();
}

/** What a form asks for in one country. `regions` null: free text; `has_region` false: there is no such field. */
export interface AddressFormat {
  readonly is_postal_code_required: boolean; readonly is_region_required: boolean; readonly has_region: boolean;
  readonly postal_label: string; readonly region_label: string; readonly city_label: string;
  readonly postal_example: string | null; readonly regions: readonly Region[] | null;
}
/** `code` is the part of ISO 3166-2 after the country. */
export interface Region { readonly code: string; readonly name: string }

const generic: AddressFormat = { is_postal_code_required: false, is_region_required: false, has_region: true, postal_label: 'Postal code', region_label: 'Region', city_label: 'City', postal_example: null, regions: null };
const continental = (postal_example: string): AddressFormat => ({ ...generic, is_postal_code_required: true, has_region: false, postal_example });
const withRegion = (region_label: string, postal_example: string, postal_label = 'Postal code'): AddressFormat => ({ ...generic, is_postal_code_required: true, is_region_required: true, region_label, postal_label, postal_example });

const regions = (text: string): Region[] => text.split('|').map((each) => ({ code: each.slice(0, each.indexOf(' ')), name: each.slice(each.indexOf(' ') + 1) }));
const us = regions(
  'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|'
  + 'MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|'
  + 'SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI U.S. Virgin Islands|'
  + 'AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific',
);
const ca = regions('AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NT Northwest Territories|NS Nova Scotia|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon');
const au = regions('ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia');

const formats: Readonly<Record<string, AddressFormat>> = {
  US: { ...withRegion('State', '95014', 'ZIP code'), regions: us },
  CA: { ...withRegion('Province', 'K1A 0B1'), regions: ca },
  AU: { ...withRegion('State', '2060', 'Postcode'), regions: au, city_label: 'Suburb' },
  GB: { ...generic, is_postal_code_required: true, postal_label: 'Postcode', region_label: 'County', city_label: 'Town or city', postal_example: 'SW1A 2AA' },
  IE: { ...generic, postal_label: 'Eircode', region_label: 'County', city_label: 'Town or city', postal_example: 'A65 F4E2' },
  DE: continental('10117'), FR: continental('75008'), NL: continental('1012 JS'), SE: continental('111 52'), PL: continental('00-950'), AT: continental('1010'), CH: continental('8001'),
  ES: withRegion('Province', '28014'), IT: withRegion('Province', '00144'), JP: withRegion('Prefecture', '154-0023'), BR: withRegion('State', '40301-110', 'CEP'), IN: withRegion('State', '110034', 'PIN code'),
};

/** The form of a country, as the address book checks it; for every other country it asks for little. */
export function addressFormat(country: string): AddressFormat {
  return (Object.hasOwn(formats, country) ? formats[country] : undefined) ?? generic;
}

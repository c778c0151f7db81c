export const addressFields = ['name', 'company', 'line1', 'line2', 'city', 'region', 'postal_code', 'country', 'phone'] as const;
export type AddressField = (typeof addressFields)[number];

/** A region as it is stored (`code`, part of ISO 3166-2) and shown. */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** How one country writes addresses, after Unicode CLDR's and libaddressinput's description of it. */
export interface FormatDefinition {
  /** Order of fields in a form. */
  readonly fields: readonly AddressField[];
  readonly required: readonly AddressField[];
  readonly labels?: Partial<Record<AddressField, string>>;
  readonly postal?: { readonly pattern: RegExp; readonly example: string };
  readonly regions?: readonly Region[];
  /** Lines of a label from the top; a line whose fields are all empty is left out. */
  readonly lines: readonly string[];
}

function regions(text: string): Region[] {
  return text.split('|').map((each) => ({ code: each.slice(0, each.indexOf(' ')), name: each.slice(each.indexOf(' ') + 1) }));
}

const usRegions = regions(
  'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|'
  + 'IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|'
  + 'NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|'
  + 'SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands|'
  + 'PR Puerto Rico|VI U.S. Virgin Islands|AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific',
);
const caRegions = regions(
  'AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NT Northwest Territories|NS Nova Scotia|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon',
);
const auRegions = regions('ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia');

const street = ['name', 'company', 'line1', 'line2'] as const;
const streetLines = ['{name}', '{company}', '{line1}', '{line2}'];
const postalFirst = ['name', 'line1', 'postal_code', 'city'] as const;

/** The continental form: street, then postal code before the city, no region. */
function continental(pattern: RegExp, example: string, line = '{postal_code} {city}'): FormatDefinition {
  return { fields: [...street, 'postal_code', 'city', 'country', 'phone'], required: postalFirst, postal: { pattern, example }, lines: [...streetLines, line] };
}

export const formats: Readonly<Record<string, FormatDefinition>> = {
  US: {
    fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city', 'region', 'postal_code'],
    labels: { region: 'State', postal_code: 'ZIP code' }, postal: { pattern: /^\d{5}(?:-\d{4})?$/, example: '95014' }, regions: usRegions, lines: [...streetLines, '{city}, {region} {postal_code}'],
  },
  CA: {
    fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city', 'region', 'postal_code'],
    labels: { region: 'Province' }, postal: { pattern: /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d$/i, example: 'K1A 0B1' }, regions: caRegions, lines: [...streetLines, '{city} {region} {postal_code}'],
  },
  GB: {
    fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city', 'postal_code'],
    labels: { city: 'Town or city', region: 'County', postal_code: 'Postcode' },
    postal: { pattern: /^(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]) ?\d[ABD-HJLNP-UW-Z]{2})$/i, example: 'SW1A 2AA' },
    lines: [...streetLines, '{city}', '{postal_code}'],
  },
  DE: continental(/^\d{5}$/, '10117'),
  FR: continental(/^\d{2} ?\d{3}$/, '75008'),
  ES: {
    ...continental(/^\d{5}$/, '28014'), fields: [...street, 'postal_code', 'city', 'region', 'country', 'phone'], required: [...postalFirst, 'region'],
    labels: { region: 'Province' }, lines: [...streetLines, '{postal_code} {city}', '{region}'],
  },
  IT: {
    ...continental(/^\d{5}$/, '00144'), fields: [...street, 'postal_code', 'city', 'region', 'country', 'phone'], required: [...postalFirst, 'region'],
    labels: { region: 'Province' }, lines: [...streetLines, '{postal_code} {city} {region}'],
  },
  NL: continental(/^[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}$/i, '1012 JS'),
  SE: continental(/^\d{3} ?\d{2}$/, '111 52'),
  PL: continental(/^\d{2}-\d{3}$/, '00-950'),
  IE: {
    fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city'], labels: { city: 'Town or city', region: 'County', postal_code: 'Eircode' },
    postal: { pattern: /^(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4}$/i, example: 'A65 F4E2' }, lines: [...streetLines, '{city}', '{region}', '{postal_code}'],
  },
  AT: continental(/^\d{4}$/, '1010'),
  CH: continental(/^\d{4}$/, '8001'),
  JP: {
    fields: ['postal_code', 'region', 'city', 'line1', 'line2', 'company', 'name', 'country', 'phone'], required: ['name', 'line1', 'city', 'region', 'postal_code'],
    labels: { region: 'Prefecture' }, postal: { pattern: /^\d{3}-?\d{4}$/, example: '154-0023' }, lines: ['〒{postal_code}', '{region} {city}', '{line1}', '{line2}', '{company}', '{name}'],
  },
  AU: {
    fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city', 'region', 'postal_code'],
    labels: { city: 'Suburb', region: 'State', postal_code: 'Postcode' }, postal: { pattern: /^\d{4}$/, example: '2060' }, regions: auRegions, lines: [...streetLines, '{city} {region} {postal_code}'],
  },
  BR: {
    fields: ['name', 'company', 'postal_code', 'line1', 'line2', 'city', 'region', 'country', 'phone'], required: ['name', 'line1', 'city', 'region', 'postal_code'],
    labels: { region: 'State', postal_code: 'CEP' }, postal: { pattern: /^\d{5}-?\d{3}$/, example: '40301-110' }, lines: [...streetLines, '{city}-{region}', '{postal_code}'],
  },
  IN: {
    fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city', 'region', 'postal_code'],
    labels: { region: 'State', postal_code: 'PIN code' }, postal: { pattern: /^[1-9]\d{2} ?\d{3}$/, example: '110034' }, lines: [...streetLines, '{city} {postal_code}', '{region}'],
  },
};

/** For every other country: ask for little, since many have neither regions nor postal codes. */
export const genericFormat: FormatDefinition = {
  fields: [...street, 'city', 'region', 'postal_code', 'country', 'phone'], required: ['name', 'line1', 'city'], lines: [...streetLines, '{postal_code} {city}', '{region}'],
};

/** ISO 3166-1 alpha-2, officially assigned. */
export const countryCodes: ReadonlySet<string> = new Set((
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ '
  + 'DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP '
  + 'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM '
  + 'PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ '
  + 'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' '));

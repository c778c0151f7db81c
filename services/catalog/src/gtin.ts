/** What was read. `gtin` is 14 digits, the only form that is stored and compared. */
export interface Gtin {
  readonly gtin: string;
  readonly form: 'gtin_8' | 'gtin_12' | 'gtin_13' | 'gtin_14' | 'upc_e';
}

export type GtinProblemCode = 'gtin_not_digits' | 'gtin_length' | 'gtin_check_digit' | 'gtin_restricted';

export type GtinResult =
  | ({ readonly is_valid: true } & Gtin)
  | { readonly is_valid: false; readonly code: GtinProblemCode; readonly detail: string };

/**
 * Check digit of the digits before it, by GS1's rule: weights 3, 1, 3 … from the right, then what is missing to ten.
 * Serves GTIN-8 to GTIN-14, GLN and SSCC alike.
 */
export function gs1CheckDigit(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    sum += Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10;
}

export function hasGs1CheckDigit(digits: string): boolean {
  return gs1CheckDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}

/**
 * Reads a GTIN-8, -12, -13 or -14 or a UPC-E code as people type it (blanks and hyphens do not count) and refuses what
 * no product in public trade carries; prefix 952 passes where demonstrations are allowed, since it clashes with none that
 * is real. Eight digits that begin with 0 are UPC-E: GS1 gives out no GTIN-8 there.
 */
export function parseGtin(text: string, { is_demonstration_allowed = false }: { readonly is_demonstration_allowed?: boolean } = {}): GtinResult {
  const digits = text.slice(0, 40).replaceAll(/[\s-]/g, '');
  if (!/^[0-9]+$/.test(digits)) return refused('gtin_not_digits', 'A GTIN has digits only');
  const form = formOf(digits);
  if (form === undefined) return refused('gtin_length', 'A GTIN has 8, 12, 13 or 14 digits, a UPC-E code 6 or 8');
  const full = form === 'upc_e' ? expandUpcE(digits) : digits;
  if (full === undefined || !hasGs1CheckDigit(full)) return refused('gtin_check_digit', 'The last digit does not fit the others; a digit is mistyped');
  const gtin = full.padStart(14, '0');
  const restriction = is_demonstration_allowed && gtin.slice(1, 4) === '952' ? undefined : restrictionOf(gtin);
  if (restriction !== undefined) return refused('gtin_restricted', restriction);
  return { is_valid: true, gtin, form };
}

/** The 14 digits of a GTIN in any form, or null. */
export function normaliseGtin(text: string): string | null {
  const result = parseGtin(text);
  return result.is_valid ? result.gtin : null;
}

/**
 * The 12 digits of a UPC-E code of 6 digits (number system 0) or 8 (number system, 6 digits, check digit), after the
 * GS1 General Specifications' zero suppression. `undefined` when it is none or its check digit is wrong.
 */
export function expandUpcE(code: string): string | undefined {
  if (!/^(?:[0-9]{6}|[01][0-9]{7})$/.test(code)) return undefined;
  const system = code.length === 8 ? code.slice(0, 1) : '0';
  const six = code.length === 8 ? code.slice(1, 7) : code;
  const last = Number(six[5]);
  const body = last <= 2 ? `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`
    : last === 3 ? `${six.slice(0, 3)}00000${six.slice(3, 5)}`
    : last === 4 ? `${six.slice(0, 4)}00000${six.slice(4, 5)}`
    : `${six.slice(0, 5)}0000${last}`;
  const check = gs1CheckDigit(system + body);
  return code.length === 8 && check !== Number(code[7]) ? undefined : `${system}${body}${check}`;
}

/** The shortest form a shopper knows from the package: 8, 12, 13 or 14 digits. */
export function displayGtin(gtin: string): string {
  const lengths = [8, 12, 13];
  const length = lengths.find((each) => /^0*$/.test(gtin.slice(0, 14 - each))) ?? 14;
  return gtin.slice(-length);
}

function formOf(digits: string): Gtin['form'] | undefined {
  switch (digits.length) {
    case 6: return 'upc_e';
    case 8: return digits.startsWith('0') || (digits.startsWith('1') && !hasGs1CheckDigit(digits)) ? 'upc_e' : 'gtin_8';
    case 12: return 'gtin_12';
    case 13: return 'gtin_13';
    case 14: return 'gtin_14';
    default: return undefined;
  }
}

/** Why a GTIN cannot stand on a public listing; `undefined` when it can. GS1's prefixes, as text of 14 digits. */
function restrictionOf(gtin: string): string | undefined {
  if (/^0+$/.test(gtin)) return 'All zeros is a placeholder, not a GTIN';
  if (gtin.startsWith('000000')) {
    return gtin[6] === '0' || gtin[6] === '2' ? 'GTIN-8 beginning with 0 or 2 are for use inside one company' : undefined;
  }
  // Behind the packaging level stands the same prefix as in the GTIN-13.
  const prefix = gtin.slice(1, 4);
  if (/^(02|04|2)/.test(prefix)) return `Prefix ${prefix} is for use inside one company or region`;
  if (/^(05|98[1-4]|99)/.test(prefix)) return `Prefix ${prefix} is for coupons`;
  if (prefix === '980') return 'Prefix 980 is for refund receipts';
  return prefix === '952' ? 'Prefix 952 is for demonstrations' : undefined;
}

function refused(code: GtinProblemCode, detail: string): GtinResult {
  return { is_valid: false, code, detail };
}

import { fail, type CodedError, type FieldError } from '@orinoco/contract';

/** What a form sent, by field name. A name that came several times keeps its last value. */
export class Form {
  readonly values: Readonly<Record<string, string>>;

  constructor(body: unknown) {
    const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
    this.values = Object.fromEntries(fields.slice(0, 300).map(([name, value]) => [name, String((Array.isArray(value) ? value.at(-1) : value) ?? '').slice(0, 10_000)]));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  /** The field without white space around it; empty when it was not sent. */
  text(name: string): string {
    return this.has(name) ? (this.values[name] ?? '').trim() : '';
  }

  optional(name: string): string | null {
    return this.text(name) || null;
  }

  /** A whole number, or `fallback` when the field says something else. */
  whole(name: string, fallback: number): number {
    return /^\d{1,9}$/.test(this.text(name)) ? Number(this.text(name)) : fallback;
  }

  /** A field that a person did not write and that must be there, such as the id of an offer. Throws `malformed_request`. */
  id(name: string): string {
    const value = this.text(name);
    if (!isUuid(value)) throw fail('malformed_request', { detail: `The form lacks ${name}` });
    return value;
  }

  /** Values to show again: everything but secrets. */
  shown(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.values).filter(([name]) => !/password|token/.test(name)));
  }
}

export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

/** A path inside the shop to go to, or null: never another site. */
export function safePath(url: string | null | undefined): string | null {
  if (!url || url.length > 2_000 || !/^\/(?![/\\])[^\s\\]*$/.test(url)) return null;
  return url;
}

/** Messages by field from a refused call; `form` has what belongs to no field. `words` are for codes that a page explains itself. */
export function errorsOf(error: CodedError, words: Readonly<Record<string, string>> = {}): Record<string, string> {
  const known = words[error.code];
  if (known !== undefined) return { form: known };
  const errors = (error.errors ?? []).map((each): [string, string] => [each.pointer.split('/').at(-1) || 'form', fieldWords(each)]);
  return errors.length > 0 ? Object.fromEntries(errors) : { form: sentence(error.detail ?? 'This could not be done. Please try again') };
}

/** A machine's complaint in words for people. */
function fieldWords({ pointer, code, detail }: FieldError): string {
  if (code === 'missing' || detail.includes('fewer than 1 char')) return 'Please fill this in';
  const [, least] = /fewer than (\d+) char/.exec(detail) ?? [];
  if (least !== undefined) return `Use at least ${least} characters`;
  if (detail.includes('more than')) return 'This is too long';
  if (code === 'wrong_format') return pointer.endsWith('email') ? 'Write a whole e-mail address, such as ana@example.com' : 'This does not look right';
  return sentence(detail);
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

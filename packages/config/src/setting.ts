import { resolve } from 'node:path';
import { createSecret, type Secret } from './secret.ts';

/** What every kind of setting takes. */
export interface SettingOptions<T> {
  /** One sentence for the reference: what it changes, not what its kind is. */
  readonly doc: string;
  /** Used when the variable is absent or empty. Absent without `is_optional`: the setting must be given. */
  readonly default?: T;
  /** May be left out, and is `undefined` then. */
  readonly is_optional?: boolean;
}

/** One declared setting. `read` answers the value, or `undefined` when the text is not what `expected` says. */
export interface Setting<T> {
  readonly kind: string;
  readonly doc: string;
  readonly expected: string;
  readonly is_secret: boolean;
  readonly is_required: boolean;
  /** The default as a person would write it; `undefined` when there is none. */
  readonly default_text: string | undefined;
  readonly read: (text: string, context: ReadContext) => T | undefined;
  readonly absent: (context: ReadContext) => T;
}

/** `base_folder` is what relative paths are relative to. */
export interface ReadContext {
  readonly base_folder: string;
}

/** `T`, or `T | undefined` for a setting that may be left out. */
export type ValueOf<T, Options> = Options extends { readonly is_optional: true } ? (Options extends { readonly default: unknown } ? T : T | undefined) : T;

interface Kind<T> {
  readonly kind: string;
  readonly expected: string;
  readonly read: (text: string, context: ReadContext) => T | undefined;
  readonly show?: (value: T) => string;
  readonly is_secret?: boolean;
}

interface NumberOptions extends SettingOptions<number> {
  readonly min?: number;
  readonly max?: number;
}

function define<T, const Options extends SettingOptions<T | string>>(kind: Kind<T>, options: Options): Setting<ValueOf<T, Options>> {
  const show = kind.show ?? String;
  const fallback = options.default;
  const hasDefault = fallback !== undefined;
  const defaultText = !hasDefault ? undefined : typeof fallback === 'string' ? fallback : show(fallback as T);
  // A default takes the same road as a given text, so that a default outside its own bounds fails at once.
  const readDefault = (context: ReadContext) => {
    const value = kind.read(defaultText ?? '', context);
    if (value === undefined) throw new TypeError(`the default ${JSON.stringify(defaultText)} is not ${kind.expected}`);
    return value;
  };
  if (hasDefault) readDefault({ base_folder: '/' });
  return {
    kind: kind.kind,
    doc: options.doc,
    expected: kind.expected,
    is_secret: kind.is_secret ?? false,
    is_required: !hasDefault && options.is_optional !== true,
    default_text: defaultText,
    read: kind.read as (text: string, context: ReadContext) => ValueOf<T, Options> | undefined,
    absent: (context) => (hasDefault ? readDefault(context) : undefined) as ValueOf<T, Options>,
  };
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const unitsDown = ['d', 'h', 'm', 's', 'ms'] as const;

function readDuration(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * unitMs[(match[2] ?? 'ms') as keyof typeof unitMs];
  return Number.isSafeInteger(ms) ? ms : undefined;
}

function showDuration(ms: number): string {
  const unit = unitsDown.find((name) => ms >= unitMs[name] && ms % unitMs[name] === 0) ?? 'ms';
  return `${ms / unitMs[unit]}${unit}`;
}

function within(value: number | undefined, { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: NumberOptions): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function bounds(noun: string, { min, max }: NumberOptions, show: (value: number) => string = String): string {
  if (min !== undefined && max !== undefined) return `${noun} from ${show(min)} to ${show(max)}`;
  if (min !== undefined) return `${noun} from ${show(min)} up`;
  return max === undefined ? noun : `${noun} up to ${show(max)}`;
}

function readUrl(text: string, protocols: readonly string[] | undefined): string | undefined {
  const url = URL.parse(text);
  return url !== null && (protocols === undefined || protocols.includes(url.protocol.replace(/:$/, ''))) ? text : undefined;
}

/** The kinds of settings. Each call declares one; nothing is read until `loadSettings`. */
export const setting = {
  string<const O extends SettingOptions<string> & { readonly max_length?: number; readonly pattern?: RegExp; readonly expected?: string }>(options: O) {
    const { max_length = 2000, pattern, expected = pattern === undefined ? `text of at most ${max_length} characters` : `text like ${pattern}` } = options;
    return define<string, O>({ kind: 'string', expected, read: (text) => (text.length <= max_length && (pattern?.test(text) ?? true) ? text : undefined) }, options);
  },

  /** A whole number; `_` may group its digits. */
  integer<const O extends NumberOptions>(options: O) {
    const read = (text: string) => within(/^-?\d[\d_]{0,20}$/.test(text) && Number.isSafeInteger(Number(text.replaceAll('_', ''))) ? Number(text.replaceAll('_', '')) : undefined, options);
    return define<number, O>({ kind: 'integer', expected: bounds('a whole number', options), read }, options);
  },

  boolean<const O extends SettingOptions<boolean>>(options: O) {
    const read = (text: string) => (/^(true|1|yes|on)$/i.test(text) ? true : /^(false|0|no|off)$/i.test(text) ? false : undefined);
    return define<boolean, O>({ kind: 'boolean', expected: 'true or false', read }, options);
  },

  /** An absolute URL, kept as written. */
  url<const O extends SettingOptions<string> & { readonly protocols?: readonly string[] }>(options: O) {
    const { protocols } = options;
    const expected = protocols === undefined ? 'an absolute URL' : `a URL that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`;
    return define<string, O>({ kind: 'url', expected, read: (text) => readUrl(text, protocols) }, options);
  },

  /** `250ms`, `5s`, `2m`, `1h`, `30d`, or a plain number of milliseconds. */
  duration_ms<const O extends NumberOptions>(options: O) {
    const expected = `${bounds('a duration', options, showDuration)}, such as 250ms, 5s or 2m`;
    return define<number, O>({ kind: 'duration', expected, read: (text) => within(readDuration(text), options), show: showDuration }, options);
  },

  choice<const Values extends readonly string[], const O extends SettingOptions<NoInfer<Values>[number]>>(values: Values, options: O) {
    const read = (text: string): Values[number] | undefined => values.find((value) => value === text);
    return define<Values[number], O>({ kind: 'choice', expected: `one of ${values.join(', ')}`, read }, options);
  },

  /** Text that no message, log or dump may show: the value is a `Secret`, and `reveal()` is the only way to the text. */
  secret<const O extends SettingOptions<string> & { readonly min_length?: number }>(options: O) {
    const { min_length = 1 } = options;
    const read = (text: string) => (text.length >= min_length ? createSecret(text) : undefined);
    return define<Secret, O>({ kind: 'secret', expected: `a secret of at least ${min_length} characters`, read, is_secret: true }, options);
  },

  /** Comma-separated; blanks around commas do not count. */
  list<const O extends SettingOptions<readonly string[]> & { readonly choices?: readonly string[]; readonly max_count?: number }>(options: O) {
    const { choices, max_count = 100 } = options;
    const expected = `at most ${max_count} values separated by commas${choices === undefined ? '' : `, each one of ${choices.join(', ')}`}`;
    const read = (text: string): readonly string[] | undefined => {
      const values = text.split(',').map((value) => value.trim()).filter((value) => value !== '');
      return values.length <= max_count && (choices === undefined || values.every((value) => choices.includes(value))) ? Object.freeze(values) : undefined;
    };
    return define<readonly string[], O>({ kind: 'list', expected, read, show: (values) => values.join(',') }, options);
  },

  /** A file or folder; a relative one becomes absolute under `base_folder`. Whether it exists is not looked at. */
  path<const O extends SettingOptions<string>>(options: O) {
    const read = (text: string, { base_folder }: ReadContext) => (text.includes('\0') || text.length > 4096 ? undefined : resolve(base_folder, text));
    return define<string, O>({ kind: 'path', expected: 'a file or folder', read }, options);
  },
};

import type { ReadContext, Setting } from './setting.ts';

export { setting, type Setting, type SettingOptions } from './setting.ts';
export { createSecret, type Secret } from './secret.ts';

export type Definition = Readonly<Record<string, Setting<unknown>>>;
export type Settings<D extends Definition> = { readonly [Name in keyof D]: D[Name] extends Setting<infer T> ? T : never };

/** One thing wrong with one variable. `detail` never holds a secret. */
export interface SettingProblem {
  readonly name: string;
  readonly code: 'missing' | 'invalid' | 'unknown';
  readonly detail: string;
}

/** Every problem at once, so that a deployment is mended in one go and not in ten. */
export class SettingsError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const width = Math.max(...problems.map((problem) => problem.name.length));
    const lines = problems.map((problem) => `  ${problem.name.padEnd(width)}  ${problem.detail}`);
    super(`${problems.length === 1 ? 'One setting is' : `${problems.length} settings are`} wrong:\n${lines.join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

export interface LoadOptions {
  /** A variable that begins so and is not declared is a typing mistake. `ORINOCO_` when absent; `''` looks at none. */
  readonly prefix?: string;
  /** What relative paths are relative to; the working directory when absent. */
  readonly base_folder?: string;
}

/** Checks the names and keeps the exact types. */
export function defineSettings<const D extends Definition>(definition: D): D {
  for (const name of Object.keys(definition)) {
    if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name for a setting: use A-Z, 0-9 and _`);
  }
  return definition;
}

/**
 * Reads the declared settings from an environment into a frozen object. An empty variable counts as absent, as compose
 * files write it. Throws `SettingsError` with every missing, wrong and unknown variable.
 */
export function loadSettings<D extends Definition>(definition: D, env: Readonly<Record<string, string | undefined>>, options: LoadOptions = {}): Settings<D> {
  const { prefix = 'ORINOCO_', base_folder = process.cwd() } = options;
  const problems: SettingProblem[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, declared] of Object.entries(definition)) {
    const problem = readInto(settings, name, declared, env[name], { base_folder });
    if (problem !== undefined) problems.push(problem);
  }
  if (prefix !== '') problems.push(...unknownNames(definition, env, prefix));
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.freeze(settings) as Settings<D>;
}

function readInto(settings: Record<string, unknown>, name: string, declared: Setting<unknown>, given: string | undefined, context: ReadContext): SettingProblem | undefined {
  const text = given?.trim() ?? '';
  if (text === '') {
    if (declared.is_required) return { name, code: 'missing', detail: `is missing; expected ${declared.expected}` };
    settings[name] = declared.absent(context);
    return undefined;
  }
  const value = declared.read(text, context);
  if (value === undefined) {
    const shown = declared.is_secret ? 'the value given (not shown)' : JSON.stringify(withoutPassword(text));
    return { name, code: 'invalid', detail: `${shown} is not ${declared.expected}` };
  }
  settings[name] = value;
  return undefined;
}

function unknownNames(definition: Definition, env: Readonly<Record<string, string | undefined>>, prefix: string): SettingProblem[] {
  const names = Object.keys(env).filter((name) => name.startsWith(prefix) && !Object.hasOwn(definition, name)).toSorted();
  return names.map((name) => {
    const near = Object.keys(definition).find((known) => editDistance(known, name) <= 3);
    return { name, code: 'unknown', detail: `is no setting${near === undefined ? '' : `; did you mean ${near}?`}` };
  });
}

/** A URL keeps its shape in a message and loses what authenticates: `postgres://shop:***@db/orinoco`. */
function withoutPassword(text: string): string {
  const shown = text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s]*@/i, '$1:***@');
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}

/** Levenshtein's distance, for names of at most 64 letters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The reference of all settings as a Markdown table. A secret's default is not shown. */
export function describeSettings(definition: Definition): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = Object.entries(definition).map(([name, declared]) => {
    const shown = declared.is_secret && declared.default_text !== undefined ? 'set' : declared.default_text;
    const fallback = shown === undefined ? (declared.is_required ? '**required**' : 'none') : `\`${shown}\``;
    return `| \`${name}\` | ${cell(declared.expected)} | ${cell(fallback)} | ${cell(declared.doc)} |`;
  });
  return ['| Setting | Value | Default | What it does |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

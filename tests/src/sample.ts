import { randomUUID } from 'node:crypto';
import { compile } from '@orinoco/http';

/** A JSON Schema as TypeBox writes it: only the keywords that the contracts use. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

/** Where something stands in a request: names of fields and numbers of elements. */
export type Path = readonly (string | number)[];

const formatted: Readonly<Record<string, () => string>> = { uuid: randomUUID, email: () => `sample-${randomUUID()}@example.com`, 'date-time': () => '2026-01-02T03:04:05Z' };
const patterned = ['sample-handle', 'USD', 'US', 'en-US', '2026-01-02', '12:00', 'SAMPLE123'];

/** A value that the schema allows, with every optional field there is. */
export function sampleOf(schema: Schema): unknown {
  if (schema.anyOf) return sampleOf(schema.anyOf[0] ?? {});
  if (schema.enum) return schema.enum[0];
  if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([name, member]) => [name, sampleOf(member)]));
  if (schema.patternProperties) return Object.fromEntries(Object.values(schema.patternProperties).map((member) => ['sample', sampleOf(member)]));
  if (schema.type === 'array') return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sampleOf(schema.items ?? {}));
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.format !== undefined) return formatted[schema.format]?.() ?? 'sample';
  if (schema.pattern !== undefined) return patterned.find((text) => new RegExp(schema.pattern ?? '').test(text)) ?? 'sample';
  if (schema.description?.startsWith('RFC 3339')) return '2026-01-02T03:04:05Z';
  return schema.type === 'string' ? 'Sample text'.slice(0, schema.maxLength ?? 100) : null;
}

export interface Place { readonly path: Path; readonly schema: Schema; readonly is_required: boolean }

/** Every place of a request that has a schema of its own, the nested ones too. */
export function placesOf(schema: Schema, path: Path = []): Place[] {
  if (schema.anyOf) return placesOf(schema.anyOf[0] ?? {}, path);
  if (schema.items) return placesOf(schema.items, [...path, 0]);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const place: Place = { path: [...path, name], schema: member, is_required: schema.required?.includes(name) ?? false };
    return [place, ...placesOf(member, place.path)];
  });
}

/** The same value with one place changed; `undefined` takes the field out. */
export function withValue(target: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(target)) return target.map((element: unknown, index) => (index === step ? withValue(element, rest, value) : element));
  const record = target as Record<string, unknown>;
  const changed = { ...record, [step]: withValue(record[String(step)], rest, value) };
  if (rest.length === 0 && value === undefined) delete changed[String(step)];
  return changed;
}

/** A value that the schema refuses, or undefined when it takes anything. `is_text`: in an address everything is text. */
export function wrongFor(schema: Schema, is_text: boolean): unknown {
  const candidates: readonly unknown[] = is_text ? ['no such! value', 'x'.repeat((schema.maxLength ?? 400) + 1)] : [12.5, 'twelve! ', { odd: true }, [['odd']]];
  return candidates.find((candidate) => !isAllowed(schema, candidate, is_text));
}

export function isAllowed(schema: Schema, value: unknown, is_text = false): boolean {
  try {
    compile({ type: 'object', properties: { value: schema } }, is_text ? 'address' : 'body')({ value: structuredClone(value) });
    return true;
  } catch {
    return false;
  }
}

/** Values that are odd and yet may be allowed: they must be taken as what they are, or refused with a code. */
export function oddValues(schema: Schema): unknown[] {
  const texts = ["Robert'); drop table orders; --", '<script>alert(1)</script>"\'&', '%00%ff%_\\', '💥 ‮ ﷽ \u202e', '${7*7}{{7*7}}', '1'.repeat(schema.maxLength ?? 10_000), '', ' ', '0001-01-01', '9999-99-99T99:99:99Z', '-infinity'];
  const numbers = [0, -1, 2_147_483_648, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300, 0.1];
  const lists = [[], Array.from({ length: 2 }, () => sampleOf(schema.items ?? {}))];
  const values: readonly unknown[] = schema.type === 'array' ? lists : schema.type === 'integer' || schema.type === 'number' ? numbers : schema.type === 'string' ? texts.map((text) => text.slice(0, schema.maxLength ?? 10_000)) : [null];
  return values.filter((value) => isAllowed(schema, value));
}

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { fail, type FieldError } from '@orinoco/contract';

type JsonSchema = { readonly [keyword: string]: unknown };

const options = { allErrors: true, removeAdditional: false, useDefaults: true, strict: false } as const;
/** Bodies mean what they say: "1" is not 1. */
const strictAjv = new Ajv({ ...options, coerceTypes: false });
/** Addresses are text: numbers and booleans in paths and queries are read from it, and one value is a list of one. */
const coercingAjv = new Ajv({ ...options, coerceTypes: 'array' });
for (const ajv of [strictAjv, coercingAjv]) (addFormats as unknown as typeof addFormats.default)(ajv, ['uuid', 'email', 'date-time', 'uri']);

/** Compiles a check that returns nothing or throws `invalid_request` naming every wrong field (20 at most). */
export function compile(schema: object, source: 'body' | 'address'): (value: unknown) => void {
  const validate: ValidateFunction = (source === 'body' ? strictAjv : coercingAjv).compile(schema as JsonSchema);
  return (value) => {
    if (!validate(value)) throw invalid(validate.errors ?? []);
  };
}

function invalid(problems: readonly ErrorObject[]): Error {
  const errors = dedupe(problems.map(fieldError)).slice(0, 20);
  return fail('invalid_request', { detail: errors.map((error) => error.detail).join('; ').slice(0, 500), errors });
}

function fieldError(problem: ErrorObject): FieldError {
  const field = fieldOf(problem);
  const name = field.slice(1).replaceAll('/', '.') || 'the request';
  const code = { required: 'missing', additionalProperties: 'unknown', type: 'wrong_type', enum: 'not_allowed', format: 'wrong_format', pattern: 'wrong_format' }[problem.keyword] ?? 'out_of_range';
  const detail = problem.keyword === 'additionalProperties' ? `${name} is not a field of this request` : problem.keyword === 'required' ? `${name} is missing` : `${name} ${problem.message ?? 'is wrong'}`;
  return { pointer: field, code, detail };
}

function fieldOf({ instancePath, params, keyword }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${String(params['missingProperty'])}`;
  if (keyword === 'additionalProperties') return `${instancePath}/${String(params['additionalProperty']).slice(0, 100)}`;
  return instancePath;
}

/** One message a field: alternatives of a union each complain, and the first says enough. */
function dedupe(errors: readonly FieldError[]): FieldError[] {
  return [...new Map(errors.toReversed().map((error) => [error.pointer, error])).values()].toReversed();
}

/** No request needs more; a deeper one would end the stack of whoever walks through it. */
const most_levels = 32;

/**
 * PostgreSQL cannot store U+0000 and unpaired surrogates are not Unicode; both come from attacks and broken clients.
 * Throws 422 for the first string, key or value, that has one.
 */
export function refuseBrokenText(value: unknown, pointer = '', depth = 0): void {
  if (depth > most_levels) throw fail('invalid_request', { detail: `A request is nested ${most_levels} levels deep at most` });
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) throw fail('invalid_request', { detail: 'Text holds a character that is not allowed', errors: [{ pointer, code: 'wrong_format', detail: 'holds a character that is not allowed' }] });
  } else if (Array.isArray(value)) {
    value.forEach((element, index) => refuseBrokenText(element, `${pointer}/${index}`, depth + 1));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      refuseBrokenText(name, pointer);
      refuseBrokenText(member, `${pointer}/${name}`, depth + 1);
    }
  }
}

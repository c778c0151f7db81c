import type { HttpVerb, Method } from '@orinoco/contract';

/** JSON Schema of an object; what TypeBox's objects are. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

export interface SplitInput {
  readonly verb: HttpVerb;
  /** Fastify's and OpenAPI's common part: `/v1/products/:handle`. */
  readonly path: string;
  readonly params: ObjectSchema;
  readonly query: ObjectSchema;
  /** Absent for GET and DELETE: everything that is not in the path is in the query. */
  readonly body: ObjectSchema | undefined;
}

export function parseBinding(http: string): { readonly verb: HttpVerb; readonly path: string; readonly names: readonly string[] } {
  const [verb = '', path = ''] = http.split(' ');
  return { verb: verb as HttpVerb, path, names: [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!) };
}

/** Says where each field of a method's input stands in an HTTP request. */
export function splitInput(method: Method): SplitInput {
  const { verb, path, names } = parseBinding(method.http ?? '');
  const input = method.input as unknown as Partial<ObjectSchema>;
  const fields = Object.keys(input.properties ?? {});
  const pick = (chosen: readonly string[]): ObjectSchema => ({
    type: 'object',
    properties: Object.fromEntries(chosen.map((name) => [name, input.properties?.[name] ?? {}])),
    required: (input.required ?? []).filter((name) => chosen.includes(name)),
    additionalProperties: false,
  });
  const missing = names.find((name) => !fields.includes(name));
  if (missing !== undefined) throw new Error(`${method.http ?? ''} has :${missing}, which is not a field of the input`);
  const rest = fields.filter((name) => !names.includes(name));
  const has_body = verb !== 'GET' && verb !== 'DELETE';
  return { verb, path, params: pick(names), query: pick(has_body ? [] : rest), body: has_body ? pick(rest) : undefined };
}

import { errorDefinition, platformErrors, type Contract, type Method } from '@orinoco/contract';
import { splitInput, type ObjectSchema } from '@orinoco/http';

/** The OpenAPI 3.1 document of everything the gateway shows; schemas are the ones that requests are checked with. */
export function openApi(contracts: readonly Contract[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    for (const [name, method] of Object.entries(contract.methods)) {
      if (method.http === undefined) continue;
      const { verb, path, params, query, body } = splitInput(method);
      const template = path.replace(/:(\w+)/g, '{$1}');
      (paths[template] ??= {})[verb.toLowerCase()] = operation(contract, name, method, params, query, body);
    }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Orinoco', version, description: 'The public API of an Orinoco marketplace. Amounts are integers in minor units of their currency.', license: { name: 'MIT', identifier: 'MIT' } },
    tags: contracts.map((contract) => ({ name: contract.service })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer', description: 'The session_token that POST /v1/sessions answers' }, session_cookie: { type: 'apiKey', in: 'cookie', name: 'session' }, guest: { type: 'apiKey', in: 'header', name: 'X-Guest-Token' } },
      schemas: { Problem: problemSchema },
    },
  };
}

const problemSchema = {
  type: 'object', required: ['type', 'title', 'status', 'code', 'request_id'],
  properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, detail: { type: 'string' }, request_id: { type: 'string' }, errors: { type: 'array', items: { type: 'object', required: ['pointer', 'code', 'detail'], properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } } } } },
};

function operation(contract: Contract, name: string, method: Method, params: ObjectSchema, query: ObjectSchema, body: ObjectSchema | undefined) {
  const parameters = [...parametersOf(params, 'path'), ...parametersOf(query, 'query'), ...(method.idempotency_key ? [{ name: 'Idempotency-Key', in: 'header', required: method.idempotency_key === 'required', schema: { type: 'string', maxLength: 255 } }] : [])];
  const has_body = body !== undefined && Object.keys(body.properties).length > 0;
  return {
    operationId: `${contract.service}_${name}`,
    tags: [contract.service],
    summary: method.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(has_body ? { requestBody: { required: body.required.length > 0, content: { 'application/json': { schema: body } } } } : {}),
    responses: responsesOf(contract, method),
    security: method.access.includes('public') ? [{}, { session: [] }] : [{ session: [] }, { session_cookie: [] }, ...(method.access.includes('shopper') ? [{ guest: [] }] : [])],
  };
}

function parametersOf(schema: ObjectSchema, place: 'path' | 'query') {
  return Object.entries(schema.properties).map(([name, property]) => ({ name, in: place, required: schema.required.includes(name), schema: property }));
}

function responsesOf(contract: Contract, method: Method): Record<string, unknown> {
  const own = method.errors ?? [];
  const general = ['invalid_request', 'malformed_request', 'rate_limited', 'internal', 'unavailable', 'deadline_exceeded', 'body_too_large', 'address_too_long', 'unsupported_media_type', ...(method.access.includes('public') ? ['unauthenticated', 'forbidden'] : ['unauthenticated', 'forbidden']), ...(method.idempotency_key ? ['idempotency_in_flight', 'idempotency_conflict'] : [])];
  const byStatus = Map.groupBy([...own, ...general], (code) => errorDefinition(contract, code).status);
  const problems = [...byStatus].map(([status, codes]) => [String(status), { description: codes.join(', '), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }] as const);
  const status = method.status ?? 200;
  const success = { description: 'Done', ...(status === 204 ? {} : { content: { 'application/json': { schema: method.output } } }), ...(method.cache ? { headers: { ETag: { schema: { type: 'string' } } } } : {}) };
  return Object.fromEntries([[String(status), success], ...problems].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every code with its status and title, for the catalogue that problem types point to. */
export function errorCatalogue(contracts: readonly Contract[]): { code: string; status: number; title: string; service: string }[] {
  const own = contracts.flatMap((contract) => Object.entries(contract.errors).map(([code, definition]) => ({ code, ...definition, service: contract.service })));
  const general = Object.entries(platformErrors).map(([code, definition]) => ({ code, ...definition, service: 'every service' }));
  return [...general, ...own];
}

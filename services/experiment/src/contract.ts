import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

const Value = Type.Union([Type.Boolean(), Type.String({ maxLength: 500 }), Type.Number()]);
export const Flag = s.object({ key: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 }), description: s.text(500), is_enabled: Type.Boolean(), default_variation: s.text(60), variations: Type.Record(Type.String({ maxLength: 60 }), Value), weights: Type.Record(Type.String({ maxLength: 60 }), Type.Integer({ minimum: 0, maximum: 10_000 })), remove_by: s.nullable(s.CivilDate) });
export type Flag = Static<typeof Flag>;

export const experimentContract = defineContract('experiment', {
  errors: { flag_not_found: { status: 404, title: 'This flag does not exist' }, weights_wrong: { status: 422, title: 'The weights must name variations and add up to 10,000' } },
  methods: {
    evaluateFlags: method({ summary: 'The variation of every flag for one unit; the same unit always gets the same', input: s.object({ unit_id: s.text(100, 1) }), output: s.object({ flags: Type.Record(Type.String(), s.object({ variation: s.text(60), value: Value, reason: s.text(40) })) }), access: ['service'], timeout_ms: 1_000, idempotent: true }),
    listFlags: method({ summary: 'All flags', input: s.Empty, output: s.object({ flags: s.list(Flag, 500) }), access: ['operator', 'service'], http: 'GET /v1/flags', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
    saveFlag: method({ summary: 'Creates or changes a flag', input: Flag, output: Flag, errors: ['weights_wrong'], access: ['operator', 'service'], http: 'PUT /v1/flags/:key', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
  },
});

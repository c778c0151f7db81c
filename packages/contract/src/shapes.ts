import { Type, type Static, type TSchema } from 'typebox';

/** Shapes that every contract uses. Objects are closed: an unknown field is an error that names it. */
export const object = <Properties extends Record<string, TSchema>>(properties: Properties, options: { description?: string } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

export const Uuid = Type.String({ format: 'uuid', maxLength: 36 });
export const Handle = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', minLength: 1, maxLength: 120 });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });
export const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' });
export const Locale = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, description: 'BCP 47' });
export const Timestamp = Type.String({ maxLength: 40, description: 'RFC 3339, UTC' });
export const CivilDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' });
export const Minor = Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description: 'Integer minor units of the currency' });
export const Quantity = Type.Integer({ minimum: 1, maximum: 999 });
export const Email = Type.String({ format: 'email', maxLength: 254 });
export const RatePpm = Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Parts per million: 82500 is 8.25 %' });
export const text = (maxLength: number, minLength = 0) => Type.String({ maxLength, minLength });
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const list = <S extends TSchema>(schema: S, maxItems = 1000) => Type.Array(schema, { maxItems });
export const choice = <const Values extends readonly string[]>(...values: Values) => Type.Unsafe<Values[number]>({ type: 'string', enum: [...values] });

export const Page = { page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })), page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) };
export const Empty = object({});
export const Done = object({ is_done: Type.Boolean() });

export const Address = object({
  name: text(100, 1), company: Type.Optional(nullable(text(100))), line1: text(200, 1), line2: Type.Optional(nullable(text(200))),
  city: text(100, 1), region: Type.Optional(nullable(text(100))), postal_code: Type.Optional(nullable(text(20))), country: Country, phone: Type.Optional(nullable(text(40))),
});
export type Address = Static<typeof Address>;

/** A day by which a parcel is promised, and how long the promise still holds. */
export const DeliveryPromise = object({ earliest_on: CivilDate, latest_on: CivilDate, order_within_ms: nullable(Type.Integer({ minimum: 0 })) });

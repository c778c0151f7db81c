/**
 * A schema in the form that fast-json-stringify compiles best: "this or null" becomes a nullable type, where a union
 * would be decided at run time for every value.
 */
export function serializable(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => (isUnionWithNull(value) ? { ...value.anyOf.find((option) => option.type !== 'null'), nullable: true } : value)) as object;
}

function isUnionWithNull(value: unknown): value is { anyOf: { type?: string }[] } {
  if (typeof value !== 'object' || value === null || !('anyOf' in value) || !Array.isArray(value.anyOf)) return false;
  const options = value.anyOf as { type?: string }[];
  return options.length === 2 && options.some((option) => option.type === 'null') && options.every((option) => typeof option.type === 'string');
}

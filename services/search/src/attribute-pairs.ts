import type { AttributeValue, SearchDocument } from './port.ts';

export type AttributePair = readonly [code: string, value: AttributeValue];

/** What a document is filtered by beside its own columns: an attribute has one value, an option as many as it is offered in. */
export function attributePairs({ attributes, options = {} }: Pick<SearchDocument, 'attributes' | 'options'>): AttributePair[] {
  const own = Object.entries(attributes).filter(([code, value]) => value !== undefined && value !== null && options[code] === undefined);
  return [...own, ...Object.entries(options).flatMap(([code, values]) => [...new Set(values)].map((value) => [code, value] as const))];
}

/** The values of options as searched text. */
export function optionText({ options = {} }: Pick<SearchDocument, 'options'>): string {
  return Object.values(options).flat().join(', ');
}

/** Turns texts into vectors whose nearness is nearness in meaning. One of several services does it, or none. */
export interface EmbeddingProvider {
  /** Provider, model and size: vectors of another name cannot be compared with these. */
  readonly name: string;
  readonly dimension_count: number;
  /**
   * One vector of length 1 a text, in order; at most `embeddingLimits.texts` at once. Throws `unavailable` when the
   * provider fails or is late, and changes nothing.
   */
  embed(texts: readonly string[], kind: 'query' | 'document', signal?: AbortSignal): Promise<Float32Array[]>;
}

export const embeddingLimits = { texts: 64, characters: 2_000 } as const;

/** Divides by the length; a vector of zeros stays what it is. */
export function normalized(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return vector;
  const factor = 1 / Math.sqrt(squares);
  return vector.map((value) => value * factor);
}

import { normalized, type EmbeddingProvider } from './port.ts';

/**
 * Vectors out of the letters alone, by feature hashing of words and of groups of three letters (Weinberger et al., ICML
 * 2009, with a hashed sign). It knows no meaning beyond shared letters: for tests, and for trying the rest without a
 * model. The same text always gives the same vector.
 */
export function createLocalProvider(dimension_count = 256): EmbeddingProvider {
  return {
    name: `local-${dimension_count}`,
    dimension_count,
    embed: (texts) => Promise.resolve(texts.map((text) => vectorOf(text, dimension_count))),
  };
}

function vectorOf(text: string, dimension_count: number): Float32Array {
  const vector = new Float32Array(dimension_count);
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    add(vector, word, 1);
    const padded = `<${word}>`;
    for (let i = 0; i + 3 <= padded.length; i++) add(vector, padded.slice(i, i + 3), .5);
  }
  return normalized(vector);
}

function add(vector: Float32Array, feature: string, weight: number): void {
  const hash = fnv(feature);
  vector[(hash >>> 1) % vector.length]! += hash & 1 ? weight : -weight;
}

/** FNV-1a, 32 bits. */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

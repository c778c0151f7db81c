const SHORTEST = 3;
const SHORTEST_WORD = 5;

/** SKU, GTIN and MPN to the documents that bear them, compared without case, spaces, dashes and the like. */
export class IdentifierIndex {
  #documents = new Map<string, number[]>();

  add(identifiers: readonly string[], document: number): void {
    for (const key of keysOf(identifiers)) {
      const documents = this.#documents.get(key);
      if (documents) documents.push(document);
      else this.#documents.set(key, [document]);
    }
  }

  remove(identifiers: readonly string[], document: number): void {
    for (const key of keysOf(identifiers)) {
      const rest = (this.#documents.get(key) ?? []).filter((other) => other !== document);
      if (rest.length > 0) this.#documents.set(key, rest);
      else this.#documents.delete(key);
    }
  }

  /**
   * Documents whose identifier the text is, or holds as a word with a digit. A short word could be a mere number
   * ("2060"), so only the whole text may be one.
   */
  find(text: string): number[] {
    const found = new Set(this.#documents.get(identifierKey(text)) ?? []);
    for (const word of text.split(/\s+/)) {
      const key = identifierKey(word);
      if (key.length < SHORTEST_WORD || !/\d/.test(key)) continue;
      for (const document of this.#documents.get(key) ?? []) found.add(document);
    }
    return [...found];
  }
}

function keysOf(identifiers: readonly string[]): Set<string> {
  return new Set(identifiers.map(identifierKey).filter((key) => key.length >= SHORTEST));
}

function identifierKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** How a file is applied: at once, one statement after another, or one statement again and again. */
export type MigrationKind = 'transaction' | 'statements' | 'batches';

const markers: Readonly<Record<string, MigrationKind>> = { 'statement by statement': 'statements', 'in batches': 'batches' };

/** The kind that the first line names (`-- migrate: …`); a transaction without one. Throws on a word that it does not know. */
export function kindOf(text: string): MigrationKind {
  const [, word] = /^-- migrate: (.*?)\s*(?:\n|$)/.exec(text) ?? [];
  if (word === undefined) return 'transaction';
  const kind = markers[word];
  if (kind === undefined) throw new Error(`There is no way to migrate "${word}"; there are "${Object.keys(markers).join('" and "')}"`);
  return kind;
}

/** The statements of a file without its comments. A semicolon in a text or a function's body ends none. */
export function statementsOf(text: string): string[] {
  const parts = text.matchAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|;|[^-/'"$;]+|[\s\S]/g);
  const statements = [''];
  for (const [part] of parts) {
    if (part === ';') statements.push('');
    else if (!part.startsWith('--') && !part.startsWith('/*')) statements[statements.length - 1] += part;
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '');
}

import { kindOf, statementsOf } from './migration-text.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly complaint: string;
  /** Allowed in a file named `…_contract.sql`, which is released when no process reads the old shape any more. */
  readonly is_contract: boolean;
  /** Allowed for a table that the same file makes: nobody reads it yet. */
  readonly is_own_allowed: boolean;
}

const rules: readonly Rule[] = [
  { pattern: /^drop (?:table|view|materialized view|type|function|sequence|schema|domain)\b/, complaint: 'takes away what the previous release may use', is_contract: true, is_own_allowed: false },
  { pattern: /^alter table .*\bdrop (?:column )?(?!constraint\b|default\b|not null\b|identity\b|expression\b)\w+/, complaint: 'takes away a column', is_contract: true, is_own_allowed: false },
  { pattern: /^alter \w+ .*\brename\b/, complaint: 'renames what the previous release calls by its old name', is_contract: true, is_own_allowed: true },
  { pattern: /^alter table .*\balter (?:column )?\w+ (?:set data )?type\b/, complaint: 'changes the type of a column and rewrites the table', is_contract: true, is_own_allowed: true },
  { pattern: /^alter table .*\bset not null\b/, complaint: 'refuses rows that the previous release writes', is_contract: true, is_own_allowed: true },
  { pattern: /^alter table .*\badd (?:column )?(?:if not exists )?(?!constraint|check|unique|primary|foreign)\w+ (?:(?!,\s*add\b)(?!\bdefault\b|\bgenerated\b).)*\bnot null\b(?!(?:(?!,\s*add\b).)*\b(?:default|generated)\b)/, complaint: 'adds a column that the previous release does not fill: give it a default, or let it be null', is_contract: false, is_own_allowed: true },
  { pattern: /^alter table .*\badd (?:constraint|check|unique|primary|foreign|exclude)\b/, complaint: 'refuses rows that the previous release writes', is_contract: true, is_own_allowed: true },
  { pattern: /^alter table .*\badd (?:constraint \w+ )?(?:check|foreign key)\b(?!.*\bnot valid\b)/, complaint: 'holds the table while it reads all of it: add it "not valid", and validate it in the next file', is_contract: false, is_own_allowed: true },
  { pattern: /^create unique index\b/, complaint: 'refuses rows that the previous release writes', is_contract: true, is_own_allowed: true },
  { pattern: /^create (?:unique )?index (?!concurrently\b)/, complaint: 'holds writers up until it is made: "-- migrate: statement by statement" and "create index concurrently if not exists"', is_contract: false, is_own_allowed: true },
  { pattern: /^create (?:unique )?index concurrently (?!if not exists\b)/, complaint: 'cannot be begun again after a crash: "if not exists"', is_contract: false, is_own_allowed: false },
  { pattern: /^drop index (?!concurrently if exists\b)/, complaint: 'holds everybody up: "drop index concurrently if exists"', is_contract: false, is_own_allowed: false },
  { pattern: /^(?:truncate|vacuum full|cluster|lock)\b/, complaint: 'holds everybody up or throws away what is read', is_contract: false, is_own_allowed: true },
  { pattern: /^revoke\b/, complaint: 'forbids what the previous release does', is_contract: true, is_own_allowed: true },
];

/** What a migration does that a release beside which it runs would not survive, in words; empty when it is safe. */
export function complaintsAbout(name: string, text: string): string[] {
  const kind = kindOf(text);
  const statements = statementsOf(text).map((statement) => statement.toLowerCase().replace(/'(?:[^']|'')*'/g, "''").replace(/\s+/g, ' '));
  const own = new Set(statements.flatMap((statement) => /^create (?:unlogged )?table (?:if not exists )?"?(\w+)/.exec(statement)?.[1] ?? []));
  const is_contract = name.endsWith('_contract.sql');
  const complaints = statements.flatMap((statement) => rules
    .filter((rule) => rule.pattern.test(statement) && !(rule.is_contract && is_contract) && !(rule.is_own_allowed && tablesOf(statement).every((table) => own.has(table))))
    .map((rule) => `${name}: "${statement.slice(0, 80)}" ${rule.complaint}${rule.is_contract ? ' (a later release may do it, in a file named …_contract.sql)' : ''}`));
  const mixed = statements.filter((statement) => /^(?:create (?:unique )?index|drop index) concurrently\b/.test(statement) && kind !== 'statements');
  const filled = statements.filter((statement) => /^(?:update|delete)\b/.test(statement) && kind !== 'batches' && !tablesOf(statement).every((table) => own.has(table)));
  return [
    ...complaints,
    ...mixed.map((statement) => `${name}: "${statement.slice(0, 80)}" cannot run in a transaction: begin the file with "-- migrate: statement by statement"`),
    ...filled.map((statement) => `${name}: "${statement.slice(0, 80)}" touches every row at once: a file of its own that begins with "-- migrate: in batches", with a limit`),
  ];
}

/** The tables that a statement is about. None counts as somebody else's. */
function tablesOf(statement: string): string[] {
  const [, names = ''] = /^(?:alter table|truncate(?: table)?) (?:if exists )?(?:only )?([\w", ]+?)(?= |$)/.exec(statement) ?? /^create .*?index .*? on (?:only )?([\w"]+)/.exec(statement) ?? /^(?:update|delete from) (?:only )?([\w"]+)/.exec(statement) ?? /^revoke .* on (?:table )?([\w", ]+) from/.exec(statement) ?? [];
  const tables = names.split(',').map((name) => name.replaceAll('"', '').trim()).filter((name) => name !== '');
  return tables.length > 0 ? tables : ['?'];
}

import type { Kind } from './kinds/kind.ts';
import type { Shopper } from './marketplace.ts';
import type { Random } from './random.ts';
import { bodies, closings, contexts, repeatNotes, shortBodies, timeSpans, titles } from './review-phrases.ts';
import { capitalised, fillTemplate, inSentence, isPlural } from './wording.ts';

export type Rating = 1 | 2 | 3 | 4 | 5;

export interface ReviewText {
  readonly title: string;
  readonly body: string;
}

const SHORT = 0.1;
const TITLE_FROM_CLAUSE = 0.3;
const TITLE_CLAUSE_MAX = 48;
/** Kinds bought again sooner than this are used up rather than kept. */
const USED_UP_DAYS = 120;

const SUBJECT = /\p{L}{5,}/gu;

function shares(a: string, b: string): boolean {
  const words = new Set(a.toLowerCase().match(SUBJECT) ?? []);
  return (b.toLowerCase().match(SUBJECT) ?? []).some((word) => words.has(word));
}

/** Two of each such that nothing is praised and blamed in one review: clauses that share a longer word are kept apart. */
function unlike(praise: readonly string[], complaints: readonly string[]): readonly [p1: string, p2: string | undefined, c1: string | undefined, c2: string | undefined] {
  const [p1 = ''] = praise;
  const p2 = praise.find((clause) => clause !== p1 && !shares(clause, p1)) ?? praise[1];
  const fair = complaints.filter((clause) => !shares(clause, `${p1} ${p2 ?? ''}`));
  const [c1, c2] = fair.length >= 2 ? fair : [...fair, ...complaints.filter((clause) => !fair.includes(clause))];
  return [p1, p2, c1, c2];
}

/** The clauses of one review, in random order so that {p1} and {p2} differ. */
function clauses(kind: Kind, color: string | undefined, random: Random): Record<string, string> {
  const [p1, p2, c1, c2] = unlike(random.shuffle(kind.praise), random.shuffle(kind.complaints));
  const values: Record<string, string> = {};
  for (const [code, clause] of Object.entries({ p1, p2, c1, c2 })) {
    if (clause === undefined || clause === '') continue;
    values[code] = clause;
    values[code.toUpperCase()] = capitalised(clause);
  }
  const noun = shortNoun(kind);
  if (color !== undefined) values['color'] = inSentence(color);
  values['noun'] = noun;
  values['this_noun'] = `${isPlural(noun) ? 'these' : 'this'} ${noun}`;
  return values;
}

/** How people call it: 'Wireless Over-Ear Headphones' are just headphones, but a 'Cutting Board' keeps both words. */
function shortNoun(kind: Kind): string {
  const words = (kind.noun.split(/ (?:for|with|of|in) /iu)[0] ?? kind.noun).split(' ');
  return inSentence(words.slice(words.length > 2 ? -2 : 0).join(' '));
}

function drawFilled(templates: readonly string[], values: Readonly<Record<string, string>>, random: Random): string {
  const usable = templates.map((template) => fillTemplate(template, values)).filter((text) => text !== null && text !== '');
  return usable.length === 0 ? '' : random.pick(usable) ?? '';
}

/** A sentence before the main part: who writes, or for how long the thing has been in use. */
function lead(kind: Kind, shopper: Shopper, values: Readonly<Record<string, string>>, random: Random): string {
  if (!random.chance(0.34)) return '';
  if (random.chance(0.55)) {
    const shared = shopper.types.filter((type) => kind.tastes.includes(type));
    const types = shared.length > 0 ? shared : kind.tastes;
    if (types.length > 0) return random.pick(contexts[random.pick(types)]);
  }
  const is_used_up = kind.repurchase_days !== undefined && kind.repurchase_days <= USED_UP_DAYS;
  return drawFilled(is_used_up ? repeatNotes : timeSpans, values, random);
}

/** Not everybody types with care: some skip capitals, some the last full stop, some shout a little. */
function roughen(text: string, rating: Rating, random: Random): string {
  const luck = random.next();
  if (luck < 0.05) return text.replace(/(^|[.!?] )([A-Z])(?=[a-z])/gu, (_, before: string, letter: string) => before + letter.toLowerCase());
  if (luck < 0.16) return text.replace(/\.$/u, '');
  if (luck < 0.24 && rating === 5) return text.replace(/\.$/u, '!');
  return text;
}

/** Words that a review should not say twice. */
const SAID_ONCE = ['happy', 'overall', 'recommend', 'again', 'price', 'value', 'star', 'expect', 'worth', 'buy', 'pleased', 'money'] as const;
/** Bodies that say how long the thing has been in use. */
const HAS_TIME = /so far|for years|before ordering|compared three|fair chance/iu;
/** Bodies that suit only what lasts. */
const FOR_DURABLES = /^(?:Replaces|Compared three)/u;

function repeats(addition: string, text: string): boolean {
  const [added, said] = [addition.toLowerCase(), text.toLowerCase()];
  return SAID_ONCE.some((word) => added.includes(word) && said.includes(word));
}

function bodyOf(kind: Kind, rating: Rating, shopper: Shopper, values: Readonly<Record<string, string>>, random: Random): string {
  if (random.chance(SHORT)) return random.pick(shortBodies[rating]);
  const suitable = kind.repurchase_days === undefined ? bodies[rating] : bodies[rating].filter((body) => !FOR_DURABLES.test(body));
  const main = drawFilled(suitable, values, random);
  const before = lead(kind, shopper, values, random);
  const parts = HAS_TIME.test(main) || repeats(before, main) ? [main] : [before, main];
  const closing = random.pick(closings[rating]);
  if (random.chance(0.22) && !repeats(closing, main)) parts.push(closing);
  return parts.filter((part) => part !== '').join(' ');
}

function titleOf(kind: Kind, rating: Rating, body: string, values: Readonly<Record<string, string>>, random: Random): string {
  const pool = rating >= 4 ? kind.praise : rating <= 2 ? kind.complaints : [];
  const fresh = pool.filter((clause) => clause.length <= TITLE_CLAUSE_MAX && !body.toLowerCase().includes(clause.toLowerCase()));
  if (fresh.length > 0 && random.chance(TITLE_FROM_CLAUSE)) return capitalised(random.pick(fresh));
  const generic = titles[rating].filter((title) => !repeats(title, body) && !body.toLowerCase().includes(title.toLowerCase()));
  return capitalised(drawFilled(generic, values, random));
}

/** What a shopper writes about a product of this kind, from the kind's praise and complaints. */
export function writeReview(kind: Kind, rating: Rating, shopper: Shopper, color: string | undefined, random: Random): ReviewText {
  const values = clauses(kind, color, random);
  const body = bodyOf(kind, rating, shopper, values, random);
  return { title: titleOf(kind, rating, body, values, random), body: roughen(body, rating, random) };
}

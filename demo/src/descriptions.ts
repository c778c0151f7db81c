import { departmentOf } from './categories.ts';
import type { AttributeSpec, Brand, Kind, ShopperType } from './kinds/kind.ts';
import type { Random } from './random.ts';
import { capitalised, fillTemplate, inSentence, isPlural, printValue } from './wording.ts';

export type AttributeValues = Readonly<Record<string, string | number | boolean>>;

const AUDIENCE: Readonly<Record<ShopperType, readonly string[]>> = {
  parent: ['busy parents', 'families with small children', 'family life'],
  runner: ['runners', 'people who train before breakfast', 'everyone who counts their miles'],
  gamer: ['long gaming evenings', 'players who notice details', 'gamers'],
  cook: ['people who cook every day', 'home cooks', 'kitchens that see real use'],
  gardener: ['gardeners', 'people with a garden or just a balcony', 'weekends in the garden'],
  traveller: ['frequent travelers', 'life on the road', 'people who pack light'],
  student: ['students', 'small rooms and small budgets', 'long semesters'],
  audiophile: ['attentive listeners', 'people who hear the difference', 'evenings with good music'],
  photographer: ['photographers', 'people who take their pictures seriously', 'work on location and in the studio'],
  handyman: ['people who fix things themselves', 'the home workshop', 'weekend projects'],
  beauty: ['daily care', 'people with a short morning routine', 'a few calm minutes for yourself'],
  fashion: ['every day of the week', 'people who buy less and wear it longer', 'a wardrobe that works together'],
  pet_owner: ['pets and their people', 'homes with animals', 'pet owners'],
  office: ['the desk at home and at work', 'long days at the desk', 'people with a full calendar'],
  outdoor: ['days outside in any weather', 'hikers and campers', 'people who would rather be outdoors'],
  musician: ['rehearsal, stage and practice at home', 'beginners and players of many years', 'musicians'],
  reader: ['readers', 'quiet evenings', 'people who always have a book on the go'],
  host: ['people who like to have guests', 'long tables and full houses', 'hosts'],
};

const OPENINGS = [
  '{Subject} {were} made for {audience}.',
  'With the {line} {noun}, {brand} had {audience} in mind.',
  '{brand} designed the {line} {noun} for {audience}.',
  'Meet the {line} {noun} from {brand}, for {audience}.',
  '{Subject} {belong} to a range that {brand} makes for {audience}.',
  'Sensible and fairly priced: {subject}, with {audience} in mind.',
];
/** For what is grown, cooked or roasted, and not designed. */
const FRESH_OPENINGS = [
  '{line} {noun} from {brand}, for {audience}.',
  'From {brand}: {line} {noun}, a good choice for {audience}.',
  '{brand} brings its {line} {noun} to {audience}.',
  'A favorite from {brand}: {line} {noun}, chosen with {audience} in mind.',
];
const BOOK_OPENINGS = ['“{line}” from {brand}: {noun} for {audience}.', '{brand} presents “{line}”, a title for {audience}.', 'New in the {brand} list: “{line}”, for {audience}.'];
const FRESH = /^Grocery|> (?:Plants|Firewood|Food & Treats)/u;

const FIGURES = ['At a glance: {figures}.', 'The key facts: {figures}.', 'In short: {figures}.', 'Worth knowing: {figures}.'];

/** What a title may name. Flags that are false are empty. */
export function templateValues(kind: Kind, brand: Brand, line: string, attributes: AttributeValues): Record<string, string> {
  const values: Record<string, string> = { brand: brand.name, line, noun: kind.noun };
  for (const spec of kind.attributes) {
    const value = attributes[spec.code];
    if (value !== undefined) values[spec.code] = printValue(spec, value);
  }
  return values;
}

/** The same for running text, where 'Stainless Steel' is 'stainless steel'. */
function proseValues(kind: Kind, values: Readonly<Record<string, string>>): Record<string, string> {
  const inText: Record<string, string> = { ...values, noun: inSentence(kind.noun) };
  for (const spec of kind.attributes) {
    const value = values[spec.code];
    if (value !== undefined && spec.type !== 'number') inText[spec.code] = prose(spec, value);
  }
  return inText;
}

/** Three to five feature sentences that can be filled, and those left over. */
export function chooseFeatures(kind: Kind, values: Readonly<Record<string, string>>, random: Random): { features: string[]; spare: string[] } {
  const inText = proseValues(kind, values);
  const filled = random.shuffle(kind.features).map((feature) => fillTemplate(feature, inText)).filter((feature) => feature !== null);
  const sentences = filled.filter((feature) => feature !== '').map((feature) => capitalised(feature.replace(/\.$/u, '')));
  const count = random.int(3, 5);
  return { features: sentences.slice(0, count), spare: sentences.slice(count) };
}

/** Values that are names of people or places. */
const NAMED = /^(?:author|illustrator|artist|origin|region|city|country|language)$/u;

function prose(spec: AttributeSpec, value: string): string {
  return NAMED.test(spec.code) ? value : inSentence(value);
}

/** 'burn time 45 hr', but '264 pages' and 'dark roast', which name what they are. */
function figure(spec: AttributeSpec, value: string | number): string {
  const label = inSentence(spec.label);
  const printed = prose(spec, printValue(spec, value));
  const names = new Set(printed.toLowerCase().split(/[\s-]+/u));
  return names.has((label.split(' ').at(-1) ?? '').toLowerCase()) ? printed : `${label} ${printed}`;
}

function figures(kind: Kind, attributes: AttributeValues, random: Random): string {
  const printed = kind.attributes.flatMap((spec) => {
    const value = attributes[spec.code];
    if (value === undefined || value === false) return [];
    return value === true ? [inSentence(spec.label)] : [figure(spec, value)];
  });
  return printed.length < 2 ? '' : random.sample(printed, 3).join(', ');
}

function opening(kind: Kind, brand: Brand, line: string, random: Random): string {
  const noun = inSentence(kind.noun);
  const is_plural = isPlural(noun);
  const subject = `the ${line} ${noun} from ${brand.name}`;
  const is_book = departmentOf(kind) === 'Books';
  const tastes = is_book ? [kind.category.includes('Children') ? 'parent' as const : 'reader' as const] : kind.tastes;
  const audience = random.pick(AUDIENCE[random.pick(tastes.length > 0 ? tastes : (['host'] as const))]);
  const openings = is_book ? BOOK_OPENINGS : FRESH.test(kind.category) ? FRESH_OPENINGS : OPENINGS;
  return fillTemplate(random.pick(openings), {
    Subject: capitalised(subject), subject, were: is_plural ? 'were' : 'was', belong: is_plural ? 'belong' : 'belongs',
    line, noun, brand: brand.name, audience,
  }) ?? '';
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

/** Two or three sentences: whom it is for, a feature that the list does not have, and figures or the maker. */
export function describe(kind: Kind, brand: Brand, line: string, attributes: AttributeValues, spare: readonly string[], random: Random): string {
  const sentences = [opening(kind, brand, line, random)];
  // A fragment such as '250 ohm impedance' belongs into a list.
  const feature = spare.find((candidate) => candidate.split(' ').length >= 6);
  if (feature !== undefined) sentences.push(sentence(feature));
  const printed = figures(kind, attributes, random);
  const is_about_figures = printed !== '' && (departmentOf(kind) === 'Books' || random.chance(0.6));
  if (is_about_figures) sentences.push(random.pick(FIGURES).replace('{figures}', printed));
  else sentences.push(sentence(`About ${brand.name}: ${brand.description.charAt(0).toLowerCase()}${brand.description.slice(1)}`));
  return sentences.join(' ');
}

import type { Suggestion } from '../types.ts';

export type Group = { label: string; suggestions: Suggestion[] };

const labels: Record<Suggestion['kind'], string> = { query: 'Searches', category: 'Departments', brand: 'Brands', product: 'Products' };
const kinds = ['query', 'category', 'brand', 'product'] as const;
/** The place of a picture is kept free before it is there, so that nothing moves. CSS pixels. */
const PICTURE = '48';

export const queryOf = (text: string): Suggestion => ({ text, kind: 'query', url: null, image_url: null, price: null });

/** What was found, by kind; before anything is typed, this visitor's own searches come first and only words are shown. */
export const groupsOf = (found: readonly Suggestion[], typed: string, recent: readonly string[]): Group[] => {
  if (typed === '') {
    const popular = found.filter(({ kind, text }) => kind === 'query' && !recent.includes(text));
    return [{ label: 'Recent', suggestions: recent.map(queryOf) }, { label: 'Popular', suggestions: popular }].filter((group) => group.suggestions.length > 0);
  }
  const own = recent.filter((text) => text.toLowerCase().startsWith(typed.toLowerCase()) && text.toLowerCase() !== typed.toLowerCase()).slice(0, 2);
  const others = found.filter(({ kind, text }) => kind !== 'query' || !own.some((each) => each.toLowerCase() === text.toLowerCase()));
  return kinds.map((kind) => ({ label: labels[kind], suggestions: [...(kind === 'query' ? own.map(queryOf) : []), ...others.filter((each) => each.kind === kind)] })).filter((group) => group.suggestions.length > 0);
};

const element = (name: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement => {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
};

const optionOf = ({ text, image_url, price }: Suggestion, index: number, typed: string): HTMLElement => {
  // What was typed stays light, what the suggestion adds is bold: the eye looks for the difference.
  const start = text.toLowerCase().startsWith(typed.toLowerCase()) ? typed.length : 0;
  return element('div', { id: `suggestion-${index}`, role: 'option', 'aria-selected': 'false' },
    ...(image_url === null ? [] : [element('img', { src: image_url, alt: '', width: PICTURE, height: PICTURE, decoding: 'async' })]),
    element('span', {}, text.slice(0, start), image_url === null ? element('b', {}, text.slice(start)) : text.slice(start)),
    ...(price === null ? [] : [element('small', {}, price)]));
};

/** A listbox's content: a group with a name for each kind. Options are numbered through. */
export const renderGroups = (groups: readonly Group[], typed: string): HTMLElement[] => {
  let index = 0;
  return groups.map(({ label, suggestions }, place) => element('div', { role: 'group', 'aria-labelledby': `suggestions-${place}` },
    element('div', { role: 'presentation', id: `suggestions-${place}` }, label), ...suggestions.map((suggestion) => optionOf(suggestion, index++, typed))));
};

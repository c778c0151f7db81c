import type { Suggestion } from '../types.ts';
import { forgetSearches, recentSearches, rememberSearch } from './recent-searches.ts';
import { groupsOf, renderGroups, type Group } from './suggestion-list.ts';

const WAIT_MS = 100;
/** Answers kept while the page is open: people type back and forth. */
const KEPT = 50;

/** Asks for suggestions, the latest question only; undefined when there is no answer to show. */
const createSource = (url: string): ((typed: string) => Promise<Suggestion[] | undefined>) => {
  const known = new Map<string, Suggestion[]>();
  let abort: AbortController | undefined;
  return async (typed) => {
    abort?.abort();
    const kept = known.get(typed);
    if (kept) return kept;
    abort = new AbortController();
    try {
      const response = await fetch(`${url}?text=${encodeURIComponent(typed)}`, { signal: abort.signal, headers: { accept: 'application/json' } });
      if (!response.ok) return [];
      const { suggestions } = (await response.json()) as { suggestions: Suggestion[] };
      if (known.size >= KEPT) known.clear();
      known.set(typed, suggestions);
      return suggestions;
    } catch {
      // Aborted by the next key, or offline: searching still works.
      return undefined;
    }
  };
};

/** The panel under the field: a listbox, and below it what is no option. */
const createPanel = (form: HTMLFormElement): { panel: HTMLElement; list: HTMLElement; forget: HTMLButtonElement } => {
  const [panel, list, forget] = [document.createElement('div'), document.createElement('div'), document.createElement('button')];
  panel.hidden = true;
  panel.dataset['suggestions'] = '';
  list.id = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  forget.type = 'button';
  forget.dataset['forget'] = '';
  forget.textContent = 'Clear recent searches';
  panel.append(list, forget);
  form.append(panel);
  return { panel, list, forget };
};

/** The suggestions as an ARIA combobox: the field keeps the focus, and the marked option is its active descendant. */
const createCombobox = (form: HTMLFormElement, input: HTMLInputElement, url: string) => {
  const { panel, list, forget } = createPanel(form);
  const ask = createSource(url);
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]] as const) input.setAttribute(name, value);
  let shown: Suggestion[] = [];
  let active = -1;
  let typed = input.value;
  const options = (): Element[] => [...list.querySelectorAll('[role="option"]')];

  const mark = (next: number): void => {
    active = next;
    options().forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    if (active < 0) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-activedescendant', `suggestion-${active}`);
    options()[active]?.scrollIntoView({ block: 'nearest' });
  };
  const show = (groups: readonly Group[]): void => {
    shown = groups.flatMap((group) => group.suggestions);
    list.replaceChildren(...renderGroups(groups, typed));
    forget.hidden = !groups.some((group) => group.label === 'Recent');
    panel.hidden = shown.length === 0;
    input.setAttribute('aria-expanded', String(!panel.hidden));
    mark(-1);
  };
  const close = (): void => show([]);
  const choose = (index: number): void => {
    const suggestion = shown[index];
    if (!suggestion) return;
    if (suggestion.url !== null) return location.assign(suggestion.url);
    input.value = suggestion.text;
    form.requestSubmit();
  };
  const open = async (): Promise<void> => {
    typed = input.value.trim();
    const found = await ask(typed);
    // An answer that comes after the field was left would open over what is read now.
    if (found && document.activeElement === input) show(groupsOf(found, typed, recentSearches()));
  };
  forget.addEventListener('click', () => {
    forgetSearches();
    input.focus();
    void open();
  });
  return { panel, list, open, close, mark, choose, options, active: () => active, count: () => shown.length };
};

type Combobox = ReturnType<typeof createCombobox>;

const onKey = (box: Combobox, input: HTMLInputElement, event: KeyboardEvent): void => {
  const count = box.count();
  if (event.isComposing) return;
  if (event.key === 'ArrowDown' && count === 0) void box.open();
  else if (event.key === 'ArrowDown') box.mark((box.active() + 2) % (count + 1) - 1);
  else if (event.key === 'ArrowUp' && count > 0) box.mark((box.active() + count + 1) % (count + 1) - 1);
  else if (event.key === 'Enter' && box.active() >= 0) box.choose(box.active());
  else if (event.key === 'Escape' && count > 0) box.close();
  else return;
  event.preventDefault();
  // Screen readers follow the field as long as it has the focus.
  input.focus();
};

/** Suggestions in the header's search form: this visitor's own searches, and what others search for and find. */
export const enhanceSearch = (): void => {
  const form = document.querySelector<HTMLFormElement>('[data-suggest]');
  const input = form?.querySelector('input');
  const url = form?.dataset['suggest'];
  if (!form || !input || !url) return;
  const box = createCombobox(form, input, url);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const searched = location.pathname === '/search' ? new URLSearchParams(location.search).get('text') : null;
  if (searched !== null) rememberSearch(searched);
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void box.open(), WAIT_MS);
  });
  // An empty field is an invitation; one with words is left alone until they change.
  input.addEventListener('click', () => { if (input.value.trim() === '' && box.count() === 0) void box.open(); });
  input.addEventListener('keydown', (event) => onKey(box, input, event));
  box.list.addEventListener('pointerdown', (event) => event.preventDefault());
  box.list.addEventListener('click', (event) => {
    const option = (event.target as Element).closest('[role="option"]');
    if (option) box.choose(box.options().indexOf(option));
  });
  form.addEventListener('focusout', (event) => { if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) box.close(); });
  form.addEventListener('keydown', (event) => { if (event.key === 'Escape' && box.panel.contains(event.target as Node)) { box.close(); input.focus(); } });
};

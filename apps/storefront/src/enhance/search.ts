type Suggestion = { text: string; kind: 'query' | 'product' | 'category' | 'brand'; url?: string | null };

const WAIT_MS = 120;
const LIMIT = 8;
const kinds: Record<Suggestion['kind'], string> = { query: '', product: '', category: 'in departments', brand: 'brand' };

const optionOf = (suggestion: Suggestion, index: number, typed: string): HTMLElement => {
  const option = document.createElement('li');
  option.id = `suggestion-${index}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const words = document.createElement('span');
  // What was typed stays light, what the suggestion adds is bold: the eye looks for the difference.
  const start = suggestion.text.toLowerCase().startsWith(typed.toLowerCase()) ? typed.length : 0;
  const rest = document.createElement('b');
  rest.textContent = suggestion.text.slice(start);
  words.append(suggestion.text.slice(0, start), rest);
  const kind = document.createElement('small');
  kind.textContent = kinds[suggestion.kind] ?? '';
  option.append(words, kind);
  return option;
};

/** The suggestions under the search field, as an ARIA combobox with a list. */
const createCombobox = (form: HTMLFormElement, input: HTMLInputElement, url: string) => {
  const list = document.createElement('ul');
  list.id = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  form.append(list);
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]] as const) input.setAttribute(name, value);
  let shown: Suggestion[] = [];
  let active = -1;
  let abort: AbortController | undefined;

  const close = (): void => {
    abort?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = (next: number): void => {
    active = next;
    [...list.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    if (active >= 0) input.setAttribute('aria-activedescendant', `suggestion-${active}`);
    else input.removeAttribute('aria-activedescendant');
  };
  const choose = (index: number): void => {
    const suggestion = shown[index];
    if (!suggestion) return;
    if (suggestion.url) return location.assign(suggestion.url);
    input.value = suggestion.text;
    form.requestSubmit();
  };
  const load = async (): Promise<void> => {
    const typed = input.value.trim();
    if (typed.length < 2) return close();
    abort?.abort();
    abort = new AbortController();
    try {
      const response = await fetch(`${url}?text=${encodeURIComponent(typed)}`, { signal: abort.signal, headers: { accept: 'application/json' } });
      if (!response.ok) return close();
      shown = ((await response.json()) as { suggestions: Suggestion[] }).suggestions.slice(0, LIMIT);
      list.replaceChildren(...shown.map((suggestion, index) => optionOf(suggestion, index, typed)));
      list.hidden = shown.length === 0;
      input.setAttribute('aria-expanded', String(shown.length > 0));
      mark(-1);
    } catch {
      // Aborted by the next key, or offline: searching still works.
    }
  };
  return { list, load, close, mark, choose, active: () => active, count: () => (list.hidden ? 0 : shown.length) };
};

/** Suggestions while typing, in the header's search form. */
export const enhanceSearch = (): void => {
  const form = document.querySelector<HTMLFormElement>('[data-suggest]');
  const input = form?.querySelector('input');
  const url = form?.dataset['suggest'];
  if (!form || !input || !url) return;
  const box = createCombobox(form, input, url);
  let timer: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void box.load(), WAIT_MS);
  });
  input.addEventListener('keydown', (event) => {
    const count = box.count();
    if (event.key === 'Escape') box.close();
    else if (count > 0 && event.key === 'ArrowDown') box.mark((box.active() + 2) % (count + 1) - 1);
    else if (count > 0 && event.key === 'ArrowUp') box.mark((box.active() + count + 1) % (count + 1) - 1);
    else if (event.key === 'Enter' && box.active() >= 0) box.choose(box.active());
    else return;
    if (event.key !== 'Escape' || count > 0) event.preventDefault();
  });
  box.list.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    const option = (event.target as Element).closest('[role="option"]');
    if (option) box.choose([...box.list.children].indexOf(option));
  });
  input.addEventListener('blur', () => box.close());
};

/** Another country has other fields: the shop is asked for them with what was typed so far, and the page stays. */
const changeFields = async (select: HTMLSelectElement, fields: HTMLElement): Promise<void> => {
  const { form } = select;
  const button = fields.querySelector<HTMLButtonElement>('[name="change_country"]');
  if (!form || !button) return;
  const country = select.value;
  try {
    const response = await fetch(form.action, { method: 'POST', headers: { accept: 'text/html' }, body: new URLSearchParams([...new FormData(form, button)].map(([name, value]) => [name, String(value)])) });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const next = page.querySelector<HTMLElement>(`[data-address-fields="${fields.dataset['addressFields'] ?? ''}"]`);
    if (!next) throw new Error('The answer has no such fields');
    // Somebody may go through the countries with the arrow keys: only the last answer counts.
    if (select.value !== country) return;
    // What was typed or chosen while the answer was under way is newer than what it brings.
    for (const input of next.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')) {
      const typed = fields.querySelector<HTMLInputElement | HTMLSelectElement>(`${input.localName}[name="${input.name}"]`);
      const can_be = input instanceof HTMLInputElement || [...input.options].some((option) => option.value === typed?.value);
      if (typed && can_be) input.value = typed.value;
    }
    const focused = document.activeElement?.id;
    fields.replaceWith(next);
    if (focused) document.getElementById(focused)?.focus();
  } catch {
    // What the page does without script.
    form.dataset['once'] = '';
    form.requestSubmit(button);
  }
};

/** Fits the fields of addresses to the chosen country. */
export const enhanceAddresses = (): void => {
  document.addEventListener('change', (event) => {
    const select = event.target;
    if (!(select instanceof HTMLSelectElement) || select.name !== 'country') return;
    const fields = select.closest<HTMLElement>('[data-address-fields]');
    if (fields) void changeFields(select, fields);
  });
};

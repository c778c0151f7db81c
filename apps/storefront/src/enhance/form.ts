/** Selects that lead somewhere or send their form when changed, and the guard against a form sent twice. */
export const enhanceForms = (): void => {
  document.addEventListener('change', (event) => {
    const control = event.target;
    if (!(control instanceof HTMLSelectElement || control instanceof HTMLInputElement)) return;
    if (control.dataset['change'] === 'go') location.assign(control.value);
    if (control.dataset['change'] === 'submit') control.form?.requestSubmit();
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset['once'] === undefined || event.defaultPrevented) return;
    if (form.dataset['once'] === 'sent') event.preventDefault();
    form.dataset['once'] = 'sent';
    event.submitter?.setAttribute('aria-busy', 'true');
  });
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll<HTMLFormElement>('[data-once]')) form.dataset['once'] = '';
  });
};

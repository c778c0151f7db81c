const SUBMIT_AFTER_MS = 450;

const prepare = (stepper: HTMLElement): void => {
  const input = stepper.querySelector('input');
  if (!input) return;
  const buttons = [...stepper.querySelectorAll<HTMLButtonElement>('[data-step]')];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = (): void => {
    for (const button of buttons) {
      const next = input.valueAsNumber + Number(button.dataset['step']);
      button.disabled = next < Number(input.min) || next > Number(input.max);
    }
    if (stepper.dataset['stepper'] !== 'submit') return;
    clearTimeout(timer);
    timer = setTimeout(() => input.form?.requestSubmit(), SUBMIT_AFTER_MS);
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const next = (input.valueAsNumber || Number(input.min)) + Number(button.dataset['step']);
      input.value = String(Math.min(Number(input.max), Math.max(Number(input.min), next)));
      changed();
    });
  }
  input.addEventListener('change', changed);
};

/** The plus and minus of quantities; those marked "submit" send their form after a pause. */
export const enhanceSteppers = (): void => {
  for (const stepper of document.querySelectorAll<HTMLElement>('[data-stepper]')) prepare(stepper);
};

import { cardLabel, readCardMessage, submitMessage, type CardMessage } from './card-message.ts';

/** How long the provider may take for a token before the customer is told. */
const ANSWER_WITHIN_MS = 25_000;

type Parts = { form: HTMLFormElement; box: HTMLElement; frame: HTMLIFrameElement; error: HTMLElement; origin: string };

const partsOf = (box: HTMLElement): Parts | null => {
  const form = box.closest('form');
  const frame = box.querySelector('iframe');
  const error = box.querySelector<HTMLElement>('[data-card-error]');
  const origin = box.dataset['cardFields'];
  return form && frame && error && origin ? { form, box, frame, error, origin } : null;
};

const hidden = (form: HTMLFormElement, name: string): HTMLInputElement | null => form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`);

const fill = (form: HTMLFormElement, payment_token: string, payment_label: string): void => {
  for (const [name, value] of [['payment_token', payment_token], ['payment_label', payment_label]] as const) {
    const input = hidden(form, name);
    if (input) input.value = value;
  }
};

const isCardChosen = (form: HTMLFormElement): boolean => {
  const chosen = new FormData(form).get('payment_method');
  return chosen === null || chosen === 'card';
};

/** Holds back the page's form until the frame has exchanged the card for a token, then sends it with that. */
const wire = ({ form, box, frame, error, origin }: Parts): void => {
  const button = form.querySelector<HTMLButtonElement>('[data-card-submit]');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => {
    clearTimeout(timer);
    button?.removeAttribute('aria-busy');
  };
  const show = (text: string): void => {
    error.textContent = text;
    error.hidden = text === '';
  };
  const hear = (message: CardMessage): void => {
    if (message.type === 'ready') box.dataset['state'] = 'ready';
    else if (message.type === 'height') frame.height = String(message.height);
    else if (message.type === 'change') show('');
    else if (message.type === 'error') {
      rest();
      show(message.message);
    } else {
      rest();
      show('');
      fill(form, message.payment_token, cardLabel(message));
      form.requestSubmit(button);
    }
  };
  addEventListener('message', (event) => {
    const message = event.origin === origin && event.source === frame.contentWindow ? readCardMessage(event.data) : null;
    if (message) hear(message);
  });
  form.addEventListener('submit', (event) => {
    const is_going_away = event.submitter?.getAttribute('name') === 'on_own_page';
    if (is_going_away || !isCardChosen(form) || hidden(form, 'payment_token')?.value) return;
    event.preventDefault();
    if (button?.getAttribute('aria-busy') === 'true') return;
    button?.setAttribute('aria-busy', 'true');
    timer = setTimeout(() => {
      rest();
      show('The payment partner does not answer. Try again, or use its own page below.');
    }, ANSWER_WITHIN_MS);
    frame.contentWindow?.postMessage(submitMessage, origin);
  });
  // A token works once: a page that comes back from the back-forward cache must ask for a new one.
  addEventListener('pageshow', (event) => {
    if (event.persisted) fill(form, '', '');
  });
  // Loaded only now, so that none of its messages is missed and nothing is loaded where this script does not run.
  frame.src = frame.dataset['src'] ?? '';
};

/** The payment provider's card fields in the checkout. The page never sees a card number. */
export const enhanceCardFields = (): void => {
  for (const box of document.querySelectorAll<HTMLElement>('[data-card-fields]')) {
    const parts = partsOf(box);
    if (parts) wire(parts);
  }
};

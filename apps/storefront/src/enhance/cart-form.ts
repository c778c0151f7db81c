import { showCartCount } from './frame.ts';
import { showToast } from './toast.ts';

const submitInPlace = async (form: HTMLFormElement, button: HTMLElement | null): Promise<void> => {
  button?.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams([...new FormData(form, button)].map(([name, value]) => [name, String(value)])) });
    const answer = (await response.json()) as { cart_count?: number; detail?: string; title?: string };
    if (response.ok && typeof answer.cart_count === 'number') {
      showCartCount(answer.cart_count);
      showToast('Added to your cart', { label: 'View cart', url: '/cart' });
    } else showToast(answer.detail ?? answer.title ?? 'This could not be added. Please try again.');
  } catch {
    // Anything unexpected: do what the page does without script. It answers with a page that explains.
    form.dataset['enhance'] = '';
    form.requestSubmit(button);
  } finally {
    button?.removeAttribute('aria-busy');
  }
};

/** Adds to the cart without leaving the page. */
export const enhanceCartForms = (): void => {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset['enhance'] !== 'cart') return;
    // "Buy now" goes on to the checkout.
    if (event.submitter?.getAttribute('name') === 'then') return;
    event.preventDefault();
    if (event.submitter?.getAttribute('aria-busy') !== 'true') void submitInPlace(form, event.submitter);
  });
};

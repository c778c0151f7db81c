type Me = { account: { name: string } | null; cart_count: number; deliver_to?: string | null };

const setText = (selector: string, text: string): void => {
  for (const element of document.querySelectorAll(selector)) element.textContent = text;
};

/** Writes the number of units in the cart everywhere it is shown and spoken. */
export const showCartCount = (cart_count: number): void => {
  for (const element of document.querySelectorAll<HTMLElement>('[data-cart-count]')) {
    element.textContent = cart_count > 99 ? '99+' : String(cart_count);
    element.hidden = cart_count === 0;
  }
  setText('[data-cart-words]', cart_count > 0 ? `, ${cart_count} in it` : '');
};

/** Fills the personal parts of a document that came from a shared cache. Silent on failure: the links work as they are. */
export const fillFrame = async (): Promise<void> => {
  const header = document.querySelector<HTMLElement>('[data-fill]');
  const url = header?.dataset['fill'];
  if (!url) return;
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    if (!response.ok) return;
    const me = (await response.json()) as Me;
    showCartCount(me.cart_count);
    if (me.deliver_to) setText('[data-deliver-to]', me.deliver_to);
    if (!me.account) return;
    setText('[data-account-greeting]', `Hello, ${me.account.name}`);
    setText('[data-account-label]', 'Your account');
    for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-account]')) link.href = '/account';
  } catch {
    // Offline: the frame stays general.
  }
};

// A page that comes back from the back-forward cache may show an old count.
addEventListener('pageshow', (event) => {
  const header = document.querySelector<HTMLElement>('header');
  if (!event.persisted || !header) return;
  header.dataset['fill'] = '/me';
  void fillFrame();
});

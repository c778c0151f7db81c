import type { IslandName } from './registry.ts';

const hydrate = async (element: HTMLElement): Promise<void> => {
  if (element.dataset['state']) return;
  element.dataset['state'] = 'loading';
  let missed: HTMLElement | null = null;
  const remember = (event: Event): void => { missed = (event.target as Element).closest('button, a'); };
  element.addEventListener('click', remember);
  const { mountIsland } = await import('./mount.ts');
  await mountIsland(element, element.dataset['island'] as IslandName);
  element.removeEventListener('click', remember);
  element.dataset['state'] = 'alive';
  // A press that came while the code was on its way is done now; hydration needs one turn to attach its handlers.
  if (missed) setTimeout((pressed: HTMLElement) => pressed.click(), 50, missed);
};

/** Hydrates each island when it comes into view, or with `data-when="touch"` on the first pointer or focus. React is loaded only then. */
export const startIslands = (): void => {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      void hydrate(entry.target as HTMLElement);
    }
  }, { rootMargin: '100px' });
  for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
    if (element.dataset['when'] !== 'touch') observer.observe(element);
    else for (const type of ['pointerover', 'pointerdown', 'focusin']) element.addEventListener(type, () => void hydrate(element), { once: true, passive: true });
  }
};

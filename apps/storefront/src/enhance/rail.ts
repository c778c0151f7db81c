const prepare = (rail: Element): void => {
  const track = rail.querySelector('ul');
  const buttons = [...rail.querySelectorAll<HTMLButtonElement>('[data-rail-step]')];
  if (!track) return;
  const update = (): void => {
    // Right-to-left tracks count scrollLeft downwards from zero.
    const start = Math.abs(track.scrollLeft);
    for (const button of buttons) {
      button.disabled = button.dataset['railStep'] === '-1' ? start < 8 : start + track.clientWidth > track.scrollWidth - 8;
    }
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const towards = getComputedStyle(track).direction === 'rtl' ? -1 : 1;
      track.scrollBy({ left: Number(button.dataset['railStep']) * towards * track.clientWidth * 0.9, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    });
  }
  track.addEventListener('scroll', () => requestAnimationFrame(update), { passive: true });
  update();
};

/** The scroll buttons of rails, prepared when a rail comes near. */
export const enhanceRails = (): void => {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      prepare(entry.target);
    }
  }, { rootMargin: '200px' });
  for (const rail of document.querySelectorAll('[data-rail]')) observer.observe(rail);
};

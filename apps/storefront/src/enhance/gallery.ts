const prepare = (gallery: Element): void => {
  const track = gallery.querySelector('[data-gallery-track]');
  const thumbnails = [...gallery.querySelectorAll<HTMLAnchorElement>('a[href^="#picture-"]')];
  if (!track) return;
  track.addEventListener('scroll', () => {
    // Right-to-left tracks count scrollLeft downwards from zero.
    const shown = Math.round(Math.abs(track.scrollLeft) / track.clientWidth);
    thumbnails.forEach((thumbnail, index) => thumbnail.setAttribute('aria-current', String(index === shown)));
  }, { passive: true });
  for (const thumbnail of thumbnails) {
    thumbnail.addEventListener('click', (event) => {
      event.preventDefault();
      gallery.querySelector(thumbnail.hash)?.scrollIntoView({ block: 'nearest', inline: 'start' });
    });
  }
};

/** Marks the thumbnail of the picture in view; the pictures scroll and snap by themselves. */
export const enhanceGalleries = (): void => {
  for (const gallery of document.querySelectorAll('[data-gallery]')) prepare(gallery);
};

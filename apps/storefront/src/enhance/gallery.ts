/** Marks the thumbnail of the picture in view; the pictures scroll and snap by themselves. */
export const enhanceGalleries = (): void => {
  for (const gallery of document.querySelectorAll('[data-gallery]')) {
    const thumbnails = [...gallery.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')];
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const thumbnail of thumbnails) thumbnail.setAttribute('aria-current', String(thumbnail.hash === `#${entry.target.id}`));
      }
    }, { root: gallery.querySelector('[data-gallery-track]'), threshold: 0.6 });
    for (const picture of gallery.querySelectorAll('[data-gallery-track] > [id]')) observer.observe(picture);
    for (const thumbnail of thumbnails) {
      thumbnail.addEventListener('click', (event) => {
        event.preventDefault();
        gallery.querySelector(thumbnail.hash)?.scrollIntoView({ block: 'nearest', inline: 'start' });
      });
    }
  }
};

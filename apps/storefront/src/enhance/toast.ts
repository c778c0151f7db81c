let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows and speaks a short message, with an optional link, for six seconds. */
export const showToast = (text: string, link?: { label: string; url: string }): void => {
  const toast = document.querySelector('[data-toast]');
  if (!toast) return;
  const words = document.createElement('span');
  words.textContent = text;
  toast.replaceChildren(words);
  if (link) {
    const anchor = document.createElement('a');
    anchor.href = link.url;
    anchor.textContent = link.label;
    toast.append(anchor);
  }
  clearTimeout(timer);
  timer = setTimeout(() => toast.replaceChildren(), 6_000);
};

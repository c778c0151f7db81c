import css from './wordmark.module.css';

/** The name of the shop with its two waves, as the link home. */
export const Wordmark = () => (
  <a className={css.wordmark} href="/" aria-label="Orinoco, home page">
    <svg className={css.mark} width="34" height="24" viewBox="0 0 34 24" aria-hidden="true" fill="none" strokeWidth="3.4" strokeLinecap="round">
      <path className={css.upper} d="M2.5 8.500c4.8-5.3 9.7-5.3 14.5 0s9.7 5.3 14.5 0" />
      <path className={css.lower} d="M2.5 16.500c4.8-5.3 9.7-5.3 14.5 0s9.7 5.3 14.5 0" />
    </svg>
    <span className={css.name} aria-hidden="true">orinoco</span>
  </a>
);

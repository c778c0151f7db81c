import type { Product, Variant } from '../../types.ts';
import { VisuallyHidden } from '@orinoco/ui/visually-hidden.tsx';
import { optionLinks, type OptionLink } from './options.ts';
import css from './options.module.css';

const Swatch = ({ link }: { link: OptionLink }) => (
  <a className={css.swatch} href={link.url} rel="nofollow" aria-current={link.is_selected ? 'true' : undefined} title={link.value} data-missing={link.is_available ? undefined : ''}>
    <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="15.5" fill={link.color ?? '#fff'} stroke="#1c1a16" strokeOpacity="0.25" /></svg>
    <VisuallyHidden>{link.value}{!link.is_available && ', not available in this combination'}</VisuallyHidden>
  </a>
);

const Value = ({ link }: { link: OptionLink }) => (
  <a className={css.value} href={link.url} rel="nofollow" aria-current={link.is_selected ? 'true' : undefined} data-missing={link.is_available ? undefined : ''}>
    {link.value}{!link.is_available && <VisuallyHidden>, not available in this combination</VisuallyHidden>}
  </a>
);

/** The choices of a product: every value is a link to its variant. */
export const Options = ({ product, variant }: { product: Product; variant: Variant }) => (
  <>
    {optionLinks(product, variant).map((option) => (
      <section key={option.code} aria-label={option.label}>
        <p className={css.label}>{option.label}: <strong>{option.selected}</strong></p>
        <ul className={css.values}>{option.values.map((link) => <li key={link.value}>{link.color ? <Swatch link={link} /> : <Value link={link} />}</li>)}</ul>
      </section>
    ))}
  </>
);

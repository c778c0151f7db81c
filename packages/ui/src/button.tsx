import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';
import css from './button.module.css';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'inverse' | 'danger' | 'soft';
type Look = { kind?: ButtonKind | undefined; size?: 's' | 'm' | 'l' | undefined; is_wide?: boolean | undefined };

/** The classes of a button, for elements that cannot be one of the components below. */
export const buttonClass = ({ kind = 'primary', size = 'm', is_wide = false }: Look, className?: string) =>
  classNames(css.button, css[kind], css[`size_${size}`], is_wide && css.wide, className);

/** A button that submits its form unless `type` says otherwise. */
export const Button = ({ kind, size, is_wide, className, ...rest }: Look & ButtonHTMLAttributes<HTMLButtonElement>) => (
  <button type="submit" {...rest} className={buttonClass({ kind, size, is_wide }, className)} />
);

/** A link that looks like a button: it leads somewhere and changes nothing. */
export const LinkButton = ({ kind, size, is_wide, className, ...rest }: Look & AnchorHTMLAttributes<HTMLAnchorElement>) => (
  <a {...rest} className={buttonClass({ kind, size, is_wide }, className)} />
);

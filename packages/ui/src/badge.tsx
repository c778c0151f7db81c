import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './badge.module.css';

/** One or two words about a thing: a deal, a state, a best seller. */
export const Badge = ({ tone = 'neutral', children }: { tone?: 'neutral' | 'accent' | 'sale' | 'good' | 'warn' | 'dark'; children: ReactNode }) => (
  <span className={classNames(css.badge, css[tone])}>{children}</span>
);

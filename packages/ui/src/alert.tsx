import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import css from './alert.module.css';

const icons = { note: 'note', good: 'check', warn: 'alert', error: 'alert' } as const satisfies Record<string, IconName>;

/** A message about the page. Errors interrupt a screen reader, the rest wait. */
export const Alert = ({ tone = 'note', title, children }: { tone?: 'note' | 'good' | 'warn' | 'error'; title?: string; children?: ReactNode }) => (
  <div className={classNames(css.alert, css[tone])} role={tone === 'error' ? 'alert' : 'status'}>
    <Icon name={icons[tone]} />
    <div className={css.words}>{title && <p className={css.title}>{title}</p>}{children}</div>
  </div>
);

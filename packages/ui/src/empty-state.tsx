import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import css from './empty-state.module.css';

/** What to show and do where there is nothing yet. */
export const EmptyState = ({ icon, title, children, action }: { icon: IconName; title: string; children?: ReactNode; action?: ReactNode }) => (
  <div className={css.empty}>
    <span className={css.disc}><Icon name={icon} size={32} /></span>
    <h2>{title}</h2>
    {children && <div className={css.words}>{children}</div>}
    {action && <div className={css.action}>{action}</div>}
  </div>
);

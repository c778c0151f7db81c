import type { ReactNode } from 'react';
import css from './quiet-card.module.css';

/** One form in the middle of a calm page. */
export const QuietCard = ({ title, lead, children, foot }: { title: string; lead?: ReactNode; children: ReactNode; foot?: ReactNode }) => (
  <div className={css.page}>
    <div className={css.card}><h1 className={css.title}>{title}</h1>{lead && <p className={css.lead}>{lead}</p>}{children}</div>
    {foot && <p className={css.foot}>{foot}</p>}
  </div>
);

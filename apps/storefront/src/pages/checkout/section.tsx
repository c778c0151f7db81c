import type { ReactNode } from 'react';
import { Icon } from '@orinoco/ui/icon.tsx';
import { urls } from '../../urls.ts';
import { checkoutSteps, sectionState, stepTitles, type CheckoutStep } from './steps.ts';
import css from './section.module.css';

/** One section: folded to a line with "Change" when done, open when it is its turn, a title alone before. */
export const Section = ({ section, step, summary, children }: { section: CheckoutStep; step: CheckoutStep; summary: ReactNode; children: ReactNode }) => {
  const state = sectionState(section, step);
  return (
    <section className={css.section} data-state={state} aria-labelledby={`${section}-title`}>
      <div className={css.head}>
        <span className={css.mark} aria-hidden="true">{state === 'done' ? <Icon name="check" size={16} /> : checkoutSteps.indexOf(section) + 1}</span>
        <h2 className={css.title} id={`${section}-title`}>{stepTitles[section]}</h2>
        {state === 'done' && <a className={css.change} href={`${urls.checkout}?step=${section}`} aria-label={`Change ${stepTitles[section].toLowerCase()}`}>Change</a>}
      </div>
      {state === 'done' && <div className={css.summary}>{summary}</div>}
      {state === 'open' && <div className={css.body}>{children}</div>}
    </section>
  );
};

import { Icon } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import css from './tracking.module.css';

export type TrackingStep = { label: string; detail?: string | null; at_label?: string | null; state: 'done' | 'now' | 'next' };

/** A parcel's way as a vertical line, newest knowledge marked. */
export const Tracking = ({ steps }: { steps: TrackingStep[] }) => (
  <ol className={css.tracking}>
    {steps.map((step) => (
      <li className={css.step} data-state={step.state} key={step.label}>
        <span className={css.mark} aria-hidden="true">{step.state === 'done' && <Icon name="check" size={14} />}</span>
        <div><p className={css.label}>{step.label}{step.state === 'next' && <VisuallyHidden> (not yet)</VisuallyHidden>}</p>{step.detail && <p className={css.detail}>{step.detail}</p>}</div>
        {step.at_label && <span className={css.at}>{step.at_label}</span>}
      </li>
    ))}
  </ol>
);

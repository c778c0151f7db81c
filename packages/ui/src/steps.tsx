import { Icon } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import css from './steps.module.css';

/** Where one is in a checkout; steps before `current` are done and may link back. */
export const Steps = ({ steps, current }: { steps: { label: string; url?: string | undefined }[]; current: number }) => (
  <ol className={css.steps} aria-label="Progress">
    {steps.map((step, index) => (
      <li className={css.step} key={step.label} aria-current={index === current ? 'step' : undefined} data-state={index < current ? 'done' : index === current ? 'now' : 'next'}>
        <span className={css.mark} aria-hidden="true">{index < current ? <Icon name="check" size={14} /> : index + 1}</span>
        {index < current && step.url ? <a className={css.label} href={step.url}>{step.label}</a> : <span className={css.label}>{step.label}</span>}
        {index < current && <VisuallyHidden> (done)</VisuallyHidden>}
      </li>
    ))}
  </ol>
);

import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { Icon } from './icon.tsx';
import css from './field.module.css';

type Labels = { id: string; label: string; hint?: string | undefined; error?: string | undefined; is_optional?: boolean };

const describedBy = ({ id, hint, error }: Labels): string | undefined =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;

const Labelled = ({ id, label, hint, error, is_optional, children }: Labels & { children: ReactNode }) => (
  <div className={css.field}>
    <label className={css.label} htmlFor={id}>{label}{is_optional && <span className={css.optional}> (optional)</span>}</label>
    {hint && <p className={css.hint} id={`${id}-hint`}>{hint}</p>}
    {children}
    {error && <p className={css.error} id={`${id}-error`}><Icon name="alert" size={16} />{error}</p>}
  </div>
);

/** One line of text with its label; hint and error are tied to the input by aria-describedby. */
export const Field = ({ id, label, hint, error, is_optional = false, ...input }: Labels & InputHTMLAttributes<HTMLInputElement>) => (
  <Labelled id={id} label={label} hint={hint} error={error} is_optional={is_optional}>
    <input type="text" name={id} required={!is_optional} {...input} id={id} className={css.input} aria-invalid={error ? true : undefined} aria-describedby={describedBy({ id, label, hint, error })} />
  </Labelled>
);

/** Several lines of text, labelled like Field. */
export const TextArea = ({ id, label, hint, error, is_optional = false, ...area }: Labels & TextareaHTMLAttributes<HTMLTextAreaElement>) => (
  <Labelled id={id} label={label} hint={hint} error={error} is_optional={is_optional}>
    <textarea name={id} required={!is_optional} rows={4} {...area} id={id} className={css.area} aria-invalid={error ? true : undefined} aria-describedby={describedBy({ id, label, hint, error })} />
  </Labelled>
);

/** The native select, labelled like Field. */
export const Select = ({ id, label, hint, error, is_optional = false, choices, ...select }: Labels & { choices: { value: string; label: string }[] } & SelectHTMLAttributes<HTMLSelectElement>) => (
  <Labelled id={id} label={label} hint={hint} error={error} is_optional={is_optional}>
    <span className={css.select_wrap}>
      <select name={id} {...select} id={id} className={css.select} aria-invalid={error ? true : undefined} aria-describedby={describedBy({ id, label, hint, error })}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
      <Icon name="chevron" size={16} />
    </span>
  </Labelled>
);

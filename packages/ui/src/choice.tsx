import type { InputHTMLAttributes, ReactNode } from 'react';
import css from './choice.module.css';

/** A tick box whose whole row can be pressed. */
export const Checkbox = ({ id, label, ...input }: { id: string; label: ReactNode } & InputHTMLAttributes<HTMLInputElement>) => (
  <label className={css.checkbox} htmlFor={id}>
    <input type="checkbox" name={id} {...input} id={id} className={css.box} />
    <span>{label}</span>
  </label>
);

export type RadioChoice = { value: string; label: ReactNode; detail?: ReactNode; aside?: ReactNode };

/** One of several, each a card with a detail line and something at its end (a price, a mark). */
export const RadioCards = ({ name, legend, choices, selected, form, is_legend_hidden = false }: {
  name: string; legend: string; choices: RadioChoice[]; selected: string | null; form?: string; is_legend_hidden?: boolean;
}) => (
  <fieldset className={css.cards}>
    <legend className={is_legend_hidden ? css.hidden_legend : css.legend}>{legend}</legend>
    {choices.map((choice) => (
      <label className={css.card} key={choice.value}>
        <input type="radio" name={name} value={choice.value} defaultChecked={choice.value === selected} required form={form} className={css.radio} />
        <span className={css.words}><span className={css.card_label}>{choice.label}</span>{choice.detail && <span className={css.detail}>{choice.detail}</span>}</span>
        {choice.aside && <span className={css.aside}>{choice.aside}</span>}
      </label>
    ))}
  </fieldset>
);

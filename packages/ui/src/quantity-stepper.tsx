import { Icon } from './icon.tsx';
import css from './quantity-stepper.module.css';

/** A number of units between 1 and `quantity_limit`. The buttons act by script and appear with it; the input works alone. */
export const QuantityStepper = ({ id, name = 'quantity', label, quantity, quantity_limit, is_submitting = false }: {
  id: string; name?: string; label: string; quantity: number; quantity_limit: number; is_submitting?: boolean;
}) => (
  <span className={css.stepper} data-stepper={is_submitting ? 'submit' : ''}>
    <button type="button" className={css.button} data-step="-1" aria-label={`One fewer: ${label}`} disabled={quantity <= 1}><Icon name="minus" size={16} /></button>
    <input className={css.input} id={id} name={name} type="number" inputMode="numeric" min={1} max={quantity_limit} defaultValue={quantity} aria-label={label} required />
    <button type="button" className={css.button} data-step="1" aria-label={`One more: ${label}`} disabled={quantity >= quantity_limit}><Icon name="plus" size={16} /></button>
  </span>
);

import { Button } from '@orinoco/ui/button.tsx';
import { Field } from '@orinoco/ui/field.tsx';
import { searchUrls, weight_names, type OperatorSearchView } from './view.ts';
import css from './page.module.css';

const words = {
  popularity: ['Popularity', 'Units sold of late'],
  rating: ['Rating', 'What customers say, drawn to the middle while few have'],
  conversion: ['Conversion', 'How many of those who see it in results buy it'],
  freshness: ['Freshness', 'How new it is in the shop'],
} as const;

/** How much counts beside the words themselves. */
export const WeightsPart = ({ part, errors }: { part: NonNullable<OperatorSearchView['weights']>; errors: Record<string, string> }) => (
  <form className={css.editor} method="post" action={searchUrls.tab('weights')} data-once="" aria-labelledby="weights-title">
    <h2 id="weights-title">What counts beside the words</h2>
    <p className={css.lead}>From 0, which counts nothing, to 1, which may double a product’s score. An empty field leaves it to the engine.</p>
    <input type="hidden" name="revision" value={part.revision} />
    <div className={css.fields}>{weight_names.map((name) => <Field id={name} label={words[name][0]} hint={words[name][1]} type="number" min={0} max={1} step={0.05} is_optional defaultValue={part.values[name]} error={errors[name]} key={name} />)}</div>
    <div><Button>Save the weights</Button></div>
  </form>
);

import { formatMoney } from '@orinoco/money';
import { Badge } from '@orinoco/ui/badge.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { Checkbox } from '@orinoco/ui/choice.tsx';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { Field, Select, TextArea } from '@orinoco/ui/field.tsx';
import { Picture } from '@orinoco/ui/picture.tsx';
import { searchUrls, type Pick, type RuleForm, type Rules } from './view.ts';
import css from './page.module.css';

type Errors = Record<string, string>;
type Rule = Rules['rules'][number];

const minuteOf = (at: string): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const effectsOf = (rule: Rule, titles: Rules['titles']): string[] => [
  ...(rule.redirect_path === null ? [] : [`Leads to ${rule.redirect_path}`]),
  ...(rule.pinned_product_ids.length === 0 ? [] : [`First: ${rule.pinned_product_ids.map((product_id) => titles[product_id] ?? 'a product that is gone').join(', ')}`]),
  ...rule.boosts.map(({ filter, factor }) => `${factor >= 1 ? 'Lifts' : 'Buries'} ${filter} × ${factor}`),
  ...(rule.starts_at === null ? [] : [`From ${minuteOf(rule.starts_at)}`]),
  ...(rule.ends_at === null ? [] : [`Until ${minuteOf(rule.ends_at)}`]),
  ...(rule.note === '' ? [] : [rule.note]),
];

const RuleCard = ({ rule, part }: { rule: Rule; part: Rules }) => (
  <li className={css.card}>
    <div className={css.card_head}>
      <h3 className={css.card_title}>{rule.match === 'contains' ? `… ${rule.text} …` : rule.text}</h3>
      <Badge tone={rule.is_enabled ? 'good' : 'neutral'}>{rule.is_enabled ? 'On' : 'Off'}</Badge>
      <div className={css.actions}>
        <LinkButton kind="secondary" size="s" href={searchUrls.edit_rule(rule.rule_id)} rel="nofollow" aria-label={`Change the rule for ${rule.text}`}>Change</LinkButton>
        <form method="post" action={searchUrls.rule_removal(rule.rule_id)}><input type="hidden" name="revision" value={part.revision} /><Button kind="quiet" size="s" aria-label={`Remove the rule for ${rule.text}`}>Remove</Button></form>
      </div>
    </div>
    <ul className={css.effects}>{effectsOf(rule, part.titles).map((effect) => <li key={effect}>{effect}</li>)}</ul>
  </li>
);

const PickRow = ({ pick, locale }: { pick: Pick; locale: string }) => (
  <li className={css.pick}>
    <input className={css.place} type="number" min={1} max={50} step={1} name={`pin_${pick.product_id}`} defaultValue={pick.place} aria-label={`Place of ${pick.title}`} />
    <Picture media_key={pick.media_key} alt="" width={48} />
    <span className={css.pick_words}>{pick.title}<span className={css.small}>{pick.price_minor === null ? 'No offer' : formatMoney(pick.price_minor, pick.currency, locale)}</span></span>
  </li>
);

const Picks = ({ form, errors, locale }: { form: RuleForm; errors: Errors; locale: string }) => (
  <fieldset className={css.fieldset}>
    <legend className={css.legend}>Products that come first</legend>
    <p className={css.small}>{form.picks.length === 0 ? 'Save the words first, or write the ids of products below.' : 'Write 1, 2, 3 … beside those that come first; leave the others empty.'}</p>
    {form.picks.length > 0 && <ol className={css.picks}>{form.picks.map((pick) => <PickRow pick={pick} locale={locale} key={pick.product_id} />)}</ol>}
    <TextArea id="other_pins" label="Other products" hint="Ids, one a line" rows={2} is_optional defaultValue={form.other_pins} error={errors['other_pins']} />
  </fieldset>
);

const Editor = ({ form, errors, revision, locale }: { form: RuleForm; errors: Errors; revision: number; locale: string }) => (
  <form className={css.editor} method="post" action={searchUrls.tab('rules')} data-once="" aria-labelledby="editor-title">
    <h2 id="editor-title">{form.rule_id === null ? 'A new rule' : `The rule for “${form.text}”`}</h2>
    <input type="hidden" name="revision" value={revision} />
    {form.rule_id !== null && <input type="hidden" name="rule_id" value={form.rule_id} />}
    <div className={css.fields}>
      <Field id="text" label="Words" maxLength={100} defaultValue={form.text} error={errors['text']} />
      <Select id="match" label="For" defaultValue={form.match} choices={[{ value: 'exact', label: 'this query alone' }, { value: 'contains', label: 'every query with these words' }]} />
      <Field id="starts_at" label="Starts (UTC)" type="datetime-local" is_optional defaultValue={form.starts_at} error={errors['starts_at']} />
      <Field id="ends_at" label="Ends (UTC)" type="datetime-local" is_optional defaultValue={form.ends_at} error={errors['ends_at']} />
      <Field id="redirect_path" label="Lead to a page of the shop" hint="Such as /c/lamps or /help/returns" maxLength={500} is_optional defaultValue={form.redirect_path} error={errors['redirect_path']} />
      <Field id="note" label="Note for colleagues" hint="Why the rule is there" maxLength={500} is_optional defaultValue={form.note} error={errors['note']} />
    </div>
    <TextArea id="boosts" label="Lift and bury" hint="One a line: a filter and a factor, such as brand:acme 2 or condition:refurbished 0.5" rows={3} is_optional defaultValue={form.boosts} error={errors['boosts']} />
    <Picks form={form} errors={errors} locale={locale} />
    <Checkbox id="is_enabled" value="true" defaultChecked={form.is_enabled} label="The rule is on" />
    <div className={css.actions}><Button>Save the rule</Button><LinkButton kind="secondary" href={searchUrls.tab('rules')} rel="nofollow">Cancel</LinkButton></div>
  </form>
);

/** What happens to single queries: the form of one rule when one is being changed, and the list of all. */
export const RulesPart = ({ part, errors, locale }: { part: Rules; errors: Errors; locale: string }) => (
  <section className={css.part} aria-label="Rules">
    {part.form ? <Editor form={part.form} errors={errors} revision={part.revision} locale={locale} /> : <div><LinkButton href={searchUrls.new_rule()} rel="nofollow">New rule</LinkButton></div>}
    {part.rules.length > 0 && <><h2>Rules</h2><ul className={css.cards}>{part.rules.map((rule) => <RuleCard rule={rule} part={part} key={rule.rule_id} />)}</ul></>}
    {part.rules.length === 0 && !part.form && <EmptyState icon="filter" title="No rules yet"><p>A rule puts products first for a query, lifts or buries what a filter names, or leads to another page.</p></EmptyState>}
  </section>
);

import { Button } from '@orinoco/ui/button.tsx';
import { Checkbox } from '@orinoco/ui/choice.tsx';
import { Field } from '@orinoco/ui/field.tsx';
import { searchUrls, type Synonyms } from './view.ts';
import css from './page.module.css';

type Errors = Record<string, string>;
type Proposal = Synonyms['proposals'][number];

const wordsOf = ({ from, to, is_two_way }: Synonyms['synonyms'][number]): string => `${from} ${is_two_way ? '↔' : '→'} ${to.join(', ')}`;

const evidenceOf = ({ from, to, evidence }: Proposal): string[] => [
  ...(evidence.reformulation_count === 0 ? [] : [`${evidence.reformulation_count} times searched again`]),
  ...(evidence.shared_product_count === 0 ? [] : [`${evidence.shared_product_count} products clicked for both, ${Math.round(evidence.similarity * 100)}% alike`]),
  ...evidence.examples.filter((example) => example !== `${from} → ${to[0]}` && example !== `${from} = ${to[0]}`),
];

const ProposalCard = ({ proposal, revision }: { proposal: Proposal; revision: number }) => (
  <li className={css.card}>
    <div className={css.card_head}>
      <h3 className={css.card_title}>{wordsOf(proposal)}</h3>
      <form className={css.actions} method="post" action={searchUrls.tab('synonyms')}>
        <input type="hidden" name="revision" value={revision} /><input type="hidden" name="from" value={proposal.from} /><input type="hidden" name="to" value={proposal.to.join(', ')} />{proposal.is_two_way && <input type="hidden" name="is_two_way" value="true" />}
        <Button size="s" aria-label={`Accept ${wordsOf(proposal)}`}>Accept</Button>
      </form>
    </div>
    <ul className={css.effects}>{evidenceOf(proposal).map((each) => <li key={each}>{each}</li>)}</ul>
  </li>
);

/** Words that find each other, those that were proposed first. */
export const SynonymsPart = ({ part, errors }: { part: Synonyms; errors: Errors }) => (
  <section className={css.part} aria-label="Synonyms">
    {part.proposals.length > 0 && <><h2>Proposed</h2><p className={css.lead}>From what people searched next and from what they clicked, in the last 90 days.</p><ul className={css.cards}>{part.proposals.map((proposal) => <ProposalCard proposal={proposal} revision={part.revision} key={`${proposal.from} ${proposal.to.join()}`} />)}</ul></>}
    <form className={css.editor} method="post" action={searchUrls.tab('synonyms')} data-once="" aria-labelledby="synonym-title">
      <h2 id="synonym-title">Add a synonym</h2>
      <input type="hidden" name="revision" value={part.revision} />
      <div className={css.fields}>
        <Field id="from" label="Who types" hint="One word or several" maxLength={100} defaultValue={part.form.from} error={errors['from']} />
        <Field id="to" label="finds as well" hint="Words between commas" maxLength={1_000} defaultValue={part.form.to} error={errors['to']} />
      </div>
      <Checkbox id="is_two_way" value="true" defaultChecked={part.form.is_two_way} label="And the other way round" />
      <div><Button>Save the synonym</Button></div>
    </form>
    {part.synonyms.length > 0 && <><h2>Kept</h2><ul className={css.cards}>{part.synonyms.map((synonym) => (
      <li className={css.card} key={synonym.from}>
        <div className={css.card_head}>
          <h3 className={css.card_title}>{wordsOf(synonym)}</h3>
          <form className={css.actions} method="post" action={searchUrls.synonym_removal}><input type="hidden" name="revision" value={part.revision} /><input type="hidden" name="from" value={synonym.from} /><Button kind="quiet" size="s" aria-label={`Remove ${wordsOf(synonym)}`}>Remove</Button></form>
        </div>
      </li>
    ))}</ul></>}
  </section>
);

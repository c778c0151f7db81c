import { checkAccess, CodedError } from '@orinoco/contract';
import type { RuleDraft } from '@orinoco/search/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { draftOf, sentPins, sentRule, sentSynonym, wordsIn } from './forms.ts';
import { viewOperatorSearch, type Remarks } from './loader.ts';
import { searchUrls, weight_names, type TabName } from './view.ts';

/** The list that the form was made from; another one is refused as changed meanwhile. */
const revisionIn = ({ form }: ActionContext) => form.whole('revision', 0);
const saved = (tab: TabName, notice: string): Outcome => ({ redirect_to: `${searchUrls.tab(tab)}?notice=${notice}` });

export async function saveRule(context: ActionContext): Promise<Outcome> {
  const { clients: { search }, call, form } = context;
  checkAccess(['operator'], call.actor);
  const remarks = { rule: { ...sentRule(form), pins: sentPins(form) } };
  const asked = draftOf(form);
  if ('errors' in asked) return show(context, 'rules', { ...remarks, errors: asked.errors });
  const { rules } = await search.getSearchRules({}, call);
  const place = rules.findIndex((rule) => rule.rule_id === asked.draft.rule_id);
  const drafts = rules.map((rule, index) => (index === place ? asked.draft : draftFrom(rule)));
  return orShow(context, 'rules', remarks, async () => {
    await search.saveSearchRules({ rules: place < 0 ? [...drafts, asked.draft] : drafts, revision: revisionIn(context) }, call);
    return saved('rules', 'rule_saved');
  });
}

function draftFrom({ revision: _revision, ...draft }: RuleDraft & { revision: number }): RuleDraft {
  return draft;
}

export async function removeRule(context: ActionContext): Promise<Outcome> {
  const { clients: { search }, call, params } = context;
  checkAccess(['operator'], call.actor);
  const { rules } = await search.getSearchRules({}, call);
  return orShow(context, 'rules', {}, async () => {
    await search.saveSearchRules({ rules: rules.filter((rule) => rule.rule_id !== params['rule_id']).map(draftFrom), revision: revisionIn(context) }, call);
    return saved('rules', 'rule_removed');
  });
}

/** Adds a synonym, or adds its words to those of one that is there. */
export async function saveSynonym(context: ActionContext): Promise<Outcome> {
  const { clients: { search }, call, form } = context;
  checkAccess(['operator'], call.actor);
  const { synonyms } = await search.getSearchSynonyms({}, call);
  const synonym = sentSynonym(form);
  const from = synonym.from.toLowerCase();
  const known = synonyms.find((each) => each.from === from);
  const next = { from: synonym.from, to: [...new Set([...(known?.to ?? []), ...wordsIn(synonym.to)])], is_two_way: synonym.is_two_way };
  return orShow(context, 'synonyms', { synonym }, async () => {
    await search.saveSearchSynonyms({ synonyms: [next, ...synonyms.filter((each) => each !== known)], revision: revisionIn(context) }, call);
    return saved('synonyms', 'synonym_saved');
  });
}

export async function removeSynonym(context: ActionContext): Promise<Outcome> {
  const { clients: { search }, call, form } = context;
  checkAccess(['operator'], call.actor);
  const { synonyms } = await search.getSearchSynonyms({}, call);
  return orShow(context, 'synonyms', {}, async () => {
    await search.saveSearchSynonyms({ synonyms: synonyms.filter((each) => each.from !== form.text('from')), revision: revisionIn(context) }, call);
    return saved('synonyms', 'synonym_removed');
  });
}

export async function saveWeights(context: ActionContext): Promise<Outcome> {
  const { clients: { search }, call, form } = context;
  checkAccess(['operator'], call.actor);
  const given = weight_names.filter((name) => form.text(name) !== '').map((name) => [name, Number(form.text(name))] as const);
  const wrong = given.find(([, weight]) => !(weight >= 0 && weight <= 1));
  if (wrong) return show(context, 'weights', { weights: { ...form.values }, errors: { [wrong[0]]: 'Write a number from 0 to 1, or nothing' } });
  return orShow(context, 'weights', { weights: { ...form.values } }, async () => {
    await search.saveSearchWeights({ weights: Object.fromEntries(given), revision: revisionIn(context) }, call);
    return saved('weights', 'weights_saved');
  });
}

async function orShow(context: ActionContext, tab: TabName, remarks: Remarks, change: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await change();
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || !['invalid_request', 'conflict'].includes(error.code)) throw error;
    return show(context, tab, { ...remarks, ...(error.code === 'conflict' ? { notices: [{ tone: 'error', text: error.detail ?? 'Somebody else has changed this. Look at it again.' }] } : { errors: fieldErrors(error) }) });
  }
}

/** Pointers such as `/rules/3/redirect_path` and `/synonyms/0/to/1` by the field of the form that they are about. */
export function fieldErrors(error: CodedError): Record<string, string> {
  const fields: Readonly<Record<string, string>> = { pinned_product_ids: 'other_pins' };
  return Object.fromEntries((error.errors ?? []).map(({ pointer, detail }) => {
    const field = pointer.split('/')[3] ?? 'form';
    return [fields[field] ?? field, detail];
  }));
}

async function show(context: ActionContext, tab: TabName, remarks: Remarks): Promise<Outcome> {
  const form_error = remarks.errors?.['form'];
  const notices = remarks.notices ?? [{ tone: 'error' as const, text: form_error ?? 'This was not saved as it is. Look at the fields below.' }];
  return { page: 'operator-search', status: remarks.errors ? 422 : 409, view: await viewOperatorSearch(context, tab, { ...remarks, notices }) };
}

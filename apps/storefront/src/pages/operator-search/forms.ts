import type { Rule, RuleDraft } from '@orinoco/search/contract';
import type { Form } from '../../server/form.ts';
import { isUuid } from '../../server/form.ts';
import type { RuleForm, SynonymForm } from './view.ts';

const pin = /^pin_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const emptyRule: Omit<RuleForm, 'picks'> = { rule_id: null, text: '', match: 'exact', is_enabled: true, redirect_path: '', starts_at: '', ends_at: '', note: '', boosts: '', other_pins: '' };

/** A rule for its form. */
export function formOfRule(rule: Rule): Omit<RuleForm, 'picks'> {
  const { rule_id, text, match, is_enabled, note, boosts, redirect_path, starts_at, ends_at } = rule;
  return { rule_id, text, match, is_enabled, note, redirect_path: redirect_path ?? '', starts_at: minuteOf(starts_at), ends_at: minuteOf(ends_at), boosts: boosts.map(({ filter, factor }) => `${filter} ${factor}`).join('\n'), other_pins: '' };
}

/** The form as it was sent, to be shown again. */
export function sentRule(form: Form): Omit<RuleForm, 'picks'> {
  const rule_id = form.text('rule_id');
  return {
    rule_id: isUuid(rule_id) ? rule_id : null, text: form.text('text'), match: form.text('match'), is_enabled: form.text('is_enabled') === 'true', redirect_path: form.text('redirect_path'), starts_at: form.text('starts_at'), ends_at: form.text('ends_at'),
    note: form.text('note'), boosts: form.text('boosts'), other_pins: form.text('other_pins'),
  };
}

/** Products in the order of the numbers beside them, then those by id. */
export function sentPins(form: Form): { readonly product_id: string; readonly place: string }[] {
  const numbered = Object.keys(form.values).flatMap((name) => {
    const [, product_id] = pin.exec(name) ?? [];
    const place = form.text(name);
    return product_id !== undefined && place !== '' ? [{ product_id, place }] : [];
  });
  const others = form.text('other_pins').split(/[\s,]+/).filter(Boolean).map((product_id) => ({ product_id: product_id.toLowerCase(), place: '' }));
  return [...numbered.toSorted((a, b) => Number(a.place) - Number(b.place)), ...others];
}

/** The rule that a form asks for, or what is wrong by field. */
export function draftOf(form: Form): { readonly draft: RuleDraft } | { readonly errors: Record<string, string> } {
  const sent = sentRule(form);
  const errors: Record<string, string> = {};
  const boosts = sent.boosts.split('\n').map((line) => line.trim()).filter(Boolean).flatMap((line, index) => {
    const [, filter, factor] = /^(\S.*?)\s+(?:[×x*]\s*)?(\d+(?:\.\d+)?)$/.exec(line) ?? [];
    if (filter !== undefined && Number(factor) >= 0.01 && Number(factor) <= 100) return [{ filter, factor: Number(factor) }];
    errors['boosts'] ??= `Line ${index + 1}: write a filter and a factor from 0.01 to 100, such as brand:acme 2`;
    return [];
  });
  const pins = sentPins(form).map((each) => each.product_id);
  if (!pins.every(isUuid)) errors['other_pins'] = 'Write the ids of products, one a line';
  if (Object.keys(errors).length > 0) return { errors };
  return {
    draft: {
      ...(sent.rule_id === null ? {} : { rule_id: sent.rule_id }), text: sent.text, match: sent.match === 'contains' ? 'contains' : 'exact', pinned_product_ids: pins, boosts, redirect_path: sent.redirect_path || null,
      is_enabled: sent.is_enabled, starts_at: momentOf(sent.starts_at), ends_at: momentOf(sent.ends_at), note: sent.note,
    },
  };
}

export function sentSynonym(form: Form): SynonymForm {
  return { from: form.text('from'), to: form.text('to'), is_two_way: form.text('is_two_way') === 'true' };
}

/** Words between commas. */
export function wordsIn(text: string): string[] {
  return text.split(',').map((each) => each.trim()).filter(Boolean);
}

/** Fields without an offset are UTC. What is no time goes on as it is, for the service to refuse. */
function momentOf(text: string): string | null {
  if (text === '') return null;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? `${text}Z` : text.slice(0, 40);
}

function minuteOf(at: string | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 16);
}

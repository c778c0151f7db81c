import { fail } from '@orinoco/contract';
import type { Notice } from '../../cart-types.ts';
import type { PageContext } from '../../server/context.ts';
import { pageOf } from '../../server/query.ts';
import { operatorUrls, tab_names, type Choice, type Failure, type FailureCount, type Group, type OperatorView, type SagaCount, type Tab, type TabName } from './view.ts';

const page_size = 25;
/** The contract's limit: whoever has more looks at one group. */
const last_page = 20;
/** Names of groups, kinds and operations; nothing else is worth asking about. */
const nameShape = /^[\w.:-]{1,100}$/;

const notices: Readonly<Record<string, Notice>> = {
  redriven: { tone: 'good', text: 'The event is back in the queue.' },
  group_redriven: { tone: 'good', text: 'The dead events of this group are back in the queue, in their order.' },
  saga_retried: { tone: 'good', text: 'The saga goes on now.' },
  payment_retried: { tone: 'good', text: 'The provider is asked again in a moment.' },
  gone: { tone: 'note', text: 'It is not there any more: somebody else was faster.' },
};

/** What does not go on by itself. Throws `unauthenticated` or `forbidden` for everybody but operators. */
export async function loadOperator({ clients: { operations }, call, params, query }: PageContext): Promise<OperatorView> {
  const tab = tab_names.find((name) => name === (params['tab'] ?? 'failures'));
  if (tab === undefined) throw fail('not_found');
  const page = Math.min(pageOf(query), last_page);
  const group = nameShape.test(query.get('group') ?? '') ? (query.get('group') ?? undefined) : undefined;
  const status = query.get('status');
  const sizeOf = (name: TabName) => (name === tab ? { page, page_size } : { page_size: 1 });
  const [failed, running, unpaid] = await Promise.all([
    operations.listFailures({ ...sizeOf('failures'), ...(tab === 'failures' && group !== undefined ? { consumer_group: group } : {}), ...(tab === 'failures' && (status === 'dead' || status === 'waiting') ? { status } : {}) }, call),
    operations.listSagas({ ...sizeOf('sagas'), ...(tab === 'sagas' && group !== undefined ? { kind: group } : {}), ...(tab === 'sagas' && status === 'all' ? {} : { is_stuck: true }) }, call),
    operations.listStuckPayments(sizeOf('payments'), call),
  ]);
  const shown = { failures: failed, sagas: running, payments: unpaid }[tab];
  const own = operatorUrls.tab(tab);
  const notice = notices[query.get('notice') ?? ''];
  return {
    tab, tabs: tabsOf(failed.counts, running.counts, unpaid.stuck_count), notices: notice ? [notice] : [],
    unreachable_services: [...new Set([failed, running, unpaid].flatMap((each) => each.unreachable_services))].toSorted(),
    groups: tab === 'failures' ? failureGroups(failed.counts, group) : tab === 'sagas' ? sagaGroups(running.counts, group) : [],
    choices: choicesOf(tab, status, group),
    failures: tab === 'failures' ? failed.failures.map((failure) => ({ ...failure, payload_text: JSON.stringify(failure.payload, null, 2) ?? '' })) : [],
    sagas: tab === 'sagas' ? running.sagas : [], payments: tab === 'payments' ? unpaid.payments : [],
    own_url: addressOf(own, { status, group, page: page > 1 ? String(page) : undefined }), base_url: addressOf(own, { status, group }),
    page, page_count: shown.has_more ? Math.min(page + 1, last_page) : page,
  };
}

function addressOf(path: string, fields: Readonly<Record<string, string | null | undefined>>): string {
  const query = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

function tabsOf(failures: readonly FailureCount[], sagas: readonly SagaCount[], stuck_payment_count: number): Tab[] {
  const counts: Record<TabName, number> = { failures: sum(failures.map((each) => each.failure_count)), sagas: sum(sagas.map((each) => each.stuck_count)), payments: stuck_payment_count };
  const labels: Record<TabName, string> = { failures: 'Events', sagas: 'Sagas', payments: 'Payments' };
  return tab_names.map((name) => ({ name, label: labels[name], url: operatorUrls.tab(name), count: counts[name] }));
}

function failureGroups(counts: readonly FailureCount[], selected: string | undefined): Group[] {
  return [...Map.groupBy(counts, (count) => `${count.service} ${count.consumer_group}`).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const of = (status: Failure['status']) => sum(own.filter((each) => each.status === status).map((each) => each.failure_count));
    const { service, consumer_group: name } = first;
    return [{ service, name, words: `${of('dead')} dead, ${of('waiting')} waiting`, url: addressOf(operatorUrls.tab('failures'), { group: selected === name ? null : name }), is_selected: selected === name, redrive_url: of('dead') > 0 ? operatorUrls.group(name) : null }];
  });
}

function sagaGroups(counts: readonly SagaCount[], selected: string | undefined): Group[] {
  return counts.map(({ service, kind: name, running_count, stuck_count }) => ({ service, name, words: `${stuck_count} stuck of ${running_count} that run`, url: addressOf(operatorUrls.tab('sagas'), { group: selected === name ? null : name, status: stuck_count === 0 ? 'all' : null }), is_selected: selected === name, redrive_url: null }));
}

function choicesOf(tab: TabName, status: string | null, group: string | undefined): Choice[] {
  if (tab === 'payments') return [];
  const choices: readonly (readonly [string, string | null])[] = tab === 'failures' ? [['All', null], ['Dead', 'dead'], ['Waiting', 'waiting']] : [['Stuck', null], ['All that run', 'all']];
  const chosen = choices.find(([, value]) => value === status)?.[1] ?? null;
  return choices.map(([label, value]) => ({ label, url: addressOf(operatorUrls.tab(tab), { status: value, group }), is_selected: value === chosen }));
}

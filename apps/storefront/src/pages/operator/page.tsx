import type { ReactNode } from 'react';
import { formatMoney } from '@orinoco/money';
import { Alert } from '@orinoco/ui/alert.tsx';
import { Badge } from '@orinoco/ui/badge.tsx';
import { Button } from '@orinoco/ui/button.tsx';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { Pagination } from '@orinoco/ui/pagination.tsx';
import type { Head } from '../../document.ts';
import { Notices } from '../../forms/notices.tsx';
import type { FrameProps } from '../../types.ts';
import { urls } from '../../urls.ts';
import { momentOf, operatorUrls, type Group, type OperatorView, type SagaRun, type StuckPayment } from './view.ts';
import css from './page.module.css';

export const operatorHead = (view: OperatorView): Head => ({ title: `${view.tabs.find((tab) => tab.name === view.tab)?.label ?? 'Operations'} | Operations | Orinoco`, description: 'What does not go on by itself.', is_indexed: false });

export const OperatorPage = ({ view, frame }: { view: OperatorView; frame: FrameProps }) => (
  <div className={css.page}>
    <header>
      <h1>Operations</h1>
      <p className={css.lead}>What should have gone on by itself and has not. Trying again is always safe: everything here happens once, however often it is asked for.</p>
    </header>
    <nav aria-label="What is stuck">
      <ul className={css.tabs}>
        {view.tabs.map(({ name, label, url, count }) => <li key={name}><a className={css.tab} href={url} aria-current={name === view.tab ? 'page' : undefined}>{label} <span className={count > 0 ? css.count : css.none}>{count}</span></a></li>)}
      </ul>
    </nav>
    <Notices notices={view.notices} is_flush />
    {view.unreachable_services.length > 0 && <Alert tone="warn" title="Not everything is shown"><p>No answer from {view.unreachable_services.join(', ')}.</p></Alert>}
    {view.groups.length > 0 && <Groups groups={view.groups} own_url={view.own_url} label={view.tab === 'failures' ? 'Consumer groups' : 'Kinds of sagas'} />}
    {view.choices.length > 0 && <ul className={css.choices} aria-label="Show">{view.choices.map((choice) => <li key={choice.label}><a className={css.choice} href={choice.url} aria-current={choice.is_selected ? 'true' : undefined}>{choice.label}</a></li>)}</ul>}
    <List view={view} locale={frame.locale} />
    <Pagination page={view.page} page_count={view.page_count} base_url={view.base_url} />
  </div>
);

const List = ({ view, locale }: { view: OperatorView; locale: string }) => {
  const { failures, sagas, payments, own_url } = view;
  if (failures.length + sagas.length + payments.length === 0) return <EmptyState icon="check" title={emptyWords[view.tab]}><p>Nothing here needs you.</p></EmptyState>;
  return (
    <ul className={css.list}>
      {failures.map((failure) => <li key={`${failure.service} ${failure.consumer_group} ${failure.event_id}`}><FailureCard failure={failure} own_url={own_url} /></li>)}
      {sagas.map((saga) => <li key={`${saga.service} ${saga.kind} ${saga.saga_id}`}><SagaCard saga={saga} own_url={own_url} /></li>)}
      {payments.map((payment) => <li key={payment.operation_key}><PaymentCard payment={payment} own_url={own_url} locale={locale} /></li>)}
    </ul>
  );
};

const emptyWords = { failures: 'Every event was handled', sagas: 'Every saga moves', payments: 'Every payment is settled' } as const;

const Groups = ({ groups, own_url, label }: { groups: Group[]; own_url: string; label: string }) => (
  <ul className={css.groups} aria-label={label}>
    {groups.map((group) => (
      <li className={css.group} key={`${group.service} ${group.name}`}>
        <p className={css.group_words}><a href={group.url} aria-current={group.is_selected ? 'true' : undefined}>{group.name}</a><span className={css.small}>{group.words}</span></p>
        {group.redrive_url && <Again url={group.redrive_url} own_url={own_url} label="Try all again" about={`dead events of ${group.name}`} />}
      </li>
    ))}
  </ul>
);

/** `about` tells the button from its neighbours to who hears it. */
const Again = ({ url, own_url, about, label = 'Try again' }: { url: string; own_url: string; about: string; label?: string }) => (
  <form action={url} method="post">
    <input type="hidden" name="return_to" value={own_url} />
    <Button kind="secondary" size="s" aria-label={`${label}: ${about}`}>{label}</Button>
  </form>
);

const Moment = ({ at }: { at: string }) => <time dateTime={at}>{momentOf(at)}</time>;

const Card = ({ title, badge, facts, error = null, action, children }: { title: string; badge: ReactNode; facts: readonly (readonly [string, ReactNode])[]; error?: string | null; action: ReactNode; children?: ReactNode }) => (
  <article className={css.card} aria-label={title}>
    <div className={css.head}><h2 className={css.title}>{title}</h2>{badge}<div className={css.action}>{action}</div></div>
    {error !== null && <p className={css.error}>{error}</p>}
    <dl className={css.facts}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    {children}
  </article>
);

const FailureCard = ({ failure, own_url }: { failure: OperatorView['failures'][number]; own_url: string }) => {
  const { consumer_group, event_id, type, key, status, attempt_count, retry_at, error, occurred_at, payload_text } = failure;
  const facts = [['Group', consumer_group], ['Key', key], ['Happened', <Moment at={occurred_at} key="at" />], ['Tries', String(attempt_count)], ['Event', event_id], ...(status === 'waiting' ? [['Next try', <Moment at={retry_at} key="at" />] as const] : [])] as const;
  return (
    <Card title={type} badge={<Badge tone={status === 'dead' ? 'sale' : 'warn'}>{status}</Badge>} facts={facts} error={error} action={status === 'dead' && <Again url={operatorUrls.failure(failure)} own_url={own_url} about={`${type} ${event_id}`} />}>
      <details className={css.details}><summary className={css.summary}>Payload</summary><pre className={css.payload} tabIndex={0} role="region" aria-label={`Payload of ${event_id}`}>{payload_text}</pre></details>
    </Card>
  );
};

const SagaCard = ({ saga, own_url }: { saga: SagaRun; own_url: string }) => (
  <Card title={saga.kind} badge={<Badge tone={saga.is_stuck ? 'sale' : 'neutral'}>{saga.state}</Badge>} error={saga.error} action={<Again url={operatorUrls.saga(saga)} own_url={own_url} about={`${saga.kind} ${saga.saga_id}`} />}
    facts={[['Service', saga.service], ['Tries in this state', String(saga.attempt_count)], ['Due', <Moment at={saga.wake_at} key="at" />], ['Started', <Moment at={saga.started_at} key="at" />], ['Last moved', <Moment at={saga.updated_at} key="at" />], ['Saga', saga.saga_id]]} />
);

const PaymentCard = ({ payment, own_url, locale }: { payment: StuckPayment; own_url: string; locale: string }) => (
  <Card title={`${payment.kind.slice(0, 1).toUpperCase()}${payment.kind.slice(1)} of ${formatMoney(payment.amount_minor, payment.currency, locale)}`} badge={<Badge tone="sale">not confirmed</Badge>} action={<Again url={operatorUrls.payment(payment.operation_key)} own_url={own_url} about={payment.operation_key} />}
    facts={[['Payment', payment.payment_id], ['Order', payment.order_id === null ? 'the whole purchase' : <a href={urls.order(payment.order_id)} key="order">{payment.order_id}</a>], ['Asked first', <Moment at={payment.created_at} key="at" />], ['Asked last', <Moment at={payment.tried_at} key="at" />], ['Operation', payment.operation_key]]} />
);

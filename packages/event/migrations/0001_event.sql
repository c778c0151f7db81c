-- The outbox is read as a log: each consumer group keeps its own cursor (xid, seq), so nothing is marked or deleted,
-- groups and replay come for free, and a lower number that commits later is never skipped.
create table outbox (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  event_id uuid not null default uuidv7(),
  type text not null,
  version smallint not null check (version > 0),
  key text not null,
  payload jsonb not null,
  traceparent text,
  occurred_at timestamptz not null default now(),
  primary key (xid, seq)
);
create index outbox_occurred_at on outbox using brin (occurred_at);

-- How far a consumer group of this service has read another service's outbox.
create table event_cursors (
  consumer_group text not null,
  producer text not null,
  xid xid8 not null default '0',
  seq bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (consumer_group, producer)
);

-- One row per event that had its effect here; written in the transaction of the effect.
create table inbox (
  consumer_group text not null,
  event_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer_group, event_id)
);

-- Events whose handler failed. Later events of the same key queue up behind them; the others go on.
create table event_failures (
  consumer_group text not null,
  event_id uuid not null,
  position bigint generated always as identity,
  key text not null,
  event jsonb not null,
  status text not null default 'waiting' check (status in ('waiting', 'dead')),
  attempt_count integer not null default 0,
  retry_at timestamptz not null default now(),
  error text,
  created_at timestamptz not null default now(),
  primary key (consumer_group, event_id)
);
create index event_failures_waiting on event_failures (consumer_group, retry_at) where status = 'waiting';
create index event_failures_key on event_failures (consumer_group, key) where status = 'waiting';

-- Multi-step work that survives a crash. A row is one run; a transition is a conditional update of its state.
create table sagas (
  saga_id uuid not null,
  kind text not null,
  state text not null,
  is_finished boolean not null default false,
  context jsonb not null,
  attempt_count integer not null default 0,
  version integer not null default 0,
  wake_at timestamptz not null default now(),
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (kind, saga_id)
);
create index sagas_due on sagas (wake_at) where not is_finished;

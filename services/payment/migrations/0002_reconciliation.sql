-- One row a day and provider: how the provider's settlement file of that day compares with our books. A later run of
-- the same day replaces it.
create table reconciliations (
  provider text not null,
  settled_on date not null,
  difference_count integer not null check (difference_count >= 0),
  matched_count integer not null check (matched_count >= 0),
  -- Matched, but on different sides of midnight: no difference, and yet the day's sums differ by them.
  cut_off_count integer not null check (cut_off_count >= 0),
  -- Per currency: what the file and our books say has moved.
  totals jsonb not null,
  -- The day was over: nothing can be added to it at the provider.
  is_day_over boolean not null,
  run_count integer not null default 1 check (run_count > 0),
  run_at timestamptz not null default now(),
  primary key (provider, settled_on)
);
create table reconciliation_differences (
  difference_id uuid primary key default uuidv7(),
  provider text not null,
  settled_on date not null,
  kind text not null check (kind in ('missing_at_ours', 'missing_at_provider', 'amount_differs', 'currency_differs', 'kind_differs', 'duplicated', 'wrong_day', 'unknown_fee', 'ledger_differs')),
  movement_reference text,
  operation_key text,
  payment_id text,
  -- Signed: what goes back to a buyer is negative. Null on the side that has nothing.
  own_minor bigint,
  own_currency char(3),
  own_on date,
  provider_minor bigint,
  provider_currency char(3),
  provider_on date,
  detail text not null,
  foreign key (provider, settled_on) references reconciliations on delete cascade,
  check (movement_reference is not null or operation_key is not null)
);
create index reconciliation_differences_settled_on on reconciliation_differences (provider, settled_on);

-- One row per attempt to pay a checkout, written before the provider is called: no call without a trace.
create table payments (
  payment_id uuid primary key,
  checkout_id uuid not null,
  provider text not null,
  provider_reference text,
  status text not null default 'pending' check (status in ('pending', 'requires_action', 'authorized', 'captured', 'declined', 'voided', 'unknown')),
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor >= 0),
  captured_minor bigint not null default 0 check (captured_minor >= 0),
  released_minor bigint not null default 0 check (released_minor >= 0),
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and captured_minor),
  -- Claimed by operations whose answer from the provider is outstanding, so that no two can spend the same money.
  capturing_minor bigint not null default 0 check (capturing_minor >= 0),
  releasing_minor bigint not null default 0 check (releasing_minor >= 0),
  card_brand text,
  card_last4 char(4),
  decline_code text,
  action_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (captured_minor + released_minor + capturing_minor + releasing_minor <= amount_minor)
);
create index payments_checkout_id on payments (checkout_id);

-- Every capture, release, refund and void, with the key that makes it happen once at the provider too. A row holds all
-- that is needed to finish it, so that whoever finds it pending can.
create table payment_operations (
  operation_key text primary key,
  payment_id uuid not null references payments,
  kind text not null check (kind in ('capture', 'release', 'refund', 'void')),
  order_id uuid,
  amount_minor bigint not null check (amount_minor >= 0),
  -- Nothing is left after it. Part of the request, so a repeat must not decide it anew.
  is_final boolean not null default false,
  -- How a captured amount is shared out.
  money jsonb,
  -- Of a capture: what refunds, done or under way, have claimed of it.
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and amount_minor),
  status text not null default 'pending' check (status in ('pending', 'done')),
  provider_reference text,
  created_at timestamptz not null default now(),
  tried_at timestamptz not null default now(),
  done_at timestamptz
);
create index payment_operations_payment_id on payment_operations (payment_id);
create index payment_operations_order_id on payment_operations (order_id) where kind = 'refund';
create index payment_operations_pending on payment_operations (tried_at) where status = 'pending';

create table webhooks (
  provider text not null,
  webhook_id text not null,
  type text not null,
  payload jsonb not null,
  received_at timestamptz not null default now(),
  primary key (provider, webhook_id)
);

-- Double entry: debit is positive, credit negative, and a journal sums to zero in each currency.
create table ledger_journals (
  journal_id uuid primary key default uuidv7(),
  kind text not null check (kind in ('capture', 'refund', 'payout', 'adjustment')),
  reference text not null,
  created_at timestamptz not null default now(),
  unique (kind, reference)
);
create table ledger_entries (
  entry_id uuid primary key default uuidv7(),
  journal_id uuid not null references ledger_journals,
  account text not null,
  currency char(3) not null,
  amount_minor bigint not null check (amount_minor <> 0),
  created_at timestamptz not null default now()
);
create index ledger_entries_account on ledger_entries (account, currency, entry_id desc);
create index ledger_entries_journal_id on ledger_entries (journal_id);
revoke update, delete on ledger_journals, ledger_entries from orinoco_payment;

create function check_journal_balance() returns trigger language plpgsql as $$
begin
  if exists (select from ledger_entries where journal_id = new.journal_id group by currency having sum(amount_minor) <> 0) then
    raise exception 'journal % does not balance', new.journal_id using errcode = 'check_violation', constraint = 'journal_balance';
  end if;
  return null;
end $$;
create constraint trigger journal_balance after insert on ledger_entries deferrable initially deferred for each row execute function check_journal_balance();

-- A day's movements and what a line of the file names.
create index payment_operations_moved_on on payment_operations (done_at) where kind in ('capture', 'refund') and status = 'done';
create index payment_operations_provider_reference on payment_operations (provider_reference) where provider_reference is not null;
-- A seller's sales of a period, and its balance at the ends of it.
create index payment_operations_seller_id on payment_operations ((money ->> 'seller_id'), done_at) where kind = 'capture';
create index ledger_entries_balance on ledger_entries (account, created_at) include (currency, amount_minor);

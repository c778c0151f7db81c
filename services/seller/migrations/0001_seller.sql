create table sellers (
  seller_id uuid primary key default uuidv7(),
  handle text not null unique,
  name text not null,
  description text not null default '',
  status text not null default 'pending' check (status in ('pending', 'active', 'suspended', 'closed')),
  country char(2) not null,
  city text,
  is_own boolean not null default false,
  return_days integer not null default 30 check (return_days between 0 and 365),
  -- 0 to 1: what to expect of a seller before its orders speak for themselves.
  base_score real not null default 0.5 check (base_score between 0 and 1),
  -- 0 to 1, as others were last told: base_score and how orders ended. Follows when it has moved by .02.
  score real not null default 0.5 check (score between 0 and 1),
  order_count integer not null default 0,
  delivered_count integer not null default 0,
  cancelled_count integer not null default 0,
  legal jsonb,
  joined_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sellers_name on sellers (name, seller_id) where status = 'active';

-- The most specific rule counts: seller and category, seller, category, neither.
create table commission_rules (
  commission_rule_id uuid primary key default uuidv7(),
  seller_id uuid,
  category_id uuid,
  rate_ppm integer not null check (rate_ppm between 0 and 1000000),
  fixed_minor bigint not null default 0 check (fixed_minor >= 0),
  min_minor bigint not null default 0 check (min_minor >= 0),
  currency char(3) not null default 'USD',
  created_at timestamptz not null default now(),
  unique nulls not distinct (seller_id, category_id, currency)
);

-- Payouts are made from the ledger of the payment service; the account they go to is the seller's.
create table payout_accounts (
  seller_id uuid primary key references sellers,
  provider text not null,
  provider_reference text not null,
  schedule text not null default 'weekly' check (schedule in ('daily', 'weekly', 'monthly')),
  created_at timestamptz not null default now()
);

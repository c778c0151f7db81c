create table customers (
  customer_id uuid primary key default uuidv7(),
  email text not null check (email = lower(email)),
  name text not null,
  -- argon2id in the PHC format; null for accounts that were brought in without one and must reset first.
  password_hash text,
  locale text not null default 'en-US',
  currency char(3) not null default 'USD',
  is_email_verified boolean not null default false,
  accepts_marketing boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index customers_email on customers (email);

create table seller_members (
  customer_id uuid not null references customers on delete cascade,
  seller_id uuid not null,
  role text not null default 'owner' check (role in ('owner', 'manager', 'fulfiller')),
  primary key (customer_id, seller_id)
);
create table operators (
  customer_id uuid primary key references customers on delete cascade,
  role text not null default 'administrator' check (role in ('administrator', 'support'))
);

-- Tokens are 256 random bits; only their hash is here, so that a copy of the table lets nobody in.
create table sessions (
  session_id uuid primary key default uuidv7(),
  customer_id uuid not null references customers on delete cascade,
  token_hash bytea not null unique,
  -- The token before the last rotation stays good for a moment: requests that run side by side all carry it.
  previous_token_hash bytea unique,
  rotated_at timestamptz not null default now(),
  device text not null default '',
  ip_address text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_customer_id on sessions (customer_id);
create index sessions_expires_at on sessions (expires_at);

create table one_time_tokens (
  token_hash bytea primary key,
  customer_id uuid not null references customers on delete cascade,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table addresses (
  address_id uuid primary key default uuidv7(),
  customer_id uuid not null references customers on delete cascade,
  address jsonb not null,
  is_default boolean not null default false,
  created_at timestamptz not null default now()
);
create index addresses_customer_id on addresses (customer_id);
create unique index addresses_default on addresses (customer_id) where is_default;

-- Failed attempts by account and by address: slows guessing down without locking the owner out for good.
create table sign_in_attempts (
  attempt_key text primary key,
  failure_count integer not null,
  blocked_until timestamptz,
  updated_at timestamptz not null default now()
);

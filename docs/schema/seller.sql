-- The schema of seller after all migrations. Made by scripts/api-docs.ts.

table commission_rules
  category_id uuid
  commission_rule_id uuid not null default uuidv7()
  created_at timestamp with time zone not null default now()
  currency character(3) not null default 'USD'::bpchar
  fixed_minor bigint not null default 0
  min_minor bigint not null default 0
  rate_ppm integer not null
  seller_id uuid
  commission_rules_fixed_minor_check CHECK ((fixed_minor >= 0))
  commission_rules_min_minor_check CHECK ((min_minor >= 0))
  commission_rules_pkey PRIMARY KEY (commission_rule_id)
  commission_rules_rate_ppm_check CHECK (((rate_ppm >= 0) AND (rate_ppm <= 1000000)))
  commission_rules_seller_id_category_id_currency_key UNIQUE NULLS NOT DISTINCT (seller_id, category_id, currency)
  CREATE UNIQUE INDEX commission_rules_pkey ON commission_rules USING btree (commission_rule_id)
  CREATE UNIQUE INDEX commission_rules_seller_id_category_id_currency_key ON commission_rules USING btree (seller_id, category_id, currency) NULLS NOT DISTINCT

table event_cursors
  consumer_group text not null
  producer text not null
  seq bigint not null default 0
  updated_at timestamp with time zone not null default now()
  xid xid8 not null default '0'::xid8
  event_cursors_pkey PRIMARY KEY (consumer_group, producer)
  CREATE UNIQUE INDEX event_cursors_pkey ON event_cursors USING btree (consumer_group, producer)

table event_failures
  attempt_count integer not null default 0
  consumer_group text not null
  created_at timestamp with time zone not null default now()
  error text
  event jsonb not null
  event_id uuid not null
  key text not null
  position bigint not null
  retry_at timestamp with time zone not null default now()
  status text not null default 'waiting'::text
  event_failures_pkey PRIMARY KEY (consumer_group, event_id)
  event_failures_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'dead'::text])))
  CREATE INDEX event_failures_key ON event_failures USING btree (consumer_group, key) WHERE (status = 'waiting'::text)
  CREATE INDEX event_failures_waiting ON event_failures USING btree (consumer_group, retry_at) WHERE (status = 'waiting'::text)
  CREATE UNIQUE INDEX event_failures_pkey ON event_failures USING btree (consumer_group, event_id)

table inbox
  consumer_group text not null
  event_id uuid not null
  handled_at timestamp with time zone not null default now()
  inbox_pkey PRIMARY KEY (consumer_group, event_id)
  CREATE UNIQUE INDEX inbox_pkey ON inbox USING btree (consumer_group, event_id)

table outbox
  event_id uuid not null default uuidv7()
  key text not null
  occurred_at timestamp with time zone not null default now()
  payload jsonb not null
  seq bigint not null
  traceparent text
  type text not null
  version smallint not null
  xid xid8 not null default pg_current_xact_id()
  outbox_pkey PRIMARY KEY (xid, seq)
  outbox_version_check CHECK ((version > 0))
  CREATE INDEX outbox_occurred_at ON outbox USING brin (occurred_at)
  CREATE UNIQUE INDEX outbox_pkey ON outbox USING btree (xid, seq)

table payout_accounts
  created_at timestamp with time zone not null default now()
  provider text not null
  provider_reference text not null
  schedule text not null default 'weekly'::text
  seller_id uuid not null
  payout_accounts_pkey PRIMARY KEY (seller_id)
  payout_accounts_schedule_check CHECK ((schedule = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text])))
  payout_accounts_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller.sellers(seller_id)
  CREATE UNIQUE INDEX payout_accounts_pkey ON payout_accounts USING btree (seller_id)

table sagas
  attempt_count integer not null default 0
  context jsonb not null
  created_at timestamp with time zone not null default now()
  error text
  is_finished boolean not null default false
  kind text not null
  saga_id uuid not null
  state text not null
  updated_at timestamp with time zone not null default now()
  version integer not null default 0
  wake_at timestamp with time zone not null default now()
  sagas_pkey PRIMARY KEY (kind, saga_id)
  CREATE INDEX sagas_due ON sagas USING btree (wake_at) WHERE (NOT is_finished)
  CREATE UNIQUE INDEX sagas_pkey ON sagas USING btree (kind, saga_id)

table sellers
  base_score real not null default 0.5
  cancelled_count integer not null default 0
  city text
  country character(2) not null
  delivered_count integer not null default 0
  description text not null default ''::text
  handle text not null
  is_own boolean not null default false
  joined_at timestamp with time zone not null default now()
  legal jsonb
  name text not null
  order_count integer not null default 0
  return_days integer not null default 30
  score real not null default 0.5
  seller_id uuid not null default uuidv7()
  status text not null default 'pending'::text
  updated_at timestamp with time zone not null default now()
  sellers_base_score_check CHECK (((base_score >= (0)::double precision) AND (base_score <= (1)::double precision)))
  sellers_handle_key UNIQUE (handle)
  sellers_pkey PRIMARY KEY (seller_id)
  sellers_return_days_check CHECK (((return_days >= 0) AND (return_days <= 365)))
  sellers_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
  sellers_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'suspended'::text, 'closed'::text])))
  CREATE INDEX sellers_name ON sellers USING btree (name, seller_id) WHERE (status = 'active'::text)
  CREATE UNIQUE INDEX sellers_handle_key ON sellers USING btree (handle)
  CREATE UNIQUE INDEX sellers_pkey ON sellers USING btree (seller_id)

-- The schema of identity after all migrations. Made by scripts/api-docs.ts.

table addresses
  address jsonb not null
  address_id uuid not null default uuidv7()
  created_at timestamp with time zone not null default now()
  customer_id uuid not null
  is_default boolean not null default false
  addresses_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customers(customer_id) ON DELETE CASCADE
  addresses_pkey PRIMARY KEY (address_id)
  CREATE INDEX addresses_customer_id ON addresses USING btree (customer_id)
  CREATE UNIQUE INDEX addresses_default ON addresses USING btree (customer_id) WHERE is_default
  CREATE UNIQUE INDEX addresses_pkey ON addresses USING btree (address_id)

table customers
  accepts_marketing boolean not null default false
  created_at timestamp with time zone not null default now()
  currency character(3) not null default 'USD'::bpchar
  customer_id uuid not null default uuidv7()
  email text not null
  is_email_verified boolean not null default false
  locale text not null default 'en-US'::text
  name text not null
  password_hash text
  updated_at timestamp with time zone not null default now()
  customers_email_check CHECK ((email = lower(email)))
  customers_pkey PRIMARY KEY (customer_id)
  CREATE UNIQUE INDEX customers_email ON customers USING btree (email)
  CREATE UNIQUE INDEX customers_pkey ON customers USING btree (customer_id)

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

table one_time_tokens
  customer_id uuid not null
  expires_at timestamp with time zone not null
  purpose text not null
  token_hash bytea not null
  used_at timestamp with time zone
  one_time_tokens_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customers(customer_id) ON DELETE CASCADE
  one_time_tokens_pkey PRIMARY KEY (token_hash)
  one_time_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'reset_password'::text])))
  CREATE UNIQUE INDEX one_time_tokens_pkey ON one_time_tokens USING btree (token_hash)

table operators
  customer_id uuid not null
  role text not null default 'administrator'::text
  operators_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customers(customer_id) ON DELETE CASCADE
  operators_pkey PRIMARY KEY (customer_id)
  operators_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'support'::text])))
  CREATE UNIQUE INDEX operators_pkey ON operators USING btree (customer_id)

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

table seller_members
  customer_id uuid not null
  role text not null default 'owner'::text
  seller_id uuid not null
  seller_members_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customers(customer_id) ON DELETE CASCADE
  seller_members_pkey PRIMARY KEY (customer_id, seller_id)
  seller_members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'fulfiller'::text])))
  CREATE UNIQUE INDEX seller_members_pkey ON seller_members USING btree (customer_id, seller_id)

table sessions
  created_at timestamp with time zone not null default now()
  customer_id uuid not null
  device text not null default ''::text
  expires_at timestamp with time zone not null
  ip_address text not null default ''::text
  last_seen_at timestamp with time zone not null default now()
  previous_token_hash bytea
  rotated_at timestamp with time zone not null default now()
  session_id uuid not null default uuidv7()
  token_hash bytea not null
  sessions_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customers(customer_id) ON DELETE CASCADE
  sessions_pkey PRIMARY KEY (session_id)
  sessions_previous_token_hash_key UNIQUE (previous_token_hash)
  sessions_token_hash_key UNIQUE (token_hash)
  CREATE INDEX sessions_customer_id ON sessions USING btree (customer_id)
  CREATE INDEX sessions_expires_at ON sessions USING btree (expires_at)
  CREATE UNIQUE INDEX sessions_pkey ON sessions USING btree (session_id)
  CREATE UNIQUE INDEX sessions_previous_token_hash_key ON sessions USING btree (previous_token_hash)
  CREATE UNIQUE INDEX sessions_token_hash_key ON sessions USING btree (token_hash)

table sign_in_attempts
  attempt_key text not null
  blocked_until timestamp with time zone
  failure_count integer not null
  updated_at timestamp with time zone not null default now()
  sign_in_attempts_pkey PRIMARY KEY (attempt_key)
  CREATE UNIQUE INDEX sign_in_attempts_pkey ON sign_in_attempts USING btree (attempt_key)

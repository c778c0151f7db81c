-- The schema of recommendation after all migrations. Made by scripts/api-docs.ts.

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

table interactions
  basket_id uuid
  interaction_id uuid not null default uuidv7()
  kind text not null
  occurred_at timestamp with time zone not null default now()
  origin_id uuid not null
  product_id uuid not null
  recommendation_id uuid
  seq bigint not null
  subject_id uuid not null
  xid xid8 not null default pg_current_xact_id()
  interactions_kind_check CHECK ((kind = ANY (ARRAY['view'::text, 'add'::text, 'purchase'::text])))
  interactions_pkey PRIMARY KEY (interaction_id)
  CREATE INDEX interactions_occurred_at ON interactions USING btree (occurred_at)
  CREATE INDEX interactions_purchases ON interactions USING btree (subject_id, occurred_at DESC) WHERE (kind = 'purchase'::text)
  CREATE INDEX interactions_subject ON interactions USING btree (subject_id, occurred_at DESC)
  CREATE UNIQUE INDEX interactions_log ON interactions USING btree (xid, seq)
  CREATE UNIQUE INDEX interactions_pkey ON interactions USING btree (interaction_id)
  CREATE UNIQUE INDEX interactions_purchase ON interactions USING btree (basket_id, product_id) WHERE (kind = 'purchase'::text)

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

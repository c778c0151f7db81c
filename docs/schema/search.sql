-- The schema of search after all migrations. Made by scripts/api-docs.ts.

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

table product_embeddings
  made_at timestamp with time zone not null default now()
  product_id uuid not null
  provider text not null
  text_hash text not null
  vector bytea not null
  product_embeddings_pkey PRIMARY KEY (provider, product_id)
  CREATE UNIQUE INDEX product_embeddings_pkey ON product_embeddings USING btree (provider, product_id)

table queries
  first_click_count integer not null default 0
  first_click_position_sum bigint not null default 0
  purchase_count integer not null default 0
  search_count integer not null default 0
  searched_on date not null
  text text not null
  view_count integer not null default 0
  zero_result_count integer not null default 0
  zero_view_count integer not null default 0
  queries_pkey PRIMARY KEY (text, searched_on)
  CREATE INDEX queries_searched_on ON queries USING btree (searched_on, search_count DESC)
  CREATE UNIQUE INDEX queries_pkey ON queries USING btree (text, searched_on)

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

table search_clicks
  clicked_at timestamp with time zone not null
  is_carted boolean not null default false
  is_purchased boolean not null default false
  position smallint not null
  product_id uuid not null
  subject_id uuid not null
  text text not null
  search_clicks_pkey PRIMARY KEY (subject_id, product_id, text)
  search_clicks_position_check CHECK ((("position" >= 1) AND ("position" <= 100)))
  CREATE INDEX search_clicks_clicked_at ON search_clicks USING btree (clicked_at)
  CREATE UNIQUE INDEX search_clicks_pkey ON search_clicks USING btree (subject_id, product_id, text)

table search_conversions
  computed_on date not null
  conversion real not null
  product_id uuid not null
  search_conversions_conversion_check CHECK (((conversion >= (0)::double precision) AND (conversion <= (1)::double precision)))
  search_conversions_pkey PRIMARY KEY (product_id)
  CREATE UNIQUE INDEX search_conversions_pkey ON search_conversions USING btree (product_id)

table search_reformulations
  from_text text not null
  seen_count integer not null default 0
  seen_on date not null
  to_text text not null
  search_reformulations_pkey PRIMARY KEY (from_text, to_text, seen_on)
  CREATE INDEX search_reformulations_seen_on ON search_reformulations USING btree (seen_on)
  CREATE UNIQUE INDEX search_reformulations_pkey ON search_reformulations USING btree (from_text, to_text, seen_on)

table search_rules
  boosts jsonb not null default '[]'::jsonb
  ends_at timestamp with time zone
  is_enabled boolean not null default true
  match text not null
  note text not null default ''::text
  pinned_product_ids uuid[] not null default '{}'::uuid[]
  redirect_path text
  revision bigint not null
  rule_id uuid not null default uuidv7()
  starts_at timestamp with time zone
  text text not null
  search_rules_check CHECK ((ends_at > starts_at))
  search_rules_match_check CHECK ((match = ANY (ARRAY['exact'::text, 'contains'::text])))
  search_rules_pinned_product_ids_check CHECK ((cardinality(pinned_product_ids) <= 50))
  search_rules_pkey PRIMARY KEY (rule_id)
  search_rules_redirect_path_check CHECK (((redirect_path ~ '^/[^/\\]'::text) OR (redirect_path = '/'::text)))
  search_rules_text_check CHECK ((text <> ''::text))
  CREATE UNIQUE INDEX search_rules_pkey ON search_rules USING btree (rule_id)

table search_shows
  cart_count integer not null default 0
  click_count integer not null default 0
  position smallint not null
  product_id uuid not null
  purchase_count integer not null default 0
  shown_count integer not null default 0
  shown_on date not null
  text text not null
  search_shows_pkey PRIMARY KEY (text, product_id, "position", shown_on)
  search_shows_position_check CHECK ((("position" >= 1) AND ("position" <= 100)))
  CREATE INDEX search_shows_shown_on ON search_shows USING btree (shown_on)
  CREATE UNIQUE INDEX search_shows_pkey ON search_shows USING btree (text, product_id, "position", shown_on)

table search_steering
  kind text not null
  revision bigint not null default 0
  saved_at timestamp with time zone not null default now()
  weights jsonb not null default '{}'::jsonb
  search_steering_kind_check CHECK ((kind = ANY (ARRAY['synonyms'::text, 'rules'::text, 'weights'::text])))
  search_steering_pkey PRIMARY KEY (kind)
  CREATE UNIQUE INDEX search_steering_pkey ON search_steering USING btree (kind)

table search_subjects
  seen_on date not null
  subject_key text not null
  text text not null
  search_subjects_pkey PRIMARY KEY (text, subject_key)
  CREATE INDEX search_subjects_seen_on ON search_subjects USING btree (seen_on)
  CREATE UNIQUE INDEX search_subjects_pkey ON search_subjects USING btree (text, subject_key)

table search_synonyms
  from_text text not null
  is_two_way boolean not null
  revision bigint not null
  to_texts text[] not null
  search_synonyms_from_text_check CHECK ((from_text <> ''::text))
  search_synonyms_pkey PRIMARY KEY (from_text)
  search_synonyms_to_texts_check CHECK (((cardinality(to_texts) >= 1) AND (cardinality(to_texts) <= 20)))
  CREATE UNIQUE INDEX search_synonyms_pkey ON search_synonyms USING btree (from_text)

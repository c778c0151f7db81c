-- The schema of cart after all migrations. Made by scripts/api-docs.ts.

table cart_lines
  added_at timestamp with time zone not null default now()
  cart_id uuid not null
  is_saved_for_later boolean not null default false
  line_id uuid not null default uuidv7()
  offer_id uuid not null
  quantity integer not null
  seen_price_minor bigint
  cart_lines_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES cart.carts(cart_id) ON DELETE CASCADE
  cart_lines_cart_id_offer_id_key UNIQUE (cart_id, offer_id)
  cart_lines_pkey PRIMARY KEY (line_id)
  cart_lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999)))
  CREATE UNIQUE INDEX cart_lines_cart_id_offer_id_key ON cart_lines USING btree (cart_id, offer_id)
  CREATE UNIQUE INDEX cart_lines_pkey ON cart_lines USING btree (line_id)

table carts
  cart_id uuid not null default uuidv7()
  coupon_codes text[] not null default '{}'::text[]
  created_at timestamp with time zone not null default now()
  currency character(3) not null default 'USD'::bpchar
  customer_id uuid
  guest_id uuid
  status text not null default 'open'::text
  updated_at timestamp with time zone not null default now()
  carts_check CHECK (((customer_id IS NOT NULL) OR (guest_id IS NOT NULL)))
  carts_coupon_codes_check CHECK ((cardinality(coupon_codes) <= 10))
  carts_pkey PRIMARY KEY (cart_id)
  carts_status_check CHECK ((status = ANY (ARRAY['open'::text, 'ordered'::text, 'merged'::text])))
  CREATE UNIQUE INDEX carts_open_customer ON carts USING btree (customer_id) WHERE ((status = 'open'::text) AND (customer_id IS NOT NULL))
  CREATE UNIQUE INDEX carts_open_guest ON carts USING btree (guest_id) WHERE ((status = 'open'::text) AND (customer_id IS NULL))
  CREATE UNIQUE INDEX carts_pkey ON carts USING btree (cart_id)

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

-- The schema of inventory after all migrations. Made by scripts/api-docs.ts.

table bundle_components
  bundle_offer_id uuid not null
  component_offer_id uuid not null
  quantity integer not null
  bundle_components_check CHECK ((bundle_offer_id <> component_offer_id))
  bundle_components_pkey PRIMARY KEY (bundle_offer_id, component_offer_id)
  bundle_components_quantity_check CHECK ((quantity > 0))
  CREATE INDEX bundle_components_component_offer_id ON bundle_components USING btree (component_offer_id)
  CREATE UNIQUE INDEX bundle_components_pkey ON bundle_components USING btree (bundle_offer_id, component_offer_id)

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

table offer_sellers
  offer_id uuid not null
  seller_id uuid not null
  offer_sellers_pkey PRIMARY KEY (offer_id)
  CREATE UNIQUE INDEX offer_sellers_pkey ON offer_sellers USING btree (offer_id)

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

table pending_bundles
  bundle_offer_id uuid not null
  components jsonb not null
  pending_bundles_pkey PRIMARY KEY (bundle_offer_id)
  CREATE UNIQUE INDEX pending_bundles_pkey ON pending_bundles USING btree (bundle_offer_id)

table reservations
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone
  is_expired boolean not null default false
  is_ship_due boolean not null default false
  offer_id uuid not null
  purchase_id uuid not null
  quantity integer not null
  sold_as uuid not null
  status text not null default 'held'::text
  stock_location_id uuid not null
  reservations_check CHECK (((status = 'held'::text) = (expires_at IS NOT NULL)))
  reservations_check1 CHECK (((NOT is_expired) OR (status = 'released'::text)))
  reservations_pkey PRIMARY KEY (purchase_id, sold_as, offer_id, stock_location_id)
  reservations_quantity_check CHECK ((quantity > 0))
  reservations_status_check CHECK ((status = ANY (ARRAY['held'::text, 'committed'::text, 'released'::text, 'shipped'::text])))
  CREATE INDEX reservations_expiry ON reservations USING btree (expires_at) WHERE (status = 'held'::text)
  CREATE INDEX reservations_ship_due ON reservations USING btree (offer_id) WHERE (is_ship_due AND (status = 'committed'::text))
  CREATE UNIQUE INDEX reservations_pkey ON reservations USING btree (purchase_id, sold_as, offer_id, stock_location_id)

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

table stock_levels
  counted_at timestamp with time zone
  offer_id uuid not null
  on_hand integer not null
  reserved integer not null default 0
  stock_location_id uuid not null
  stock_levels_check CHECK ((reserved <= on_hand))
  stock_levels_on_hand_check CHECK ((on_hand >= 0))
  stock_levels_pkey PRIMARY KEY (offer_id, stock_location_id)
  stock_levels_reserved_check CHECK ((reserved >= 0))
  CREATE UNIQUE INDEX stock_levels_pkey ON stock_levels USING btree (offer_id, stock_location_id)

table stock_movements
  created_at timestamp with time zone not null default now()
  movement_id uuid not null default uuidv7()
  offer_id uuid not null
  on_hand_change integer not null
  reason text not null
  reference text
  reserved_change integer not null
  stock_location_id uuid not null
  stock_movements_check CHECK (((on_hand_change <> 0) OR (reserved_change <> 0)))
  stock_movements_pkey PRIMARY KEY (movement_id)
  stock_movements_reason_check CHECK ((reason = ANY (ARRAY['receive'::text, 'adjust'::text, 'damage'::text, 'count'::text, 'reserve'::text, 'release'::text, 'ship'::text, 'return'::text])))
  CREATE INDEX stock_movements_offer_id ON stock_movements USING btree (offer_id, movement_id DESC)
  CREATE UNIQUE INDEX stock_movements_pkey ON stock_movements USING btree (movement_id)

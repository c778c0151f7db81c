-- The schema of fulfillment after all migrations. Made by scripts/api-docs.ts.

table delivery_settings
  is_only boolean not null default true
  revision bigint not null default 1
  delivery_settings_is_only_check CHECK (is_only)
  delivery_settings_pkey PRIMARY KEY (is_only)
  CREATE UNIQUE INDEX delivery_settings_pkey ON delivery_settings USING btree (is_only)

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

table holidays
  country character(2) not null
  held_on date not null
  name text not null
  holidays_pkey PRIMARY KEY (country, held_on)
  CREATE UNIQUE INDEX holidays_pkey ON holidays USING btree (country, held_on)

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

table shipment_lines
  offer_id uuid not null
  order_line_id uuid not null
  parts jsonb not null default '[]'::jsonb
  quantity integer not null
  shipment_id uuid not null
  title text not null
  shipment_lines_pkey PRIMARY KEY (shipment_id, order_line_id)
  shipment_lines_quantity_check CHECK ((quantity > 0))
  shipment_lines_shipment_id_fkey FOREIGN KEY (shipment_id) REFERENCES fulfillment.shipments(shipment_id) ON DELETE CASCADE
  CREATE UNIQUE INDEX shipment_lines_pkey ON shipment_lines USING btree (shipment_id, order_line_id)

table shipment_orders
  is_cancelled boolean not null default false
  order_id uuid not null
  shipment_orders_pkey PRIMARY KEY (order_id)
  CREATE UNIQUE INDEX shipment_orders_pkey ON shipment_orders USING btree (order_id)

table shipments
  carrier text not null default 'local'::text
  created_at timestamp with time zone not null default now()
  delivered_at timestamp with time zone
  destination jsonb not null
  earliest_on date not null
  heard_at timestamp with time zone not null default now()
  label_url text
  latest_on date not null
  order_id uuid not null
  order_number text not null
  purchase_id uuid not null
  seller_id uuid not null
  service text not null
  shipment_id uuid not null default uuidv7()
  shipped_at timestamp with time zone
  status text not null default 'pending'::text
  stock_location_id uuid not null
  tracking_number text
  tracking_url text
  weight_g integer not null default 0
  shipments_order_id_fkey FOREIGN KEY (order_id) REFERENCES fulfillment.shipment_orders(order_id)
  shipments_order_id_stock_location_id_key UNIQUE (order_id, stock_location_id)
  shipments_pkey PRIMARY KEY (shipment_id)
  shipments_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'picking'::text, 'packed'::text, 'shipped'::text, 'in_transit'::text, 'out_for_delivery'::text, 'delivered'::text, 'cancelled'::text])))
  shipments_tracking_number_key UNIQUE (tracking_number)
  CREATE INDEX shipments_open ON shipments USING btree (seller_id, created_at) WHERE (status = ANY (ARRAY['pending'::text, 'picking'::text, 'packed'::text]))
  CREATE INDEX shipments_status ON shipments USING btree (status, created_at)
  CREATE INDEX shipments_under_way ON shipments USING btree (heard_at) WHERE (status = ANY (ARRAY['shipped'::text, 'in_transit'::text, 'out_for_delivery'::text]))
  CREATE UNIQUE INDEX shipments_order_id_stock_location_id_key ON shipments USING btree (order_id, stock_location_id)
  CREATE UNIQUE INDEX shipments_pkey ON shipments USING btree (shipment_id)
  CREATE UNIQUE INDEX shipments_tracking_number_key ON shipments USING btree (tracking_number)

table shipping_rates
  amount_minor bigint not null
  carrier text not null default 'local'::text
  countries character(2)[] not null
  currency character(3) not null
  delivers_on_weekends boolean not null default false
  free_over_minor bigint
  max_days integer not null
  min_days integer not null
  name text not null
  origin_country character(2)
  per_kg_minor bigint not null default 0
  seller_id uuid
  shipping_rate_id uuid not null default uuidv7()
  shipping_rates_amount_minor_check CHECK ((amount_minor >= 0))
  shipping_rates_check CHECK ((max_days >= min_days))
  shipping_rates_free_over_minor_check CHECK ((free_over_minor >= 0))
  shipping_rates_min_days_check CHECK ((min_days >= 0))
  shipping_rates_per_kg_minor_check CHECK ((per_kg_minor >= 0))
  shipping_rates_pkey PRIMARY KEY (shipping_rate_id)
  CREATE UNIQUE INDEX shipping_rates_pkey ON shipping_rates USING btree (shipping_rate_id)

table stock_locations
  city text not null
  country character(2) not null
  cutoff text not null
  handling_days integer not null default 0
  name text not null
  open_weekdays integer[] not null default '{1,2,3,4,5}'::integer[]
  postal_code text not null
  region text
  seller_id uuid not null
  stock_location_id uuid not null default uuidv7()
  time_zone text not null
  stock_locations_cutoff_check CHECK ((cutoff ~ '^([01]\d|2[0-3]):[0-5]\d$'::text))
  stock_locations_handling_days_check CHECK (((handling_days >= 0) AND (handling_days <= 30)))
  stock_locations_pkey PRIMARY KEY (stock_location_id)
  CREATE INDEX stock_locations_seller_id ON stock_locations USING btree (seller_id)
  CREATE UNIQUE INDEX stock_locations_pkey ON stock_locations USING btree (stock_location_id)

table tracking_events
  city text
  description text not null
  occurred_at timestamp with time zone not null
  shipment_id uuid not null
  status text not null
  tracking_event_id text not null
  tracking_events_pkey PRIMARY KEY (shipment_id, tracking_event_id)
  tracking_events_shipment_id_fkey FOREIGN KEY (shipment_id) REFERENCES fulfillment.shipments(shipment_id) ON DELETE CASCADE
  CREATE UNIQUE INDEX tracking_events_pkey ON tracking_events USING btree (shipment_id, tracking_event_id)

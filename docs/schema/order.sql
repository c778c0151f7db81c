-- The schema of order after all migrations. Made by scripts/api-docs.ts.

table checkouts
  billing_address jsonb
  cart_id uuid not null
  checkout_id uuid not null default uuidv7()
  coupon_codes text[] not null default '{}'::text[]
  created_at timestamp with time zone not null default now()
  currency character(3) not null
  customer_id uuid
  email text
  guest_id uuid
  lines jsonb not null
  locale text not null default 'en-US'::text
  order_group_id uuid
  parcels jsonb not null default '[]'::jsonb
  problems jsonb not null default '[]'::jsonb
  purchase_id uuid not null default uuidv7()
  quote jsonb not null
  reject_reason jsonb
  rejected_tokens text[] not null default '{}'::text[]
  shipping_address jsonb
  status text not null default 'open'::text
  updated_at timestamp with time zone not null default now()
  checkouts_check CHECK (((status = 'placed'::text) = (order_group_id IS NOT NULL)))
  checkouts_pkey PRIMARY KEY (checkout_id)
  checkouts_status_check CHECK ((status = ANY (ARRAY['open'::text, 'placed'::text])))
  CREATE UNIQUE INDEX checkouts_cart ON "order".checkouts USING btree (cart_id)
  CREATE UNIQUE INDEX checkouts_pkey ON "order".checkouts USING btree (checkout_id)

table event_cursors
  consumer_group text not null
  producer text not null
  seq bigint not null default 0
  updated_at timestamp with time zone not null default now()
  xid xid8 not null default '0'::xid8
  event_cursors_pkey PRIMARY KEY (consumer_group, producer)
  CREATE UNIQUE INDEX event_cursors_pkey ON "order".event_cursors USING btree (consumer_group, producer)

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
  CREATE INDEX event_failures_key ON "order".event_failures USING btree (consumer_group, key) WHERE (status = 'waiting'::text)
  CREATE INDEX event_failures_waiting ON "order".event_failures USING btree (consumer_group, retry_at) WHERE (status = 'waiting'::text)
  CREATE UNIQUE INDEX event_failures_pkey ON "order".event_failures USING btree (consumer_group, event_id)

table inbox
  consumer_group text not null
  event_id uuid not null
  handled_at timestamp with time zone not null default now()
  inbox_pkey PRIMARY KEY (consumer_group, event_id)
  CREATE UNIQUE INDEX inbox_pkey ON "order".inbox USING btree (consumer_group, event_id)

table order_events
  actor text not null
  occurred_at timestamp with time zone not null default now()
  order_id uuid not null
  payload jsonb not null
  type text not null
  version integer not null
  order_events_pkey PRIMARY KEY (order_id, version)
  CREATE UNIQUE INDEX order_events_pkey ON "order".order_events USING btree (order_id, version)

table order_groups
  card_brand text
  card_last4 character(4)
  cart_id uuid
  checkout_id uuid not null
  currency character(3) not null
  customer_id uuid
  email text not null
  guest_id uuid
  locale text not null default 'en-US'::text
  order_group_id uuid not null
  order_group_number text not null
  payment_id uuid not null
  placed_at timestamp with time zone not null default now()
  total_minor bigint not null
  order_groups_checkout_id_key UNIQUE (checkout_id)
  order_groups_order_group_number_key UNIQUE (order_group_number)
  order_groups_pkey PRIMARY KEY (order_group_id)
  order_groups_total_minor_check CHECK ((total_minor >= 0))
  CREATE INDEX order_groups_customer_id ON "order".order_groups USING btree (customer_id, placed_at DESC)
  CREATE INDEX order_groups_guest_id ON "order".order_groups USING btree (guest_id) WHERE (guest_id IS NOT NULL)
  CREATE UNIQUE INDEX order_groups_checkout_id_key ON "order".order_groups USING btree (checkout_id)
  CREATE UNIQUE INDEX order_groups_order_group_number_key ON "order".order_groups USING btree (order_group_number)
  CREATE UNIQUE INDEX order_groups_pkey ON "order".order_groups USING btree (order_group_id)

table order_lines
  discount_minor bigint not null default 0
  handle text not null
  media_key text not null
  offer_id uuid not null
  order_id uuid not null
  order_line_id uuid not null
  position integer not null
  product_id uuid not null
  quantity integer not null
  sku text not null
  subtotal_minor bigint not null
  tax_minor bigint not null default 0
  title text not null
  total_minor bigint not null
  unit_price_minor bigint not null
  variant_id uuid not null
  variant_title text not null default ''::text
  weight_g integer not null default 0
  order_lines_check CHECK ((subtotal_minor = (unit_price_minor * quantity)))
  order_lines_check1 CHECK (((discount_minor >= 0) AND (discount_minor <= subtotal_minor)))
  order_lines_pkey PRIMARY KEY (order_line_id)
  order_lines_quantity_check CHECK ((quantity > 0))
  order_lines_tax_minor_check CHECK ((tax_minor >= 0))
  order_lines_total_minor_check CHECK ((total_minor >= 0))
  order_lines_unit_price_minor_check CHECK ((unit_price_minor >= 0))
  CREATE INDEX order_lines_order_id ON "order".order_lines USING btree (order_id, "position")
  CREATE UNIQUE INDEX order_lines_pkey ON "order".order_lines USING btree (order_line_id)

table orders
  allocations jsonb not null default '[]'::jsonb
  cancelled_at timestamp with time zone
  captured_minor bigint not null default 0
  commission_minor bigint not null
  currency character(3) not null
  customer_id uuid
  delivered_at timestamp with time zone
  delivery jsonb not null
  discount_minor bigint not null
  is_tax_included boolean not null
  marketplace_discount_minor bigint not null default 0
  order_group_id uuid not null
  order_id uuid not null
  order_number text not null
  placed_at timestamp with time zone not null default now()
  purchase_id uuid not null
  refunded_minor bigint not null default 0
  seller_handle text not null
  seller_id uuid not null
  seller_name text not null
  shipped_at timestamp with time zone
  shipping_address jsonb not null
  shipping_minor bigint not null
  status text not null
  subtotal_minor bigint not null
  tax_minor bigint not null
  total_minor bigint not null
  version integer not null default 1
  orders_check CHECK (((discount_minor >= 0) AND (discount_minor <= (subtotal_minor + shipping_minor))))
  orders_check1 CHECK (((marketplace_discount_minor >= 0) AND (marketplace_discount_minor <= discount_minor)))
  orders_check2 CHECK (((captured_minor >= 0) AND (captured_minor <= total_minor)))
  orders_check3 CHECK (((refunded_minor >= 0) AND (refunded_minor <= total_minor)))
  orders_check4 CHECK ((total_minor = (((subtotal_minor - discount_minor) + shipping_minor) +
CASE
    WHEN is_tax_included THEN (0)::bigint
    ELSE tax_minor
END)))
  orders_commission_minor_check CHECK ((commission_minor >= 0))
  orders_order_group_id_fkey FOREIGN KEY (order_group_id) REFERENCES "order".order_groups(order_group_id)
  orders_pkey PRIMARY KEY (order_id, placed_at)
  orders_shipping_minor_check CHECK ((shipping_minor >= 0))
  orders_status_check CHECK ((status = ANY (ARRAY['placed'::text, 'preparing'::text, 'shipped'::text, 'delivered'::text, 'cancelling'::text, 'cancelled'::text])))
  orders_subtotal_minor_check CHECK ((subtotal_minor >= 0))
  orders_tax_minor_check CHECK ((tax_minor >= 0))
  orders_total_minor_check CHECK ((total_minor >= 0))
  orders_version_check CHECK ((version > 0))
  CREATE INDEX orders_customer_id ON ONLY "order".orders USING btree (customer_id, placed_at DESC)
  CREATE INDEX orders_open ON ONLY "order".orders USING btree (seller_id, placed_at) WHERE (status = ANY (ARRAY['placed'::text, 'preparing'::text, 'shipped'::text, 'cancelling'::text]))
  CREATE INDEX orders_order_group_id ON ONLY "order".orders USING btree (order_group_id)
  CREATE INDEX orders_seller_id ON ONLY "order".orders USING btree (seller_id, placed_at DESC)
  CREATE UNIQUE INDEX orders_pkey ON ONLY "order".orders USING btree (order_id, placed_at)

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
  CREATE INDEX outbox_occurred_at ON "order".outbox USING brin (occurred_at)
  CREATE UNIQUE INDEX outbox_pkey ON "order".outbox USING btree (xid, seq)

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
  CREATE INDEX sagas_due ON "order".sagas USING btree (wake_at) WHERE (NOT is_finished)
  CREATE UNIQUE INDEX sagas_pkey ON "order".sagas USING btree (kind, saga_id)

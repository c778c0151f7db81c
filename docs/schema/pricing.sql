-- The schema of pricing after all migrations. Made by scripts/api-docs.ts.

table coupon_redemptions
  coupon_id uuid not null
  created_at timestamp with time zone not null default now()
  customer_id uuid
  purchase_id uuid not null
  status text not null default 'used'::text
  coupon_redemptions_coupon_id_fkey FOREIGN KEY (coupon_id) REFERENCES pricing.coupons(coupon_id)
  coupon_redemptions_pkey PRIMARY KEY (coupon_id, purchase_id)
  coupon_redemptions_status_check CHECK ((status = ANY (ARRAY['used'::text, 'released'::text])))
  CREATE INDEX coupon_redemptions_customer_id ON coupon_redemptions USING btree (customer_id, coupon_id) WHERE (status = 'used'::text)
  CREATE INDEX coupon_redemptions_purchase_id ON coupon_redemptions USING btree (purchase_id)
  CREATE UNIQUE INDEX coupon_redemptions_pkey ON coupon_redemptions USING btree (coupon_id, purchase_id)

table coupons
  amount_minor bigint
  category_ids uuid[] not null default '{}'::uuid[]
  code text not null
  coupon_id uuid not null default uuidv7()
  created_at timestamp with time zone not null default now()
  currency character(3)
  ends_at timestamp with time zone
  funded_by text not null default 'marketplace'::text
  is_first_order_only boolean not null default false
  kind text not null
  min_subtotal_minor bigint not null default 0
  percent_ppm integer
  seller_id uuid
  starts_at timestamp with time zone
  usage_limit integer
  usage_limit_per_customer integer
  used_count integer not null default 0
  coupons_amount_minor_check CHECK ((amount_minor > 0))
  coupons_check CHECK (((usage_limit IS NULL) OR (used_count <= usage_limit)))
  coupons_check1 CHECK (((kind <> 'percent'::text) OR (percent_ppm IS NOT NULL)))
  coupons_check2 CHECK (((kind <> 'amount'::text) OR ((amount_minor IS NOT NULL) AND (currency IS NOT NULL))))
  coupons_code_check CHECK ((code ~ '^[A-Z0-9_-]{3,32}$'::text))
  coupons_code_key UNIQUE (code)
  coupons_funded_by_check CHECK ((funded_by = ANY (ARRAY['marketplace'::text, 'seller'::text])))
  coupons_kind_check CHECK ((kind = ANY (ARRAY['percent'::text, 'amount'::text, 'free_shipping'::text])))
  coupons_min_subtotal_minor_check CHECK ((min_subtotal_minor >= 0))
  coupons_percent_ppm_check CHECK (((percent_ppm >= 1) AND (percent_ppm <= 1000000)))
  coupons_pkey PRIMARY KEY (coupon_id)
  coupons_usage_limit_check CHECK ((usage_limit > 0))
  coupons_usage_limit_per_customer_check CHECK ((usage_limit_per_customer > 0))
  coupons_used_count_check CHECK ((used_count >= 0))
  CREATE UNIQUE INDEX coupons_code_key ON coupons USING btree (code)
  CREATE UNIQUE INDEX coupons_pkey ON coupons USING btree (coupon_id)

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

table price_history
  currency character(3) not null
  from_at timestamp with time zone not null
  offer_id uuid not null
  price_minor bigint not null
  until_at timestamp with time zone not null
  price_history_check CHECK ((until_at >= from_at))
  price_history_pkey PRIMARY KEY (offer_id, currency, from_at)
  price_history_price_minor_check CHECK ((price_minor > 0))
  CREATE UNIQUE INDEX price_history_pkey ON price_history USING btree (offer_id, currency, from_at)

table prices
  currency character(3) not null
  from_at timestamp with time zone not null default now()
  list_price_minor bigint
  offer_id uuid not null
  price_minor bigint not null
  prices_check CHECK ((list_price_minor > price_minor))
  prices_pkey PRIMARY KEY (offer_id, currency)
  prices_price_minor_check CHECK ((price_minor > 0))
  CREATE UNIQUE INDEX prices_pkey ON prices USING btree (offer_id, currency)

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

table tax_rates
  country character(2) not null
  is_included boolean not null
  is_shipping_taxed boolean not null default false
  name text not null
  rate_ppm integer not null
  region text
  tax_category text not null default 'standard'::text
  tax_rate_id uuid not null default uuidv7()
  tax_rates_country_region_tax_category_name_key UNIQUE NULLS NOT DISTINCT (country, region, tax_category, name)
  tax_rates_pkey PRIMARY KEY (tax_rate_id)
  tax_rates_rate_ppm_check CHECK (((rate_ppm >= 0) AND (rate_ppm <= 1000000)))
  CREATE UNIQUE INDEX tax_rates_country_region_tax_category_name_key ON tax_rates USING btree (country, region, tax_category, name) NULLS NOT DISTINCT
  CREATE UNIQUE INDEX tax_rates_pkey ON tax_rates USING btree (tax_rate_id)

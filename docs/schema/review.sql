-- The schema of review after all migrations. Made by scripts/api-docs.ts.

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

table helpful_votes
  customer_id uuid not null
  review_id uuid not null
  helpful_votes_pkey PRIMARY KEY (review_id, customer_id)
  helpful_votes_review_id_fkey FOREIGN KEY (review_id) REFERENCES review.reviews(review_id) ON DELETE CASCADE
  CREATE UNIQUE INDEX helpful_votes_pkey ON helpful_votes USING btree (review_id, customer_id)

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

table purchases
  customer_id uuid not null
  order_id uuid not null
  product_id uuid not null
  purchased_at timestamp with time zone not null
  purchases_pkey PRIMARY KEY (customer_id, product_id)
  CREATE UNIQUE INDEX purchases_pkey ON purchases USING btree (customer_id, product_id)

table rating_totals
  product_id uuid not null
  star_1 integer not null default 0
  star_2 integer not null default 0
  star_3 integer not null default 0
  star_4 integer not null default 0
  star_5 integer not null default 0
  rating_totals_pkey PRIMARY KEY (product_id)
  CREATE UNIQUE INDEX rating_totals_pkey ON rating_totals USING btree (product_id)

table reviews
  body text not null
  created_at timestamp with time zone not null default now()
  customer_id uuid
  customer_name text not null
  helpful_count integer not null default 0
  is_verified_purchase boolean not null default false
  product_id uuid not null
  rating smallint not null
  review_id uuid not null default uuidv7()
  status text not null default 'published'::text
  title text not null
  reviews_helpful_count_check CHECK ((helpful_count >= 0))
  reviews_pkey PRIMARY KEY (review_id)
  reviews_rating_check CHECK (((rating >= 1) AND (rating <= 5)))
  reviews_status_check CHECK ((status = ANY (ARRAY['published'::text, 'hidden'::text])))
  CREATE INDEX reviews_helpful ON reviews USING btree (product_id, helpful_count DESC, created_at DESC) WHERE (status = 'published'::text)
  CREATE INDEX reviews_newest ON reviews USING btree (product_id, created_at DESC) WHERE (status = 'published'::text)
  CREATE INDEX reviews_rating_high ON reviews USING btree (product_id, rating DESC, created_at DESC) WHERE (status = 'published'::text)
  CREATE INDEX reviews_rating_low ON reviews USING btree (product_id, rating, created_at DESC) WHERE (status = 'published'::text)
  CREATE UNIQUE INDEX reviews_once ON reviews USING btree (product_id, customer_id) WHERE (customer_id IS NOT NULL)
  CREATE UNIQUE INDEX reviews_pkey ON reviews USING btree (review_id)

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

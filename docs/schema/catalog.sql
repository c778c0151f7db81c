-- The schema of catalog after all migrations. Made by scripts/api-docs.ts.

table brands
  brand_id uuid not null default uuidv7()
  country character(2)
  description text not null default ''::text
  handle text not null
  name text not null
  brands_handle_key UNIQUE (handle)
  brands_pkey PRIMARY KEY (brand_id)
  CREATE UNIQUE INDEX brands_handle_key ON brands USING btree (handle)
  CREATE UNIQUE INDEX brands_pkey ON brands USING btree (brand_id)

table categories
  attributes jsonb not null default '[]'::jsonb
  category_id uuid not null default uuidv7()
  handle text not null
  name text not null
  parent_category_id uuid
  path_ids uuid[] not null
  position integer not null default 0
  categories_handle_key UNIQUE (handle)
  categories_parent_category_id_fkey FOREIGN KEY (parent_category_id) REFERENCES catalog.categories(category_id)
  categories_pkey PRIMARY KEY (category_id)
  CREATE UNIQUE INDEX categories_handle_key ON categories USING btree (handle)
  CREATE UNIQUE INDEX categories_pkey ON categories USING btree (category_id)

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

table featured_offers
  decided_at timestamp with time zone not null default now()
  offer_id uuid
  product_id uuid not null
  reason jsonb not null
  variant_id uuid not null
  featured_offers_pkey PRIMARY KEY (variant_id)
  featured_offers_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalog.variants(variant_id) ON DELETE CASCADE
  CREATE INDEX featured_offers_product_id ON featured_offers USING btree (product_id)
  CREATE UNIQUE INDEX featured_offers_pkey ON featured_offers USING btree (variant_id)

table inbox
  consumer_group text not null
  event_id uuid not null
  handled_at timestamp with time zone not null default now()
  inbox_pkey PRIMARY KEY (consumer_group, event_id)
  CREATE UNIQUE INDEX inbox_pkey ON inbox USING btree (consumer_group, event_id)

table listing_categories
  category_id uuid not null
  popularity double precision not null default 0
  product_id uuid not null
  listing_categories_pkey PRIMARY KEY (category_id, product_id)
  listing_categories_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.listings(product_id) ON DELETE CASCADE
  CREATE INDEX listing_categories_popularity ON listing_categories USING btree (category_id, popularity DESC, product_id)
  CREATE INDEX listing_categories_product_id ON listing_categories USING btree (product_id)
  CREATE UNIQUE INDEX listing_categories_pkey ON listing_categories USING btree (category_id, product_id)

table listings
  announced_popularity double precision not null default 0
  badges jsonb not null default '[]'::jsonb
  brand_handle text
  brand_name text
  card json not null
  category_handle text not null
  category_id uuid not null
  category_name text not null
  content_digest text not null
  created_at timestamp with time zone not null
  currency character(3) not null default 'USD'::bpchar
  handle text not null
  handling_days integer not null default 1
  is_in_stock boolean not null default false
  is_listed boolean not null default true
  list_price_minor bigint
  media_key text not null
  offer_count integer not null default 0
  offer_id uuid
  popularity double precision not null default 0
  price_minor bigint
  product_id uuid not null
  rating_average real
  rating_count integer not null default 0
  seller_handle text
  seller_id uuid
  seller_name text
  stock_hint text not null default 'out'::text
  title text not null
  updated_at timestamp with time zone not null default now()
  variant_id uuid
  version bigint not null default 1
  listings_pkey PRIMARY KEY (product_id)
  listings_stock_hint_check CHECK ((stock_hint = ANY (ARRAY['in_stock'::text, 'low'::text, 'out'::text])))
  CREATE INDEX listings_best_sellers ON listings USING btree (category_id) WHERE (badges ? 'best-seller'::text)
  CREATE INDEX listings_brand ON listings USING btree (brand_handle, popularity DESC, product_id) WHERE is_listed
  CREATE INDEX listings_newest ON listings USING btree (created_at DESC, product_id) WHERE is_listed
  CREATE INDEX listings_popularity ON listings USING btree (popularity DESC, product_id) WHERE is_listed
  CREATE INDEX listings_price ON listings USING btree (price_minor, product_id) WHERE is_listed
  CREATE INDEX listings_price_falling ON listings USING btree (price_minor DESC NULLS LAST, product_id) WHERE is_listed
  CREATE INDEX listings_rating ON listings USING btree (rating_average DESC NULLS LAST, rating_count DESC, product_id) WHERE is_listed
  CREATE INDEX listings_seller ON listings USING btree (seller_handle, popularity DESC, product_id) WHERE is_listed
  CREATE UNIQUE INDEX listings_pkey ON listings USING btree (product_id)

table media
  alt text not null default ''::text
  media_key text not null
  position integer not null
  product_id uuid not null
  media_pkey PRIMARY KEY (product_id, "position")
  media_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(product_id) ON DELETE CASCADE
  CREATE UNIQUE INDEX media_pkey ON media USING btree (product_id, "position")

table offers
  available_count integer not null default 0
  components jsonb not null default '[]'::jsonb
  condition text not null default 'new'::text
  created_at timestamp with time zone not null default now()
  currency character(3) not null default 'USD'::bpchar
  handling_days integer not null default 1
  is_complete boolean not null default true
  list_price_minor bigint
  lowest_price_30d_minor bigint
  offer_id uuid not null default uuidv7()
  price_minor bigint
  product_id uuid not null
  quantity_limit integer not null default 30
  seller_id uuid not null
  seller_sku text not null
  shipping_minor bigint not null default 0
  status text not null default 'active'::text
  updated_at timestamp with time zone not null default now()
  variant_id uuid not null
  offers_available_count_check CHECK ((available_count >= 0))
  offers_condition_check CHECK ((condition = ANY (ARRAY['new'::text, 'used_like_new'::text, 'used_good'::text, 'refurbished'::text])))
  offers_handling_days_check CHECK (((handling_days >= 0) AND (handling_days <= 30)))
  offers_list_price_minor_check CHECK ((list_price_minor > 0))
  offers_pkey PRIMARY KEY (offer_id)
  offers_price_minor_check CHECK ((price_minor > 0))
  offers_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(product_id) ON DELETE CASCADE
  offers_quantity_limit_check CHECK ((quantity_limit > 0))
  offers_seller_id_seller_sku_key UNIQUE (seller_id, seller_sku) DEFERRABLE INITIALLY DEFERRED
  offers_shipping_minor_check CHECK ((shipping_minor >= 0))
  offers_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'closed'::text])))
  offers_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalog.variants(variant_id) ON DELETE CASCADE
  CREATE INDEX offers_product_id ON offers USING btree (product_id)
  CREATE INDEX offers_variant_id ON offers USING btree (variant_id)
  CREATE UNIQUE INDEX offers_pkey ON offers USING btree (offer_id)
  CREATE UNIQUE INDEX offers_seller_id_seller_sku_key ON offers USING btree (seller_id, seller_sku)

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

table pending_offers
  available_count integer
  currency character(3)
  heard_at timestamp with time zone not null default now()
  list_price_minor bigint
  lowest_price_30d_minor bigint
  offer_id uuid not null
  price_minor bigint
  pending_offers_pkey PRIMARY KEY (offer_id)
  CREATE UNIQUE INDEX pending_offers_pkey ON pending_offers USING btree (offer_id)

table product_signals
  popularity double precision not null default 0
  product_id uuid not null
  rating_average real
  rating_count integer not null default 0
  product_signals_pkey PRIMARY KEY (product_id)
  product_signals_popularity_check CHECK ((popularity >= (0)::double precision))
  CREATE UNIQUE INDEX product_signals_pkey ON product_signals USING btree (product_id)

table product_translations
  description text not null default ''::text
  locale text not null
  product_id uuid not null
  title text not null
  product_translations_pkey PRIMARY KEY (product_id, locale)
  product_translations_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(product_id) ON DELETE CASCADE
  CREATE UNIQUE INDEX product_translations_pkey ON product_translations USING btree (product_id, locale)

table products
  attributes jsonb not null default '{}'::jsonb
  brand_id uuid
  category_id uuid not null
  created_at timestamp with time zone not null default now()
  description text not null default ''::text
  features jsonb not null default '[]'::jsonb
  handle text not null
  options jsonb not null default '[]'::jsonb
  product_id uuid not null default uuidv7()
  status text not null default 'published'::text
  tax_category text not null default 'standard'::text
  title text not null
  updated_at timestamp with time zone not null default now()
  products_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES catalog.brands(brand_id)
  products_category_id_fkey FOREIGN KEY (category_id) REFERENCES catalog.categories(category_id)
  products_handle_key UNIQUE (handle)
  products_pkey PRIMARY KEY (product_id)
  products_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'archived'::text])))
  products_title_check CHECK ((title <> ''::text))
  CREATE INDEX products_brand_id ON products USING btree (brand_id)
  CREATE INDEX products_category_id ON products USING btree (category_id)
  CREATE UNIQUE INDEX products_handle_key ON products USING btree (handle)
  CREATE UNIQUE INDEX products_pkey ON products USING btree (product_id)

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

table seller_cards
  handle text not null
  is_own boolean not null default false
  name text not null
  return_days integer not null default 30
  score real not null default 0.5
  seller_id uuid not null
  status text not null
  seller_cards_pkey PRIMARY KEY (seller_id)
  CREATE UNIQUE INDEX seller_cards_pkey ON seller_cards USING btree (seller_id)

table stale_listings
  marked_at timestamp with time zone not null default now()
  product_id uuid not null
  stale_listings_pkey PRIMARY KEY (product_id)
  CREATE UNIQUE INDEX stale_listings_pkey ON stale_listings USING btree (product_id)

table variant_components
  component_variant_id uuid not null
  quantity integer not null
  variant_id uuid not null
  variant_components_check CHECK ((variant_id <> component_variant_id))
  variant_components_component_variant_id_fkey FOREIGN KEY (component_variant_id) REFERENCES catalog.variants(variant_id)
  variant_components_pkey PRIMARY KEY (variant_id, component_variant_id)
  variant_components_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99)))
  variant_components_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalog.variants(variant_id) ON DELETE CASCADE
  CREATE INDEX variant_components_component_variant_id ON variant_components USING btree (component_variant_id)
  CREATE UNIQUE INDEX variant_components_pkey ON variant_components USING btree (variant_id, component_variant_id)

table variants
  gtin character(14)
  media_key text
  option_values jsonb not null default '{}'::jsonb
  position integer not null default 0
  product_id uuid not null
  sku text not null
  variant_id uuid not null default uuidv7()
  weight_g integer not null default 0
  variants_gtin_key UNIQUE (gtin) DEFERRABLE INITIALLY DEFERRED
  variants_pkey PRIMARY KEY (variant_id)
  variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalog.products(product_id) ON DELETE CASCADE
  variants_sku_key UNIQUE (sku) DEFERRABLE INITIALLY DEFERRED
  variants_weight_g_check CHECK ((weight_g >= 0))
  CREATE INDEX variants_product_id ON variants USING btree (product_id, "position")
  CREATE UNIQUE INDEX variants_gtin_key ON variants USING btree (gtin)
  CREATE UNIQUE INDEX variants_pkey ON variants USING btree (variant_id)
  CREATE UNIQUE INDEX variants_sku_key ON variants USING btree (sku)

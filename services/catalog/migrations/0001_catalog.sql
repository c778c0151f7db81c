create table categories (
  category_id uuid primary key default uuidv7(),
  parent_category_id uuid references categories,
  handle text not null unique,
  name text not null,
  position integer not null default 0,
  -- Ids from the root to this one, so that "everything below" needs no recursion.
  path_ids uuid[] not null,
  attributes jsonb not null default '[]'
);

create table brands (
  brand_id uuid primary key default uuidv7(),
  handle text not null unique,
  name text not null,
  description text not null default '',
  country char(2)
);

create table products (
  product_id uuid primary key default uuidv7(),
  handle text not null unique,
  title text not null check (title <> ''),
  description text not null default '',
  features jsonb not null default '[]',
  brand_id uuid references brands,
  category_id uuid not null references categories,
  attributes jsonb not null default '{}',
  options jsonb not null default '[]',
  tax_category text not null default 'standard',
  status text not null default 'published' check (status in ('draft', 'published', 'archived')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index products_category_id on products (category_id);
create index products_brand_id on products (brand_id);

create table product_translations (
  product_id uuid not null references products on delete cascade,
  locale text not null,
  title text not null,
  description text not null default '',
  primary key (product_id, locale)
);

create table media (
  product_id uuid not null references products on delete cascade,
  position integer not null,
  media_key text not null,
  alt text not null default '',
  primary key (product_id, position)
);

create table variants (
  variant_id uuid primary key default uuidv7(),
  product_id uuid not null references products on delete cascade,
  -- Deferred, so that one save can swap the SKUs or GTINs of two variants.
  sku text not null unique deferrable initially deferred,
  -- 14 digits, zero-padded; the check digit is verified before it gets here.
  gtin char(14) unique deferrable initially deferred,
  option_values jsonb not null default '{}',
  weight_g integer not null default 0 check (weight_g >= 0),
  media_key text,
  position integer not null default 0
);
create index variants_product_id on variants (product_id, position);

-- What one unit of a bundle variant is made of. It has as much stock as its components allow.
create table variant_components (
  variant_id uuid not null references variants on delete cascade,
  component_variant_id uuid not null references variants,
  quantity integer not null check (quantity between 1 and 99),
  primary key (variant_id, component_variant_id),
  check (variant_id <> component_variant_id)
);
create index variant_components_component_variant_id on variant_components (component_variant_id);

-- What the catalogue has heard of sellers; the truth is the seller service's.
create table seller_cards (
  seller_id uuid primary key,
  handle text not null,
  name text not null,
  status text not null,
  score real not null default 0.5,
  is_own boolean not null default false,
  return_days integer not null default 30
);

-- A seller's offer of a variant. Price and stock are copies of what pricing and inventory last said.
create table offers (
  offer_id uuid primary key default uuidv7(),
  variant_id uuid not null references variants on delete cascade,
  product_id uuid not null references products on delete cascade,
  seller_id uuid not null,
  seller_sku text not null,
  condition text not null default 'new' check (condition in ('new', 'used_like_new', 'used_good', 'refurbished')),
  handling_days integer not null default 1 check (handling_days between 0 and 30),
  quantity_limit integer not null default 30 check (quantity_limit > 0),
  status text not null default 'active' check (status in ('active', 'paused', 'closed')),
  price_minor bigint check (price_minor > 0),
  list_price_minor bigint check (list_price_minor > 0),
  lowest_price_30d_minor bigint,
  currency char(3) not null default 'USD',
  shipping_minor bigint not null default 0 check (shipping_minor >= 0),
  available_count integer not null default 0 check (available_count >= 0),
  -- Of a bundle: the seller's offers that it draws on, [{offer_id, quantity}], chosen when it is saved.
  components jsonb not null default '[]',
  -- False for a bundle of which a component's offer is not active; nothing of it can be bought then.
  is_complete boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (seller_id, seller_sku) deferrable initially deferred
);
create index offers_product_id on offers (product_id);
create index offers_variant_id on offers (variant_id);

-- What pricing and inventory have said of offers that the catalogue has not heard of yet; taken over when they are saved.
create table pending_offers (
  offer_id uuid primary key,
  price_minor bigint,
  list_price_minor bigint,
  lowest_price_30d_minor bigint,
  currency char(3),
  available_count integer,
  heard_at timestamptz not null default now()
);

-- What shoppers make of a product. No foreign key: it may be heard before the product, and outlives every rebuild.
create table product_signals (
  product_id uuid primary key,
  rating_average real,
  rating_count integer not null default 0,
  -- Units sold, doubled for every 30 days since the start of 2026: sorts like "halved every 30 days" without ageing.
  popularity double precision not null default 0 check (popularity >= 0)
);

-- The decision which offer a variant shows first, with what it was decided on, so that it can be replayed.
create table featured_offers (
  variant_id uuid primary key references variants on delete cascade,
  product_id uuid not null,
  offer_id uuid,
  reason jsonb not null,
  decided_at timestamptz not null default now()
);
create index featured_offers_product_id on featured_offers (product_id);

-- The projection that hot pages read: one row per product, no joins.
create table listings (
  product_id uuid primary key,
  -- Not unique: when two products change handles, one listing is rebuilt before the other.
  handle text not null,
  title text not null,
  brand_handle text,
  brand_name text,
  category_id uuid not null,
  category_handle text not null,
  category_name text not null,
  media_key text not null,
  offer_id uuid,
  variant_id uuid,
  seller_id uuid,
  seller_handle text,
  seller_name text,
  price_minor bigint,
  list_price_minor bigint,
  currency char(3) not null default 'USD',
  offer_count integer not null default 0,
  rating_average real,
  rating_count integer not null default 0,
  is_in_stock boolean not null default false,
  stock_hint text not null default 'out' check (stock_hint in ('in_stock', 'low', 'out')),
  handling_days integer not null default 1,
  badges jsonb not null default '[]',
  -- As in product_signals: the order of "popular".
  popularity double precision not null default 0,
  -- The popularity that the last event told of; search hears when it has grown by a quarter.
  announced_popularity double precision not null default 0,
  -- The whole card as pages get it, so that a page of cards is read and sent without being built.
  card json not null,
  -- Changes with what search indexes beside the card: description, attributes, identifiers, category path, sellers.
  content_digest text not null,
  is_listed boolean not null default true,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null default now()
);
create index listings_popularity on listings (popularity desc, product_id) where is_listed;
create index listings_newest on listings (created_at desc, product_id) where is_listed;
create index listings_price on listings (price_minor, product_id) where is_listed;
create index listings_price_falling on listings (price_minor desc nulls last, product_id) where is_listed;
create index listings_rating on listings (rating_average desc nulls last, rating_count desc, product_id) where is_listed;
create index listings_brand on listings (brand_handle, popularity desc, product_id) where is_listed;
create index listings_seller on listings (seller_handle, popularity desc, product_id) where is_listed;
create index listings_best_sellers on listings (category_id) where badges ? 'best-seller';

-- A product stands under its category and every one above it; sorted so that a page is one index scan.
create table listing_categories (
  category_id uuid not null,
  product_id uuid not null references listings on delete cascade,
  popularity double precision not null default 0,
  primary key (category_id, product_id)
);
create index listing_categories_popularity on listing_categories (category_id, popularity desc, product_id);
create index listing_categories_product_id on listing_categories (product_id);

-- Products whose listing has to be decided anew; many events about one product become one rebuild.
create table stale_listings (
  product_id uuid primary key,
  marked_at timestamptz not null default now()
);

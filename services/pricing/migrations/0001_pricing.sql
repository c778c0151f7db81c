create table prices (
  offer_id uuid not null,
  currency char(3) not null,
  price_minor bigint not null check (price_minor > 0),
  list_price_minor bigint check (list_price_minor > price_minor),
  from_at timestamptz not null default now(),
  primary key (offer_id, currency)
);

-- Prices that have been in force and no longer are: never changed, so that "the lowest in 30 days" can be proved.
create table price_history (
  offer_id uuid not null,
  currency char(3) not null,
  price_minor bigint not null check (price_minor > 0),
  from_at timestamptz not null,
  until_at timestamptz not null,
  check (until_at >= from_at),
  primary key (offer_id, currency, from_at)
);
revoke update, delete on price_history from orinoco_pricing;

create table coupons (
  coupon_id uuid primary key default uuidv7(),
  code text not null unique check (code ~ '^[A-Z0-9_-]{3,32}$'),
  kind text not null check (kind in ('percent', 'amount', 'free_shipping')),
  percent_ppm integer check (percent_ppm between 1 and 1000000),
  amount_minor bigint check (amount_minor > 0),
  currency char(3),
  min_subtotal_minor bigint not null default 0 check (min_subtotal_minor >= 0),
  seller_id uuid,
  category_ids uuid[] not null default '{}',
  is_first_order_only boolean not null default false,
  funded_by text not null default 'marketplace' check (funded_by in ('marketplace', 'seller')),
  usage_limit integer check (usage_limit > 0),
  usage_limit_per_customer integer check (usage_limit_per_customer > 0),
  used_count integer not null default 0 check (used_count >= 0),
  starts_at timestamptz,
  ends_at timestamptz,
  created_at timestamptz not null default now(),
  check (usage_limit is null or used_count <= usage_limit),
  check (kind <> 'percent' or percent_ppm is not null),
  check (kind <> 'amount' or (amount_minor is not null and currency is not null))
);

create table coupon_redemptions (
  coupon_id uuid not null references coupons,
  purchase_id uuid not null,
  customer_id uuid,
  status text not null default 'used' check (status in ('used', 'released')),
  created_at timestamptz not null default now(),
  primary key (coupon_id, purchase_id)
);
create index coupon_redemptions_purchase_id on coupon_redemptions (purchase_id);
create index coupon_redemptions_customer_id on coupon_redemptions (customer_id, coupon_id) where status = 'used';

create table tax_rates (
  tax_rate_id uuid primary key default uuidv7(),
  name text not null,
  country char(2) not null,
  region text,
  tax_category text not null default 'standard',
  rate_ppm integer not null check (rate_ppm between 0 and 1000000),
  is_included boolean not null,
  is_shipping_taxed boolean not null default false,
  unique nulls not distinct (country, region, tax_category, name)
);

-- Whose offers are whose, from catalog.offer_saved: a seller prices its own and no others.
create table offer_sellers (
  offer_id uuid primary key,
  seller_id uuid not null
);

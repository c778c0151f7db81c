create table checkouts (
  checkout_id uuid primary key default uuidv7(),
  cart_id uuid not null,
  customer_id uuid,
  guest_id uuid,
  -- The id of the next attempt to buy this. Stock, codes and payment are held under it, so that the undoing of a
  -- failed attempt can never touch what a later one holds.
  purchase_id uuid not null default uuidv7(),
  status text not null default 'open' check (status in ('open', 'placed')),
  email text,
  locale text not null default 'en-US',
  shipping_address jsonb,
  billing_address jsonb,
  currency char(3) not null,
  lines jsonb not null,
  parcels jsonb not null default '[]',
  quote jsonb not null,
  coupon_codes text[] not null default '{}',
  problems jsonb not null default '[]',
  reject_reason jsonb,
  order_group_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((status = 'placed') = (order_group_id is not null))
);
-- One running checkout a cart: a second tab continues the first.
create unique index checkouts_open_cart on checkouts (cart_id) where status = 'open';

create table order_groups (
  order_group_id uuid primary key,
  order_group_number text not null unique,
  checkout_id uuid not null unique,
  cart_id uuid,
  customer_id uuid,
  guest_id uuid,
  email text not null,
  locale text not null default 'en-US',
  currency char(3) not null,
  total_minor bigint not null check (total_minor >= 0),
  payment_id uuid not null,
  card_brand text,
  card_last4 char(4),
  placed_at timestamptz not null default now()
);
create index order_groups_customer_id on order_groups (customer_id, placed_at desc);
create index order_groups_guest_id on order_groups (guest_id) where guest_id is not null;

-- A projection of order_events, written in the same transaction. Partitioned by year: old years are read seldom and never written.
create table orders (
  order_id uuid not null,
  order_number text not null,
  order_group_id uuid not null references order_groups,
  purchase_id uuid not null,
  seller_id uuid not null,
  seller_handle text not null,
  seller_name text not null,
  customer_id uuid,
  status text not null check (status in ('placed', 'preparing', 'shipped', 'delivered', 'cancelling', 'cancelled')),
  version integer not null default 1 check (version > 0),
  currency char(3) not null,
  subtotal_minor bigint not null check (subtotal_minor >= 0),
  discount_minor bigint not null check (discount_minor between 0 and subtotal_minor + shipping_minor),
  -- The part of the discount that the marketplace pays; the seller gets it all the same.
  marketplace_discount_minor bigint not null default 0 check (marketplace_discount_minor between 0 and discount_minor),
  shipping_minor bigint not null check (shipping_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  total_minor bigint not null check (total_minor >= 0),
  captured_minor bigint not null default 0 check (captured_minor between 0 and total_minor),
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and total_minor),
  is_tax_included boolean not null,
  -- Frozen at sale: a rule that changes tomorrow does not change what was agreed.
  commission_minor bigint not null check (commission_minor >= 0),
  shipping_address jsonb not null,
  delivery jsonb not null,
  allocations jsonb not null default '[]',
  placed_at timestamptz not null default now(),
  shipped_at timestamptz,
  delivered_at timestamptz,
  cancelled_at timestamptz,
  check (total_minor = subtotal_minor - discount_minor + shipping_minor + case when is_tax_included then 0 else tax_minor end),
  primary key (order_id, placed_at)
) partition by range (placed_at);
create index orders_order_group_id on orders (order_group_id);
create index orders_customer_id on orders (customer_id, placed_at desc);
create index orders_seller_id on orders (seller_id, placed_at desc);
create index orders_open on orders (seller_id, placed_at) where status in ('placed', 'preparing', 'shipped', 'cancelling');
create table orders_before_2026 partition of orders for values from (minvalue) to ('2026-01-01');
create table orders_2026 partition of orders for values from ('2026-01-01') to ('2027-01-01');
create table orders_2027 partition of orders for values from ('2027-01-01') to ('2028-01-01');
create table orders_2028 partition of orders for values from ('2028-01-01') to ('2029-01-01');
create table orders_later partition of orders for values from ('2029-01-01') to (maxvalue);

create table order_lines (
  order_line_id uuid primary key,
  order_id uuid not null,
  position integer not null,
  offer_id uuid not null,
  product_id uuid not null,
  variant_id uuid not null,
  handle text not null,
  title text not null,
  variant_title text not null default '',
  sku text not null,
  media_key text not null,
  weight_g integer not null default 0,
  quantity integer not null check (quantity > 0),
  unit_price_minor bigint not null check (unit_price_minor >= 0),
  subtotal_minor bigint not null check (subtotal_minor = unit_price_minor * quantity),
  discount_minor bigint not null default 0 check (discount_minor between 0 and subtotal_minor),
  tax_minor bigint not null default 0 check (tax_minor >= 0),
  total_minor bigint not null check (total_minor >= 0)
);
create index order_lines_order_id on order_lines (order_id, position);

-- The truth about an order. Only ever added to.
create table order_events (
  order_id uuid not null,
  version integer not null,
  type text not null,
  payload jsonb not null,
  actor text not null,
  occurred_at timestamptz not null default now(),
  primary key (order_id, version)
);
revoke update, delete on order_events from orinoco_order;

create table carts (
  cart_id uuid primary key default uuidv7(),
  customer_id uuid,
  guest_id uuid,
  currency char(3) not null default 'USD',
  coupon_codes text[] not null default '{}' check (cardinality(coupon_codes) <= 10),
  status text not null default 'open' check (status in ('open', 'ordered', 'merged')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (customer_id is not null or guest_id is not null)
);
-- One open cart an owner, however many tabs ask for one at once.
create unique index carts_open_customer on carts (customer_id) where status = 'open' and customer_id is not null;
create unique index carts_open_guest on carts (guest_id) where status = 'open' and customer_id is null;

create table cart_lines (
  line_id uuid primary key default uuidv7(),
  cart_id uuid not null references carts on delete cascade,
  offer_id uuid not null,
  quantity integer not null check (quantity between 1 and 999),
  -- What the shopper saw when adding it, to tell when it has changed.
  seen_price_minor bigint,
  is_saved_for_later boolean not null default false,
  added_at timestamptz not null default now(),
  unique (cart_id, offer_id)
);

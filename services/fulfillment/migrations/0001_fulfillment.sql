create table stock_locations (
  stock_location_id uuid primary key default uuidv7(),
  seller_id uuid not null,
  name text not null,
  country char(2) not null,
  region text,
  city text not null,
  postal_code text not null,
  time_zone text not null,
  -- Orders before this local time start handling the same day.
  cutoff text not null check (cutoff ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  handling_days integer not null default 0 check (handling_days between 0 and 30),
  -- ISO weekdays, Monday = 1.
  open_weekdays integer[] not null default '{1,2,3,4,5}'
);
create index stock_locations_seller_id on stock_locations (seller_id);

-- A zone is the list of countries; a rate without a seller is everybody's.
create table shipping_rates (
  shipping_rate_id uuid primary key default uuidv7(),
  name text not null,
  seller_id uuid,
  origin_country char(2),
  countries char(2)[] not null,
  amount_minor bigint not null check (amount_minor >= 0),
  per_kg_minor bigint not null default 0 check (per_kg_minor >= 0),
  free_over_minor bigint check (free_over_minor >= 0),
  currency char(3) not null,
  min_days integer not null check (min_days >= 0),
  max_days integer not null check (max_days >= min_days),
  delivers_on_weekends boolean not null default false,
  carrier text not null default 'local'
);

create table holidays (
  country char(2) not null,
  held_on date not null,
  name text not null,
  primary key (country, held_on)
);

create table shipments (
  shipment_id uuid primary key default uuidv7(),
  order_id uuid not null,
  order_number text not null,
  purchase_id uuid not null,
  seller_id uuid not null,
  stock_location_id uuid not null,
  status text not null default 'pending' check (status in ('pending', 'picking', 'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'cancelled')),
  service text not null,
  carrier text not null default 'local',
  destination jsonb not null,
  weight_g integer not null default 0,
  tracking_number text unique,
  tracking_url text,
  label_url text,
  earliest_on date not null,
  latest_on date not null,
  created_at timestamptz not null default now(),
  shipped_at timestamptz,
  delivered_at timestamptz,
  unique (order_id, stock_location_id)
);
create index shipments_order_id on shipments (order_id);
create index shipments_open on shipments (seller_id, created_at) where status in ('pending', 'picking', 'packed');

create table shipment_lines (
  shipment_id uuid not null references shipments on delete cascade,
  order_line_id uuid not null,
  offer_id uuid not null,
  title text not null,
  quantity integer not null check (quantity > 0),
  primary key (shipment_id, order_line_id)
);

create table tracking_events (
  shipment_id uuid not null references shipments on delete cascade,
  tracking_event_id text not null,
  status text not null,
  description text not null,
  city text,
  occurred_at timestamptz not null,
  primary key (shipment_id, tracking_event_id)
);

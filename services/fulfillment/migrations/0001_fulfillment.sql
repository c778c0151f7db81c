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

-- Counts the changes of locations, rates and holidays, so that a process that keeps them in memory reads them anew only
-- when there is something new.
create table delivery_settings (
  is_only boolean primary key default true check (is_only),
  revision bigint not null default 1
);
insert into delivery_settings default values;

-- One row an order that we have heard of, locked by whoever changes its parcels. An order may be cancelled before its
-- parcels are known here.
create table shipment_orders (
  order_id uuid primary key,
  is_cancelled boolean not null default false
);

create table shipments (
  shipment_id uuid primary key default uuidv7(),
  order_id uuid not null references shipment_orders,
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
  -- When the carrier last told us something, or we last asked.
  heard_at timestamptz not null default now(),
  unique (order_id, stock_location_id)
);
create index shipments_status on shipments (status, created_at);
create index shipments_under_way on shipments (heard_at) where status in ('shipped', 'in_transit', 'out_for_delivery');
create index shipments_open on shipments (seller_id, created_at) where status in ('pending', 'picking', 'packed');

create table shipment_lines (
  shipment_id uuid not null references shipments on delete cascade,
  order_line_id uuid not null,
  offer_id uuid not null,
  title text not null,
  quantity integer not null check (quantity > 0),
  -- Of a bundle what is taken off the shelf here for it, [{offer_id, quantity}].
  parts jsonb not null default '[]',
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

-- A parcel as the contract shows it, with `created_at` to sort by.
create view shipment_details as
select s.shipment_id, s.order_id, s.seller_id, s.stock_location_id, s.status, s.carrier, s.tracking_number, s.tracking_url, s.earliest_on, s.latest_on,
  (select coalesce(json_agg(json_build_object('order_line_id', l.order_line_id, 'offer_id', l.offer_id, 'title', l.title, 'quantity', l.quantity, 'parts', l.parts) order by l.title, l.order_line_id), '[]') from shipment_lines l where l.shipment_id = s.shipment_id) as lines,
  (select coalesce(json_agg(json_build_object('status', e.status, 'description', e.description, 'city', e.city, 'occurred_at', e.occurred_at) order by e.occurred_at, e.tracking_event_id), '[]') from (select t.status, t.description, t.city, t.occurred_at, t.tracking_event_id from tracking_events t where t.shipment_id = s.shipment_id order by t.occurred_at desc limit 200) e) as events,
  s.shipped_at, s.delivered_at, s.created_at
from shipments s;

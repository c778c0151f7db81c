-- fillfactor leaves room for updates in place: a hot offer's row changes thousands of times and is in no other index.
create table stock_levels (
  offer_id uuid not null,
  stock_location_id uuid not null,
  on_hand integer not null check (on_hand >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  check (reserved <= on_hand),
  primary key (offer_id, stock_location_id)
) with (fillfactor = 50);

create table reservations (
  purchase_id uuid not null,
  offer_id uuid not null,
  stock_location_id uuid not null,
  quantity integer not null check (quantity > 0),
  status text not null default 'held' check (status in ('held', 'committed', 'released', 'shipped')),
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (purchase_id, offer_id, stock_location_id),
  check ((status = 'held') = (expires_at is not null))
);
create index reservations_expiry on reservations (expires_at) where status = 'held';

-- Why every count is what it is: the sum of the changes of an offer at a location is its level.
create table stock_movements (
  movement_id uuid primary key default uuidv7(),
  offer_id uuid not null,
  stock_location_id uuid not null,
  on_hand_change integer not null,
  reserved_change integer not null,
  reason text not null check (reason in ('receive', 'adjust', 'damage', 'count', 'reserve', 'release', 'ship', 'return')),
  reference text,
  created_at timestamptz not null default now(),
  check (on_hand_change <> 0 or reserved_change <> 0)
);
create index stock_movements_offer_id on stock_movements (offer_id, movement_id desc);
revoke update, delete on stock_movements from orinoco_inventory;

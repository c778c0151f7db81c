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
  -- The offer that was bought; offer_id is what is taken off the shelf for it: the same, or a component of the bundle.
  sold_as uuid not null,
  offer_id uuid not null,
  stock_location_id uuid not null,
  quantity integer not null check (quantity > 0),
  status text not null default 'held' check (status in ('held', 'committed', 'released', 'shipped')),
  expires_at timestamptz,
  -- Given back because its time was over, not because somebody asked: an order that was paid all the same may take it again.
  is_expired boolean not null default false,
  -- The parcel has left and the levels do not show it yet.
  is_ship_due boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (purchase_id, sold_as, offer_id, stock_location_id),
  check ((status = 'held') = (expires_at is not null)),
  check (not is_expired or status = 'released')
);
create index reservations_expiry on reservations (expires_at) where status = 'held';
create index reservations_ship_due on reservations (offer_id) where is_ship_due and status = 'committed';

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

-- Whose offers are whose, from catalog.offer_saved: a seller sets the stock of its own and of no others.
create table offer_sellers (
  offer_id uuid primary key,
  seller_id uuid not null
);

-- What one unit of a bundle takes, from catalog.offer_saved. A bundle has no levels of its own: its count is that of the
-- component which gives out first.
create table bundle_components (
  bundle_offer_id uuid not null,
  component_offer_id uuid not null,
  quantity integer not null check (quantity > 0),
  primary key (bundle_offer_id, component_offer_id),
  check (bundle_offer_id <> component_offer_id)
);
create index bundle_components_component_offer_id on bundle_components (component_offer_id);

-- Compositions that were heard of and not taken over yet: see apply_bundles.
create table pending_bundles (
  bundle_offer_id uuid primary key,
  components jsonb not null
);

-- Every change of levels begins here. Advisory locks in order come before the first write, thus before the transaction
-- gets its number, so that the outbox (read by transaction number) tells an offer's counts in the order in which they
-- came about; row locks alone would not do, since a transaction that waits may be numbered before the one it waits for.
-- Bucketed, because a batch of 1,000 offers would fill the lock table; they also cover offers that have no rows yet.
-- The buckets of the bundles that the offers belong to are taken as well: a bundle's count comes from several offers, so
-- two transactions that change one component each would both miss the other's change, and the last told would be wrong.
-- The shared lock keeps compositions as they are from the look at them to the commit.
create function lock_offers(wanted uuid[]) returns void language plpgsql as $$
declare
  bundles uuid[];
begin
  perform pg_advisory_xact_lock_shared(1229870659, -1);
  bundles := array(select bundle_offer_id from bundle_components where component_offer_id = any(wanted));
  perform pg_advisory_xact_lock(1229870659, bucket) from (select distinct uuid_hash(offer_id) & 63 as bucket from unnest(wanted || bundles) as offer_id order by 1) as buckets;
  perform 1 from stock_levels where offer_id = any(wanted) order by offer_id, stock_location_id for update;
end $$;

-- Writes inventory.stock_changed, version 1, for bundles whose buckets are locked: as many as the scarcest component allows.
create function tell_bundles(bundles uuid[]) returns void language sql as $$
  insert into outbox (type, version, key, payload)
  select 'inventory.stock_changed', 1, b.offer_id::text, jsonb_build_object('offer_id', b.offer_id, 'available_count', coalesce(min(coalesce(l.available, 0) / c.quantity), 0))
  from unnest(bundles) as b(offer_id) left join bundle_components as c on c.bundle_offer_id = b.offer_id
  left join lateral (select sum(on_hand - reserved) as available from stock_levels where offer_id = c.component_offer_id) as l on true
  group by b.offer_id order by b.offer_id
$$;

-- Writes inventory.stock_changed, version 1, for offers whose levels are locked, and for the bundles that they are part of.
create function tell_stock(changed uuid[]) returns void language plpgsql as $$
declare
  bundles uuid[];
begin
  insert into outbox (type, version, key, payload)
  select 'inventory.stock_changed', 1, offer_id::text, jsonb_build_object('offer_id', offer_id, 'available_count', sum(on_hand - reserved))
  from stock_levels where offer_id = any(changed) group by offer_id order by offer_id;
  bundles := array(select distinct bundle_offer_id from bundle_components where component_offer_id = any(changed));
  if cardinality(bundles) > 0 then perform tell_bundles(bundles); end if;
end $$;

-- Takes over what pending_bundles holds and tells the new counts. Not done where the event is heard: that transaction has
-- its number already, and what it told would be read before counts that are older. Exclusively, so that nobody who has
-- looked at the old composition is still under way. Answers how many bundles changed.
create function apply_bundles() returns integer language plpgsql as $$
declare
  changed uuid[];
begin
  if not exists (select from pending_bundles) then return 0; end if;
  perform pg_advisory_xact_lock(1229870659, -1);
  with due as (
    delete from pending_bundles where bundle_offer_id in (select bundle_offer_id from pending_bundles order by bundle_offer_id for update skip locked) returning *
  ), wanted as (
    select d.bundle_offer_id, c.offer_id as component_offer_id, c.quantity from due as d, jsonb_to_recordset(d.components) as c(offer_id uuid, quantity integer)
  ), gone as (
    delete from bundle_components as b using due as d where b.bundle_offer_id = d.bundle_offer_id
      and not exists (select from wanted as w where w.bundle_offer_id = b.bundle_offer_id and w.component_offer_id = b.component_offer_id)
  ), kept as (
    insert into bundle_components as b (bundle_offer_id, component_offer_id, quantity) select bundle_offer_id, component_offer_id, quantity from wanted
    on conflict (bundle_offer_id, component_offer_id) do update set quantity = excluded.quantity
  )
  select array_agg(bundle_offer_id) into changed from due;
  perform tell_bundles(changed);
  return coalesce(cardinality(changed), 0);
end $$;

-- Applies reservations to the levels, the ledger and the outbox. The signs say what one unit does to each count.
create function move_stock(moved reservations[], on_hand_sign integer, reserved_sign integer, why text) returns void language plpgsql as $$
begin
  if cardinality(moved) is null or cardinality(moved) = 0 then return; end if;
  update stock_levels as l set on_hand = l.on_hand + on_hand_sign * m.quantity, reserved = l.reserved + reserved_sign * m.quantity
  from (select offer_id, stock_location_id, sum(quantity)::integer as quantity from unnest(moved) group by offer_id, stock_location_id) as m
  where l.offer_id = m.offer_id and l.stock_location_id = m.stock_location_id;
  insert into stock_movements (offer_id, stock_location_id, on_hand_change, reserved_change, reason, reference)
  select offer_id, stock_location_id, on_hand_sign * quantity, reserved_sign * quantity, why, purchase_id::text from unnest(moved);
  if on_hand_sign <> reserved_sign then
    perform tell_stock(array(select distinct offer_id from unnest(moved)));
  end if;
end $$;

-- Reserves for many purchases in one statement and one commit, each whole or not at all, in the order given.
-- A bundle is expanded to what it takes; lines that need the same offer, as themselves or as a component, are counted
-- together. Allocations say for which line they are (sold_as), refusals name the lines' offers.
-- requests: [{purchase_id, expires_at, lines: [{offer_id, quantity}]}]. Answers, in the same order:
-- {status: 'reserved', allocations, expires_at} | {status: 'short', offers: [{offer_id, available_count}]} | {status: 'expired'}.
create function reserve_batch(requests jsonb) returns jsonb language plpgsql as $$
declare
  sold uuid[] := array(select distinct (line->>'offer_id')::uuid from jsonb_array_elements(requests) as r, jsonb_array_elements(r->'lines') as line);
  -- What the bundles among them take, read once: a composition that changes meanwhile changes nothing here.
  parts bundle_components[] := array(select c from bundle_components as c where bundle_offer_id = any(sold));
  bundles uuid[] := '{}';
  wanted uuid[] := sold;
  -- The levels as arrays, an offer's side by side: what is left after each request lives here, tables are written once.
  offers uuid[];
  locations uuid[];
  available integer[];
  request record;
  -- What the purchase at hand needs, side by side and by offer: what is taken, for which line, how many, how many of it
  -- over all lines, how many a unit, and where the offer's levels begin and end.
  offer_ids uuid[];
  sold_as uuid[];
  quantities integer[];
  sums integer[];
  unit_quantities integer[];
  firsts integer[];
  lasts integer[];
  has_bundle boolean;
  short jsonb;
  place integer;
  best integer;
  total integer;
  missing integer;
  part integer;
  totals integer[];
  allocations jsonb;
  answers jsonb[] := '{}';
  picked reservations[] := '{}';
begin
  if cardinality(parts) > 0 then
    bundles := array(select distinct bundle_offer_id from unnest(parts));
    wanted := array(select distinct coalesce(p.component_offer_id, s.offer_id) from unnest(sold) as s(offer_id) left join unnest(parts) as p on p.bundle_offer_id = s.offer_id);
  end if;
  perform lock_offers(wanted);
  select array_agg(offer_id order by offer_id, stock_location_id), array_agg(stock_location_id order by offer_id, stock_location_id), array_agg(on_hand - reserved order by offer_id, stock_location_id)
  into offers, locations, available from stock_levels where offer_id = any(wanted);

  for request in
    with asked as (
      select r.ordinal, (r.request->>'purchase_id')::uuid as purchase_id, (r.request->>'expires_at')::timestamptz as expires_at, r.request->'lines' as lines
      from jsonb_array_elements(requests) with ordinality as r(request, ordinal)
    ), sums as (
      select a.ordinal, (line->>'offer_id')::uuid as offer_id, sum((line->>'quantity')::integer)::integer as quantity
      from asked as a, jsonb_array_elements(a.lines) as line group by 1, 2
    ), spans as (
      select u.offer_id, min(u.place)::integer as first_place, max(u.place)::integer as last_place from unnest(offers) with ordinality as u(offer_id, place) group by u.offer_id
    ), lines as (
      select s.ordinal, array_agg(s.offer_id order by s.offer_id) as offer_ids, array_agg(s.quantity order by s.offer_id) as quantities,
        array_agg(coalesce(p.first_place, 1) order by s.offer_id) as firsts, array_agg(coalesce(p.last_place, 0) order by s.offer_id) as lasts
      from sums as s left join spans as p using (offer_id) group by s.ordinal
    )
    select a.ordinal::integer, a.purchase_id, a.expires_at, min(a.ordinal) over (partition by a.purchase_id)::integer as first_ordinal,
      l.offer_ids, l.quantities, l.firsts, l.lasts, known.row_count, known.allocations as known_allocations, known.expires_at as known_expires_at
    from asked as a join lines as l using (ordinal)
    cross join lateral (
      select count(*) as row_count, max(v.expires_at) as expires_at,
        jsonb_agg(jsonb_build_object('sold_as', v.sold_as, 'offer_id', v.offer_id, 'stock_location_id', v.stock_location_id, 'quantity', v.quantity) order by v.offer_id, v.sold_as, v.stock_location_id) filter (where v.status <> 'released') as allocations
      from reservations as v where v.purchase_id = a.purchase_id
    ) as known
    order by a.ordinal
  loop
    if request.first_ordinal < request.ordinal then
      answers[request.ordinal] := answers[request.first_ordinal];
      continue;
    end if;
    if request.row_count > 0 then
      answers[request.ordinal] := case when request.known_allocations is null then jsonb_build_object('status', 'expired')
        else jsonb_build_object('status', 'reserved', 'allocations', request.known_allocations, 'expires_at', coalesce(request.known_expires_at, request.expires_at)) end;
      continue;
    end if;

    has_bundle := cardinality(bundles) > 0 and request.offer_ids && bundles;
    if has_bundle then
      with expanded as (
        select n.offer_id as sold_as, coalesce(p.component_offer_id, n.offer_id) as offer_id, n.quantity * coalesce(p.quantity, 1) as quantity, coalesce(p.quantity, 1) as unit_quantity
        from unnest(request.offer_ids, request.quantities) as n(offer_id, quantity) left join unnest(parts) as p on p.bundle_offer_id = n.offer_id
      ), needs as (
        select *, (sum(quantity) over (partition by offer_id))::integer as total_quantity from expanded
      ), spans as (
        select u.offer_id, min(u.place)::integer as first_place, max(u.place)::integer as last_place from unnest(offers) with ordinality as u(offer_id, place) group by u.offer_id
      )
      select array_agg(n.offer_id order by n.offer_id, n.sold_as), array_agg(n.sold_as order by n.offer_id, n.sold_as), array_agg(n.quantity order by n.offer_id, n.sold_as), array_agg(n.total_quantity order by n.offer_id, n.sold_as), array_agg(n.unit_quantity order by n.offer_id, n.sold_as),
        array_agg(coalesce(p.first_place, 1) order by n.offer_id, n.sold_as), array_agg(coalesce(p.last_place, 0) order by n.offer_id, n.sold_as)
      into offer_ids, sold_as, quantities, sums, unit_quantities, firsts, lasts from needs as n left join spans as p using (offer_id);
    else
      offer_ids := request.offer_ids; sold_as := request.offer_ids; quantities := request.quantities; sums := quantities; firsts := request.firsts; lasts := request.lasts;
    end if;

    short := '[]';
    totals := '{}';
    for i in 1..cardinality(offer_ids) loop
      total := 0;
      for place in firsts[i]..lasts[i] loop total := total + available[place]; end loop;
      if has_bundle then totals[i] := total; end if;
      if total < sums[i] then
        short := short || jsonb_build_object('offer_id', offer_ids[i], 'available_count', total);
      end if;
    end loop;
    if short <> '[]' then
      if has_bundle then
        -- Named is every line that needs what is short, with how many of it there would be if it were bought alone.
        select jsonb_agg(jsonb_build_object('offer_id', named.offer_id, 'available_count', named.available_count) order by named.offer_id) into short from (
          select n.sold_as as offer_id, min(n.total / n.unit_quantity) as available_count
          from unnest(sold_as, offer_ids, unit_quantities, totals) as n(sold_as, offer_id, unit_quantity, total)
          group by n.sold_as having bool_or(n.offer_id in (select (s->>'offer_id')::uuid from jsonb_array_elements(short) as s))
        ) as named;
      end if;
      answers[request.ordinal] := jsonb_build_object('status', 'short', 'offers', short);
      continue;
    end if;

    allocations := '[]';
    for i in 1..cardinality(offer_ids) loop
      missing := quantities[i];
      -- From where most is left: one place gives all if any can, and if none can few do.
      while missing > 0 loop
        best := firsts[i];
        for place in firsts[i]..lasts[i] loop
          if available[place] > available[best] then best := place; end if;
        end loop;
        part := least(missing, available[best]);
        available[best] := available[best] - part;
        missing := missing - part;
        picked := picked || row(request.purchase_id, sold_as[i], offers[best], locations[best], part, 'held', request.expires_at, false, false, now())::reservations;
        allocations := allocations || jsonb_build_object('sold_as', sold_as[i], 'offer_id', offers[best], 'stock_location_id', locations[best], 'quantity', part);
      end loop;
    end loop;
    answers[request.ordinal] := jsonb_build_object('status', 'reserved', 'allocations', allocations, 'expires_at', request.expires_at);
  end loop;

  insert into reservations select * from unnest(picked);
  perform move_stock(picked, 0, 1, 'reserve');
  return to_jsonb(answers);
end $$;

-- Gives held or committed stock of a purchase back; only_offers (as they were sold) null means all of it. Answers how many rows moved.
-- What had expired is now given up for good: an order.placed that comes late must not take it again.
create function release_purchase(purchase uuid, only_offers uuid[]) returns integer language plpgsql as $$
declare
  freed reservations[];
begin
  perform lock_offers(array(select distinct offer_id from reservations where purchase_id = purchase and (only_offers is null or sold_as = any(only_offers))));
  with gone as (
    update reservations set status = 'released', expires_at = null
    where purchase_id = purchase and (only_offers is null or sold_as = any(only_offers)) and status in ('held', 'committed') and not is_ship_due returning reservations
  ) select array_agg(gone.reservations) into freed from gone;
  update reservations set is_expired = false where purchase_id = purchase and (only_offers is null or sold_as = any(only_offers)) and is_expired;
  perform move_stock(freed, 0, -1, 'release');
  return coalesce(cardinality(freed), 0);
end $$;

-- Gives back holds whose time is over. What another process or a commit is just touching is left for the next round.
create function expire_holds(at timestamptz, most integer) returns integer language plpgsql as $$
declare
  due uuid[] := array(select distinct offer_id from (select offer_id from reservations where status = 'held' and expires_at <= at order by expires_at limit most) as late);
  freed reservations[];
begin
  if due = '{}' then return 0; end if;
  perform lock_offers(due);
  with late as (
    select purchase_id, sold_as, offer_id, stock_location_id from reservations where status = 'held' and expires_at <= at and offer_id = any(due) order by expires_at limit most for update skip locked
  ), gone as (
    update reservations as r set status = 'released', expires_at = null, is_expired = true from late
    where r.purchase_id = late.purchase_id and r.sold_as = late.sold_as and r.offer_id = late.offer_id and r.stock_location_id = late.stock_location_id returning r
  ) select array_agg(gone.r) into freed from gone;
  perform move_stock(freed, 0, -1, 'release');
  return coalesce(cardinality(freed), 0);
end $$;

-- Makes a purchase's stock permanent. What expired in between is taken again from where it was, if it still is there.
-- Answers 'committed', 'released' (given back on request), 'short' (expired and sold to others; nothing of it is
-- taken) or 'unknown'. A caller that gets 'short' rolls back.
create function commit_purchase(purchase uuid) returns text language plpgsql as $$
declare
  lost reservations[];
begin
  update reservations set status = 'committed', expires_at = null where purchase_id = purchase and status = 'held';
  if exists (select from reservations where purchase_id = purchase and is_expired) then
    perform lock_offers(array(select distinct offer_id from reservations where purchase_id = purchase and is_expired));
    if exists (select from reservations as r join stock_levels as l using (offer_id, stock_location_id) where r.purchase_id = purchase and r.is_expired
      group by offer_id, stock_location_id having min(l.on_hand - l.reserved) < sum(r.quantity)) then
      return 'short';
    end if;
    with taken as (
      update reservations set status = 'committed', is_expired = false where purchase_id = purchase and is_expired returning reservations
    ) select array_agg(taken.reservations) into lost from taken;
    perform move_stock(lost, 0, 1, 'reserve');
  end if;
  return coalesce((select case when bool_or(status <> 'released') then 'committed' else 'released' end from reservations where purchase_id = purchase having count(*) > 0), 'unknown');
end $$;

-- Takes the named offers of a purchase, as they were sold, off the shelf. Answers how many rows of it have been shipped, now or before.
create function ship_purchase(purchase uuid, wanted uuid[]) returns integer language plpgsql as $$
declare
  sent reservations[];
begin
  perform lock_offers(array(select distinct offer_id from reservations where purchase_id = purchase and sold_as = any(wanted)));
  with gone as (
    update reservations set status = 'shipped', expires_at = null
    where purchase_id = purchase and sold_as = any(wanted) and status in ('held', 'committed') returning reservations
  ) select array_agg(gone.reservations) into sent from gone;
  perform move_stock(sent, -1, -1, 'ship');
  return (select count(*) from reservations where purchase_id = purchase and sold_as = any(wanted) and status = 'shipped');
end $$;

-- Takes off the shelf what handlers have marked: many parcels, one commit, locks in order. Answers how many rows moved.
create function ship_due(most integer) returns integer language plpgsql as $$
declare
  due uuid[] := array(select distinct offer_id from (select offer_id from reservations where is_ship_due and status = 'committed' limit most) as marked);
  sent reservations[];
begin
  if due = '{}' then return 0; end if;
  perform lock_offers(due);
  with marked as (
    select purchase_id, sold_as, offer_id, stock_location_id from reservations where is_ship_due and status = 'committed' and offer_id = any(due) for update skip locked
  ), gone as (
    update reservations as r set status = 'shipped' from marked
    where r.purchase_id = marked.purchase_id and r.sold_as = marked.sold_as and r.offer_id = marked.offer_id and r.stock_location_id = marked.stock_location_id returning r
  ) select array_agg(gone.r) into sent from gone;
  perform move_stock(sent, -1, -1, 'ship');
  return coalesce(cardinality(sent), 0);
end $$;

-- Sets what is on the shelf for many levels, or for none. levels: [{offer_id, stock_location_id, on_hand}], each pair once.
-- sellers null: the offers of anybody, also unknown ones; takes_unknown: those that no seller is known for.
-- Answers {status: 'saved' | 'foreign' | 'bundle' | 'below_reserved', levels: [{offer_id, stock_location_id, reserved}]} with those that were refused.
create function set_stock(levels jsonb, why text, sellers uuid[], takes_unknown boolean) returns jsonb language plpgsql as $$
declare
  wanted uuid[] := array(select distinct (level->>'offer_id')::uuid from jsonb_array_elements(levels) as level);
  refused jsonb;
  changed uuid[];
begin
  select jsonb_agg(jsonb_build_object('offer_id', o.offer_id)) into refused
  from unnest(wanted) as o(offer_id) left join offer_sellers as s using (offer_id)
  where sellers is not null and not coalesce(s.seller_id = any(sellers), takes_unknown);
  if refused is not null then return jsonb_build_object('status', 'foreign', 'levels', refused); end if;

  perform lock_offers(wanted);
  select jsonb_agg(distinct jsonb_build_object('offer_id', bundle_offer_id)) into refused from bundle_components where bundle_offer_id = any(wanted);
  if refused is not null then return jsonb_build_object('status', 'bundle', 'levels', refused); end if;
  select jsonb_agg(jsonb_build_object('offer_id', l.offer_id, 'stock_location_id', l.stock_location_id, 'reserved', l.reserved)) into refused
  from jsonb_to_recordset(levels) as a(offer_id uuid, stock_location_id uuid, on_hand integer) join stock_levels as l using (offer_id, stock_location_id) where a.on_hand < l.reserved;
  if refused is not null then return jsonb_build_object('status', 'below_reserved', 'levels', refused); end if;

  with asked as (
    select a.offer_id, a.stock_location_id, a.on_hand, a.on_hand - coalesce(l.on_hand, 0) as difference
    from jsonb_to_recordset(levels) as a(offer_id uuid, stock_location_id uuid, on_hand integer) left join stock_levels as l using (offer_id, stock_location_id)
    where l.on_hand is distinct from a.on_hand
  ), saved as (
    insert into stock_levels (offer_id, stock_location_id, on_hand) select offer_id, stock_location_id, on_hand from asked
    on conflict (offer_id, stock_location_id) do update set on_hand = excluded.on_hand
  ), moved as (
    insert into stock_movements (offer_id, stock_location_id, on_hand_change, reserved_change, reason) select offer_id, stock_location_id, difference, 0, why from asked where difference <> 0
  )
  select array_agg(offer_id) into changed from (select offer_id from asked group by offer_id having sum(difference) <> 0) as sums;
  perform tell_stock(changed);
  return jsonb_build_object('status', 'saved', 'levels', '[]'::jsonb);
end $$;

-- When what is on the shelf was last counted: a count that comes late is set off against what has left since, and one
-- that is older than the last changes nothing. A retried or delayed request thus cannot bring sold units back.
alter table stock_levels add column counted_at timestamptz;

-- Sets what is on the shelf for many levels, or for none. levels: [{offer_id, stock_location_id, on_hand}], each pair once.
-- sellers null: the offers of anybody, also unknown ones; takes_unknown: those that no seller is known for.
-- counted: when these were the counts; null is now. Answers {status: 'saved' | 'foreign' | 'bundle' | 'below_reserved',
-- outdated_count, levels: [{offer_id, stock_location_id, reserved}]} with the levels that were refused.
create function set_stock(levels jsonb, why text, sellers uuid[], takes_unknown boolean, counted timestamptz) returns jsonb language plpgsql as $$
declare
  wanted uuid[] := array(select distinct (level->>'offer_id')::uuid from jsonb_array_elements(levels) as level);
  -- The first movement_id of that moment: they are UUIDs of version 7, in order of time.
  since uuid := (lpad(to_hex((extract(epoch from counted) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
  at timestamptz;
  refused jsonb;
  outdated integer;
  changed uuid[];
begin
  select jsonb_agg(jsonb_build_object('offer_id', o.offer_id)) into refused
  from unnest(wanted) as o(offer_id) left join offer_sellers as s using (offer_id)
  where sellers is not null and not coalesce(s.seller_id = any(sellers), takes_unknown);
  if refused is not null then return jsonb_build_object('status', 'foreign', 'levels', refused); end if;

  perform lock_offers(wanted);
  at := coalesce(counted, clock_timestamp());
  select jsonb_agg(distinct jsonb_build_object('offer_id', bundle_offer_id)) into refused from bundle_components where bundle_offer_id = any(wanted);
  if refused is not null then return jsonb_build_object('status', 'bundle', 'levels', refused); end if;

  with asked as materialized (
    select a.offer_id, a.stock_location_id, l.on_hand as was, coalesce(l.reserved, 0) as reserved, coalesce(counted < l.counted_at, false) as is_outdated,
      a.on_hand + case when counted is null then 0 else coalesce((select sum(m.on_hand_change) from stock_movements as m
        where m.offer_id = a.offer_id and m.stock_location_id = a.stock_location_id and m.movement_id >= since and m.reason = 'ship'), 0)::integer end as on_hand
    from jsonb_to_recordset(levels) as a(offer_id uuid, stock_location_id uuid, on_hand integer) left join stock_levels as l using (offer_id, stock_location_id)
  ), low as (
    select jsonb_agg(jsonb_build_object('offer_id', offer_id, 'stock_location_id', stock_location_id, 'reserved', reserved)) as levels from asked where not is_outdated and on_hand < reserved
  ), taken as (
    select * from asked where not is_outdated and (select low.levels from low) is null
  ), saved as (
    insert into stock_levels as l (offer_id, stock_location_id, on_hand, counted_at) select offer_id, stock_location_id, on_hand, at from taken
    on conflict (offer_id, stock_location_id) do update set on_hand = excluded.on_hand, counted_at = greatest(l.counted_at, excluded.counted_at)
  ), moved as (
    insert into stock_movements (offer_id, stock_location_id, on_hand_change, reserved_change, reason) select offer_id, stock_location_id, on_hand - coalesce(was, 0), 0, why from taken where on_hand <> coalesce(was, 0)
  )
  select (select low.levels from low), (select count(*) from asked where is_outdated),
    (select array_agg(offer_id) from (select offer_id from taken group by offer_id having sum(on_hand - coalesce(was, 0)) <> 0) as sums)
  into refused, outdated, changed;
  if refused is not null then return jsonb_build_object('status', 'below_reserved', 'levels', refused); end if;
  perform tell_stock(changed);
  return jsonb_build_object('status', 'saved', 'outdated_count', outdated, 'levels', '[]'::jsonb);
end $$;

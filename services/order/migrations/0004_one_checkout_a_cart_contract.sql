-- migrate: statement by statement
-- A cart becomes an order once. The release before can run beside it: its "on conflict (cart_id) where status = 'open'"
-- takes this index as well.
create unique index concurrently if not exists checkouts_cart on checkouts (cart_id);

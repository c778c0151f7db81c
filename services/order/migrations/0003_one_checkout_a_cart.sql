-- migrate: in batches
-- A cart could be bought again after it had been bought. Its later checkouts get another one in name, so that the next
-- file can forbid it; the purchase keeps the cart that it came from.
update checkouts c set cart_id = c.checkout_id
where c.checkout_id in (select later.checkout_id from checkouts later join checkouts earlier on earlier.cart_id = later.cart_id and earlier.status = 'placed' and earlier.checkout_id < later.checkout_id where later.cart_id <> later.checkout_id limit 1000);

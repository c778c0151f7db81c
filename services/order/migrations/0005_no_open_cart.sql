-- migrate: statement by statement
drop index concurrently if exists checkouts_open_cart;

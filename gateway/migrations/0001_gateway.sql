-- The first answer to a request with an Idempotency-Key, given again to every repeat. Kept for 48 hours.
create table idempotency_keys (
  actor text not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (actor, route, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

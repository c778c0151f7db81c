-- What a person (or a browser that is not signed in) looked at and bought, the model's only source. Also a log: every
-- process reads it in the order (xid, seq) into its own memory.
create table interactions (
  interaction_id uuid primary key default uuidv7(),
  -- Whose it is now: moves from a guest to the customer it turns out to be.
  subject_id uuid not null,
  -- Whose it was when it happened, and stays: sequences are counted by it, so that a count once made holds.
  origin_id uuid not null,
  product_id uuid not null,
  kind text not null check (kind in ('view', 'add', 'purchase')),
  basket_id uuid,
  -- The answer of ours that led to a view, to measure what recommendations are good for.
  recommendation_id uuid,
  occurred_at timestamptz not null default now(),
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity
);
create unique index interactions_log on interactions (xid, seq);
create index interactions_subject on interactions (subject_id, occurred_at desc);
create index interactions_purchases on interactions (subject_id, occurred_at desc) where kind = 'purchase';
create index interactions_occurred_at on interactions (occurred_at);
-- The same purchase told twice is one.
create unique index interactions_purchase on interactions (basket_id, product_id) where kind = 'purchase';

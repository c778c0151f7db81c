-- What a person (or a browser that is not signed in) looked at and bought, the model's only source.
create table interactions (
  interaction_id uuid primary key default uuidv7(),
  subject_id uuid not null,
  product_id uuid not null,
  kind text not null check (kind in ('view', 'add', 'purchase')),
  basket_id uuid,
  occurred_at timestamptz not null default now()
);
create index interactions_subject on interactions (subject_id, occurred_at desc);
create index interactions_occurred_at on interactions (occurred_at);
-- The same purchase told twice is one.
create unique index interactions_purchase on interactions (basket_id, product_id) where kind = 'purchase';

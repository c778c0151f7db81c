-- What a model made of a product's text. It can always be made again; keeping it saves the asking at every start.
create table product_embeddings (
  provider text not null,
  product_id uuid not null,
  text_hash text not null,
  vector bytea not null,
  made_at timestamptz not null default now(),
  primary key (provider, product_id)
);

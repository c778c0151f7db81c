create table flags (
  key text primary key,
  description text not null default '',
  is_enabled boolean not null default false,
  default_variation text not null,
  variations jsonb not null,
  -- Parts of 10,000 per variation.
  weights jsonb not null,
  remove_by date,
  updated_at timestamptz not null default now()
);
create table exposures (
  key text not null,
  unit_id text not null,
  variation text not null,
  exposed_at timestamptz not null default now(),
  primary key (key, unit_id)
);

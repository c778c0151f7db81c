-- What people searched for, by day: for suggestions and for the operator's report.
create table queries (
  text text not null,
  searched_on date not null,
  -- First pages that the engine was asked for. Pages kept by the shop hide some of them, and programs send no views:
  -- the larger of this and of what browsers reported is how often a text was searched.
  search_count integer not null default 0,
  zero_result_count integer not null default 0,
  view_count integer not null default 0,
  zero_view_count integer not null default 0,
  -- Views in which something was clicked, with the place of what was clicked first.
  first_click_count integer not null default 0,
  first_click_position_sum bigint not null default 0,
  purchase_count integer not null default 0,
  primary key (text, searched_on)
);
create index queries_searched_on on queries (searched_on, search_count desc);

-- That several people searched a text, without who they are: the key is a digest of the person and the text, so that
-- nobody's texts can be listed. A text is shown to anybody only when three have searched it. Few rows a text are enough.
create table search_subjects (
  text text not null,
  subject_key text not null,
  seen_on date not null,
  primary key (text, subject_key)
);
create index search_subjects_seen_on on search_subjects (seen_on);

-- How often a product stood at a place of the results for a text, and what became of it. Everything counts on the day
-- of the click. Places beyond 100 count as 100.
create table search_shows (
  text text not null,
  product_id uuid not null,
  position smallint not null check (position between 1 and 100),
  shown_on date not null,
  shown_count integer not null default 0,
  click_count integer not null default 0,
  cart_count integer not null default 0,
  purchase_count integer not null default 0,
  primary key (text, product_id, position, shown_on)
);
create index search_shows_shown_on on search_shows (shown_on);

-- The last click of a person on a product for a text: what carts and purchases are put down to. Kept for 30 days.
create table search_clicks (
  subject_id uuid not null,
  product_id uuid not null,
  text text not null,
  position smallint not null check (position between 1 and 100),
  clicked_at timestamptz not null,
  is_carted boolean not null default false,
  is_purchased boolean not null default false,
  primary key (subject_id, product_id, text)
);
create index search_clicks_clicked_at on search_clicks (clicked_at);

-- What people searched next when nothing of the results was worth a click.
create table search_reformulations (
  from_text text not null,
  to_text text not null,
  seen_on date not null,
  seen_count integer not null default 0,
  primary key (from_text, to_text, seen_on)
);
create index search_reformulations_seen_on on search_reformulations (seen_on);

-- How likely it is that who sees a product in results buys it, computed once a day from search_shows.
create table search_conversions (
  product_id uuid primary key,
  conversion real not null check (conversion between 0 and 1),
  computed_on date not null
);

-- What operators have decided, one row a kind. Other processes read what they know again when the revision has grown.
create table search_steering (
  kind text primary key check (kind in ('synonyms', 'rules', 'weights')),
  revision bigint not null default 0,
  weights jsonb not null default '{}',
  saved_at timestamptz not null default now()
);
insert into search_steering (kind) values ('synonyms'), ('rules'), ('weights');

create table search_synonyms (
  from_text text primary key check (from_text <> ''),
  to_texts text[] not null check (cardinality(to_texts) between 1 and 20),
  is_two_way boolean not null,
  revision bigint not null
);

create table search_rules (
  rule_id uuid primary key default uuidv7(),
  text text not null check (text <> ''),
  match text not null check (match in ('exact', 'contains')),
  pinned_product_ids uuid[] not null default '{}' check (cardinality(pinned_product_ids) <= 50),
  boosts jsonb not null default '[]',
  redirect_path text check (redirect_path ~ '^/[^/\\]' or redirect_path = '/'),
  is_enabled boolean not null default true,
  starts_at timestamptz,
  ends_at timestamptz,
  note text not null default '',
  -- The revision of the list at which the rule was last changed.
  revision bigint not null,
  check (ends_at > starts_at)
);

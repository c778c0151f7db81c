create table reviews (
  review_id uuid primary key default uuidv7(),
  product_id uuid not null,
  customer_id uuid,
  customer_name text not null,
  rating smallint not null check (rating between 1 and 5),
  title text not null,
  body text not null,
  is_verified_purchase boolean not null default false,
  status text not null default 'published' check (status in ('published', 'hidden')),
  helpful_count integer not null default 0 check (helpful_count >= 0),
  created_at timestamptz not null default now()
);
create unique index reviews_once on reviews (product_id, customer_id) where customer_id is not null;
create index reviews_helpful on reviews (product_id, helpful_count desc, created_at desc) where status = 'published';
create index reviews_newest on reviews (product_id, created_at desc) where status = 'published';
create index reviews_rating_high on reviews (product_id, rating desc, created_at desc) where status = 'published';
create index reviews_rating_low on reviews (product_id, rating, created_at desc) where status = 'published';

-- Kept beside the reviews, in the same transaction: a page reads one row instead of counting thousands.
create table rating_totals (
  product_id uuid primary key,
  star_1 integer not null default 0, star_2 integer not null default 0, star_3 integer not null default 0, star_4 integer not null default 0, star_5 integer not null default 0
);

-- Who bought what, from order.placed: makes a review a verified one.
create table purchases (
  customer_id uuid not null,
  product_id uuid not null,
  order_id uuid not null,
  purchased_at timestamptz not null,
  primary key (customer_id, product_id)
);

create table helpful_votes (
  review_id uuid not null references reviews on delete cascade,
  customer_id uuid not null,
  primary key (review_id, customer_id)
);

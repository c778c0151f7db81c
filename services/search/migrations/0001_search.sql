-- What people searched for, by day: for suggestions and for the operator's report.
create table queries (
  text text not null,
  searched_on date not null,
  search_count integer not null default 0,
  zero_result_count integer not null default 0,
  primary key (text, searched_on)
);
create index queries_searched_on on queries (searched_on, search_count desc);

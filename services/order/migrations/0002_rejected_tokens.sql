-- Payment tokens of attempts that were rejected, the newest last, 20 at most. A token is good for one attempt: a request
-- that is repeated or comes late is answered with the rejection that its buyer has been told, and buys nothing.
alter table checkouts add column rejected_tokens text[] not null default '{}';

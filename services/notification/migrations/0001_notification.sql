-- Written in the transaction that handled the event, sent afterwards: an e-mail is never lost, and `dedupe_key` keeps it from going out twice.
create table emails (
  email_id uuid primary key default uuidv7(),
  dedupe_key text not null unique,
  to_address text not null,
  template text not null,
  locale text not null,
  subject text not null,
  html text not null,
  body_text text not null,
  -- 'kept': no mail server is configured, so it stays here to be read.
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'kept', 'failed')),
  attempt_count integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index emails_waiting on emails (next_attempt_at) where status = 'waiting';
create index emails_to_address on emails (to_address, created_at desc);
create index emails_created_at on emails (created_at desc);

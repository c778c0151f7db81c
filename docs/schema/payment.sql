-- The schema of payment after all migrations. Made by scripts/api-docs.ts.

table event_cursors
  consumer_group text not null
  producer text not null
  seq bigint not null default 0
  updated_at timestamp with time zone not null default now()
  xid xid8 not null default '0'::xid8
  event_cursors_pkey PRIMARY KEY (consumer_group, producer)
  CREATE UNIQUE INDEX event_cursors_pkey ON event_cursors USING btree (consumer_group, producer)

table event_failures
  attempt_count integer not null default 0
  consumer_group text not null
  created_at timestamp with time zone not null default now()
  error text
  event jsonb not null
  event_id uuid not null
  key text not null
  position bigint not null
  retry_at timestamp with time zone not null default now()
  status text not null default 'waiting'::text
  event_failures_pkey PRIMARY KEY (consumer_group, event_id)
  event_failures_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'dead'::text])))
  CREATE INDEX event_failures_key ON event_failures USING btree (consumer_group, key) WHERE (status = 'waiting'::text)
  CREATE INDEX event_failures_waiting ON event_failures USING btree (consumer_group, retry_at) WHERE (status = 'waiting'::text)
  CREATE UNIQUE INDEX event_failures_pkey ON event_failures USING btree (consumer_group, event_id)

table inbox
  consumer_group text not null
  event_id uuid not null
  handled_at timestamp with time zone not null default now()
  inbox_pkey PRIMARY KEY (consumer_group, event_id)
  CREATE UNIQUE INDEX inbox_pkey ON inbox USING btree (consumer_group, event_id)

table ledger_entries
  account text not null
  amount_minor bigint not null
  created_at timestamp with time zone not null default now()
  currency character(3) not null
  entry_id uuid not null default uuidv7()
  journal_id uuid not null
  journal_balance TRIGGER DEFERRABLE INITIALLY DEFERRED
  ledger_entries_amount_minor_check CHECK ((amount_minor <> 0))
  ledger_entries_journal_id_fkey FOREIGN KEY (journal_id) REFERENCES payment.ledger_journals(journal_id)
  ledger_entries_pkey PRIMARY KEY (entry_id)
  CREATE INDEX ledger_entries_account ON ledger_entries USING btree (account, currency, entry_id DESC)
  CREATE INDEX ledger_entries_balance ON ledger_entries USING btree (account, created_at) INCLUDE (currency, amount_minor)
  CREATE INDEX ledger_entries_journal_id ON ledger_entries USING btree (journal_id)
  CREATE UNIQUE INDEX ledger_entries_pkey ON ledger_entries USING btree (entry_id)

table ledger_journals
  created_at timestamp with time zone not null default now()
  journal_id uuid not null default uuidv7()
  kind text not null
  reference text not null
  ledger_journals_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'refund'::text, 'payout'::text, 'adjustment'::text])))
  ledger_journals_kind_reference_key UNIQUE (kind, reference)
  ledger_journals_pkey PRIMARY KEY (journal_id)
  CREATE UNIQUE INDEX ledger_journals_kind_reference_key ON ledger_journals USING btree (kind, reference)
  CREATE UNIQUE INDEX ledger_journals_pkey ON ledger_journals USING btree (journal_id)

table outbox
  event_id uuid not null default uuidv7()
  key text not null
  occurred_at timestamp with time zone not null default now()
  payload jsonb not null
  seq bigint not null
  traceparent text
  type text not null
  version smallint not null
  xid xid8 not null default pg_current_xact_id()
  outbox_pkey PRIMARY KEY (xid, seq)
  outbox_version_check CHECK ((version > 0))
  CREATE INDEX outbox_occurred_at ON outbox USING brin (occurred_at)
  CREATE UNIQUE INDEX outbox_pkey ON outbox USING btree (xid, seq)

table payment_operations
  amount_minor bigint not null
  created_at timestamp with time zone not null default now()
  done_at timestamp with time zone
  is_final boolean not null default false
  kind text not null
  money jsonb
  operation_key text not null
  order_id uuid
  payment_id uuid not null
  provider_reference text
  refunded_minor bigint not null default 0
  status text not null default 'pending'::text
  tried_at timestamp with time zone not null default now()
  payment_operations_amount_minor_check CHECK ((amount_minor >= 0))
  payment_operations_check CHECK (((refunded_minor >= 0) AND (refunded_minor <= amount_minor)))
  payment_operations_kind_check CHECK ((kind = ANY (ARRAY['capture'::text, 'release'::text, 'refund'::text, 'void'::text])))
  payment_operations_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payment.payments(payment_id)
  payment_operations_pkey PRIMARY KEY (operation_key)
  payment_operations_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text])))
  CREATE INDEX payment_operations_moved_on ON payment_operations USING btree (done_at) WHERE ((kind = ANY (ARRAY['capture'::text, 'refund'::text])) AND (status = 'done'::text))
  CREATE INDEX payment_operations_order_id ON payment_operations USING btree (order_id) WHERE (kind = 'refund'::text)
  CREATE INDEX payment_operations_payment_id ON payment_operations USING btree (payment_id)
  CREATE INDEX payment_operations_pending ON payment_operations USING btree (tried_at) WHERE (status = 'pending'::text)
  CREATE INDEX payment_operations_provider_reference ON payment_operations USING btree (provider_reference) WHERE (provider_reference IS NOT NULL)
  CREATE INDEX payment_operations_seller_id ON payment_operations USING btree (((money ->> 'seller_id'::text)), done_at) WHERE (kind = 'capture'::text)
  CREATE UNIQUE INDEX payment_operations_pkey ON payment_operations USING btree (operation_key)

table payments
  action_url text
  amount_minor bigint not null
  captured_minor bigint not null default 0
  capturing_minor bigint not null default 0
  card_brand text
  card_last4 character(4)
  checkout_id uuid not null
  created_at timestamp with time zone not null default now()
  currency character(3) not null
  decline_code text
  payment_id uuid not null
  provider text not null
  provider_reference text
  refunded_minor bigint not null default 0
  released_minor bigint not null default 0
  releasing_minor bigint not null default 0
  status text not null default 'pending'::text
  updated_at timestamp with time zone not null default now()
  payments_amount_minor_check CHECK ((amount_minor >= 0))
  payments_captured_minor_check CHECK ((captured_minor >= 0))
  payments_capturing_minor_check CHECK ((capturing_minor >= 0))
  payments_check CHECK (((refunded_minor >= 0) AND (refunded_minor <= captured_minor)))
  payments_check1 CHECK (((((captured_minor + released_minor) + capturing_minor) + releasing_minor) <= amount_minor))
  payments_pkey PRIMARY KEY (payment_id)
  payments_released_minor_check CHECK ((released_minor >= 0))
  payments_releasing_minor_check CHECK ((releasing_minor >= 0))
  payments_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'requires_action'::text, 'authorized'::text, 'captured'::text, 'declined'::text, 'voided'::text, 'unknown'::text])))
  CREATE INDEX payments_checkout_id ON payments USING btree (checkout_id)
  CREATE UNIQUE INDEX payments_pkey ON payments USING btree (payment_id)

table reconciliation_differences
  detail text not null
  difference_id uuid not null default uuidv7()
  kind text not null
  movement_reference text
  operation_key text
  own_currency character(3)
  own_minor bigint
  own_on date
  payment_id text
  provider text not null
  provider_currency character(3)
  provider_minor bigint
  provider_on date
  settled_on date not null
  reconciliation_differences_check CHECK (((movement_reference IS NOT NULL) OR (operation_key IS NOT NULL)))
  reconciliation_differences_kind_check CHECK ((kind = ANY (ARRAY['missing_at_ours'::text, 'missing_at_provider'::text, 'amount_differs'::text, 'currency_differs'::text, 'kind_differs'::text, 'duplicated'::text, 'wrong_day'::text, 'unknown_fee'::text, 'ledger_differs'::text])))
  reconciliation_differences_pkey PRIMARY KEY (difference_id)
  reconciliation_differences_provider_settled_on_fkey FOREIGN KEY (provider, settled_on) REFERENCES payment.reconciliations(provider, settled_on) ON DELETE CASCADE
  CREATE INDEX reconciliation_differences_settled_on ON reconciliation_differences USING btree (provider, settled_on)
  CREATE UNIQUE INDEX reconciliation_differences_pkey ON reconciliation_differences USING btree (difference_id)

table reconciliations
  cut_off_count integer not null
  difference_count integer not null
  is_day_over boolean not null
  matched_count integer not null
  provider text not null
  run_at timestamp with time zone not null default now()
  run_count integer not null default 1
  settled_on date not null
  totals jsonb not null
  reconciliations_cut_off_count_check CHECK ((cut_off_count >= 0))
  reconciliations_difference_count_check CHECK ((difference_count >= 0))
  reconciliations_matched_count_check CHECK ((matched_count >= 0))
  reconciliations_pkey PRIMARY KEY (provider, settled_on)
  reconciliations_run_count_check CHECK ((run_count > 0))
  CREATE UNIQUE INDEX reconciliations_pkey ON reconciliations USING btree (provider, settled_on)

table sagas
  attempt_count integer not null default 0
  context jsonb not null
  created_at timestamp with time zone not null default now()
  error text
  is_finished boolean not null default false
  kind text not null
  saga_id uuid not null
  state text not null
  updated_at timestamp with time zone not null default now()
  version integer not null default 0
  wake_at timestamp with time zone not null default now()
  sagas_pkey PRIMARY KEY (kind, saga_id)
  CREATE INDEX sagas_due ON sagas USING btree (wake_at) WHERE (NOT is_finished)
  CREATE UNIQUE INDEX sagas_pkey ON sagas USING btree (kind, saga_id)

table webhooks
  payload jsonb not null
  provider text not null
  received_at timestamp with time zone not null default now()
  type text not null
  webhook_id text not null
  webhooks_pkey PRIMARY KEY (provider, webhook_id)
  CREATE UNIQUE INDEX webhooks_pkey ON webhooks USING btree (provider, webhook_id)

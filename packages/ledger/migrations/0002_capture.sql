-- Up Migration

-- What must be read again, and why (DESIGN C1).
create table to_read (
  id            bigint generated always as identity unique,
  connection_id uuid not null references connection,
  capture       text not null,
  native_id     text not null,
  scope         text not null,
  reason        text not null,
  captured_by   text not null,
  traceparent   text,
  asked_at      timestamptz not null,
  asks          bigint not null default 1,
  attempts      int not null default 0,
  not_before    timestamptz not null,
  last_error    text,
  held_code     text,
  held_why      text,
  released      boolean not null default false,
  owner         text,
  lease_until   timestamptz,
  primary key (connection_id, capture, native_id)
);
create index to_read_due on to_read (capture, not_before) where held_code is null;

-- Where the reading of each scope stands, and who reads it now.
create table cursor (
  connection_id   uuid not null references connection,
  capture         text not null,
  scope           text not null,
  through         timestamptz,
  filled          boolean not null default false,
  next_read_at    timestamptz,
  next_compare_at timestamptz,
  last_read_at    timestamptz,
  last_error      text,
  attempts        int not null default 0,
  asks            bigint not null default 0,
  owner           text,
  lease_until     timestamptz,
  primary key (connection_id, capture, scope)
);

-- The last revision of a record, whichever capture minted it.
create table record (
  connection_id uuid not null,
  entity        text not null,
  key           text not null,
  revision      bigint not null,
  primary key (connection_id, entity, key)
);

-- What each source last showed of a record. `compared` is the transaction that last compared it (DESIGN C3).
create table source_state (
  connection_id uuid not null,
  capture       text not null,
  key           text not null,
  native_id     text not null,
  scope         text not null,
  revision      bigint not null default 0,
  content       jsonb,
  digest        text,
  deleted       boolean not null default false,
  stamp         text,
  turns_on      date,
  changed_at    timestamptz not null,
  compared      xid8 not null default pg_current_xact_id(),
  primary key (connection_id, capture, native_id)
);
create index source_state_key on source_state (connection_id, capture, key);
create index source_state_turning on source_state (turns_on) where turns_on is not null;
create index source_state_deleted on source_state (connection_id, capture, scope, changed_at) where deleted;

-- What is on its way to Kafka; the bytes are the same on every retry (DESIGN C2). A dead letter names no revision.
create table outbox (
  id            bigint generated always as identity primary key,
  connection_id uuid,
  entity        text,
  key           text,
  revision      bigint,
  topic         text not null,
  record_key    text not null,
  event_id      text not null,
  headers       jsonb not null,
  value         bytea not null,
  minted_at     timestamptz not null,
  published_at  timestamptz,
  partition     int,
  "offset"      bigint,
  dead_code     text,
  dead_why      text
);
create index outbox_waiting on outbox (id) where published_at is null and dead_code is null;
create index outbox_event on outbox (event_id);

-- Down Migration
drop table outbox, source_state, record, cursor, to_read;

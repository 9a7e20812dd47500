-- Up Migration

-- What two records share that may be one (DESIGN C9); and, for a copy of another system's record, the scope in which the
-- apply that writes it has it: such a row has the key of that record and no revision of its own.
alter table source_state add column alike text, add column copy_in text;
create index source_state_alike on source_state (connection_id, alike) where alike is not null;
create index source_state_record on source_state (connection_id, key);
drop index source_state_key;

-- The transaction in which an answer of ours was last noted: what was read before it commits is read again (DESIGN C10).
alter table link add column answered xid8 not null default pg_current_xact_id();

-- The lane whose settle wakes the line, and since when it waits.
alter table to_read add column waits_for text, add column waiting_since timestamptz;
create index to_read_waiting on to_read (connection_id, waits_for) where waits_for is not null;

-- Changes of our copies that were answered by asserting the origin's content again (DESIGN A9).
create table conflict (
  id            bigint generated always as identity primary key,
  connection_id uuid not null,
  apply         text not null,
  scope         text not null,
  key           text not null,
  difference    text not null,
  found_at      timestamptz not null
);
create index conflict_record on conflict (connection_id, apply, scope, key, found_at);

-- Down Migration
drop table conflict;
drop index to_read_waiting;
alter table to_read drop column waits_for, drop column waiting_since;
alter table link drop column answered;
create index source_state_key on source_state (connection_id, capture, key);
drop index source_state_alike, source_state_record;
alter table source_state drop column alike, drop column copy_in;

-- Up Migration

-- Next offset of a consumer group, moved in the transaction that stores the rows (DESIGN A10). What lies below
-- `doubt_below` was landed once before, by a ledger that was lost.
create table landing_offset (
  consumer_group text not null,
  topic          text not null,
  partition      int not null,
  next_offset    bigint not null,
  doubt_below    bigint not null default 0,
  primary key (consumer_group, topic, partition)
);

-- An event as it was landed: once, however many lanes it has.
create table event (
  id            bigint generated always as identity primary key,
  connection_id uuid not null,
  entity        text not null,
  key           text not null,
  revision      bigint not null,
  operation     text not null,
  origin        text not null,
  event_id      text not null,
  fingerprint   text,
  traceparent   text,
  position      text not null,
  value         bytea not null,
  changed_at    timestamptz not null,
  landed_at     timestamptz not null,
  unique (connection_id, entity, key, revision)
);

create index event_event_id on event (event_id);

create index outbox_place on outbox (topic, partition, "offset") where published_at is not null;
create index outbox_dead on outbox (id) where dead_code is not null;

-- (connection, entity, key, apply, scope): one owner at a time. Until `lease_until` nobody else may claim it; without an
-- owner that is a rest, e.g. until a lost call is certainly over.
create table lane (
  id            bigint generated always as identity primary key,
  connection_id uuid not null,
  entity        text not null,
  key           text not null,
  apply         text not null,
  scope         text not null,
  applied       bigint not null default 0,
  present       boolean not null default false,
  due_at        timestamptz,
  asks          bigint not null default 0,
  owner         text,
  lease_until   timestamptz,
  unique (connection_id, apply, scope, key)
);
create index lane_due on lane (apply, connection_id, scope, due_at) where due_at is not null;
create index lane_record on lane (connection_id, entity, key);
create index lane_resting on lane (owner) where lease_until = 'infinity';

-- One revision in one lane. `doubted`: an earlier ledger may have brought it to the target (DESIGN A10). `body`: what was
-- last about to be sent.
create table delivery (
  id         bigint generated always as identity primary key,
  lane_id    bigint not null references lane,
  event_id   bigint not null references event,
  revision   bigint not null,
  epoch      int not null default 0,
  operation  text not null,
  state      text not null,
  attempt    int not null default 0,
  code       text,
  why        text,
  released   boolean not null default false,
  doubted    boolean not null default false,
  body       jsonb,
  landed_at  timestamptz not null,
  changed_at timestamptz not null,
  unique (lane_id, revision, epoch)
);
create index delivery_open on delivery (lane_id)
  where state in ('due', 'intent', 'in-doubt', 'following', 'parked', 'held', 'dead');
create index delivery_state on delivery (state, changed_at);

-- The idempotency keys (DESIGN A2): kept for ever, narrow, and partitioned from the first day.
create table idempotency_key (
  digest bytea not null,
  primary key (digest)
) partition by hash (digest);
create table idempotency_key_0 partition of idempotency_key for values with (modulus 8, remainder 0);
create table idempotency_key_1 partition of idempotency_key for values with (modulus 8, remainder 1);
create table idempotency_key_2 partition of idempotency_key for values with (modulus 8, remainder 2);
create table idempotency_key_3 partition of idempotency_key for values with (modulus 8, remainder 3);
create table idempotency_key_4 partition of idempotency_key for values with (modulus 8, remainder 4);
create table idempotency_key_5 partition of idempotency_key for values with (modulus 8, remainder 5);
create table idempotency_key_6 partition of idempotency_key for values with (modulus 8, remainder 6);
create table idempotency_key_7 partition of idempotency_key for values with (modulus 8, remainder 7);

-- What a parked row waits for; `what` is `<kind>:<text>`.
create table wait (
  delivery_id bigint not null references delivery on delete cascade,
  what        text not null,
  primary key (delivery_id, what)
);
create index wait_what on wait (what);

-- Values with one holder, e.g. vendor + invoice number.
create table claim (
  connection_id uuid not null,
  value         text not null,
  lane_id       bigint not null references lane,
  primary key (connection_id, value)
);
create index claim_lane on claim (lane_id);

-- What belongs together, unique both ways (DESIGN A6). `at` is an apply or a capture.
create table link (
  connection_id uuid not null,
  at            text not null,
  scope         text not null,
  key           text not null,
  native_id     text not null,
  by            text not null,
  seen          jsonb,
  changed_at    timestamptz not null,
  primary key (connection_id, at, scope, key),
  unique (connection_id, at, scope, native_id)
);

-- Journals intended, taken and posted; never pruned (BUSINESS.md, Direct costs). `body` as sent, `grounds` why it is so,
-- `posted` as read back once posted, `there` all that the target shows of it, its dates and errors included.
create table posting (
  id           bigint generated always as identity primary key,
  lane_id      bigint not null references lane,
  delivery_id  bigint not null references delivery,
  connection_id uuid not null,
  apply        text not null,
  part         int not null,
  salt         int not null,
  target_id    text not null,
  body         jsonb not null,
  grounds      jsonb,
  stage        text not null,
  code         text,
  why          text,
  posted       jsonb,
  there        jsonb,
  edited_there boolean not null default false,
  intended_at  timestamptz not null,
  changed_at   timestamptz not null,
  follow_at    timestamptz,
  unique (connection_id, apply, target_id)
);
create index posting_lane on posting (lane_id, id);
create index posting_follow on posting (apply, connection_id, follow_at) where follow_at is not null;

-- Bounded replays: a group of its own, up to end offsets that are read after the change that needs it.
create table replay (
  id            bigint generated always as identity primary key,
  connection_id uuid not null references connection,
  entity        text not null,
  ends          jsonb,
  ordered_by    text not null,
  why           text not null,
  ordered_at    timestamptz not null,
  owner         text,
  lease_until   timestamptz,
  done_at       timestamptz,
  landed        int,
  duplicates    int,
  revived       int
);
create index replay_open on replay (entity) where done_at is null;

-- Down Migration
drop index outbox_place, outbox_dead;
drop table replay, posting, link, claim, wait, idempotency_key, delivery, lane, event, landing_offset;

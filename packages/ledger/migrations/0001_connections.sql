-- Up Migration

-- One PeopleSoft paired with one Procore company. The id never changes; the name is a label.
create table connection (
  id          uuid primary key,
  name        text not null unique,
  version     bigint not null,
  document    jsonb not null,
  applied_at  timestamptz not null,
  applied_by  text not null
);

create table connection_version (
  connection_id uuid not null references connection,
  version       bigint not null,
  document      jsonb not null,
  applied_at    timestamptz not null,
  applied_by    text not null,
  primary key (connection_id, version)
);

-- Envelope encryption: `sealed` under a data key, the data key under the key named by `key_id`.
create table secret (
  connection_id uuid not null references connection,
  name          text not null,
  key_id        text not null,
  wrapped_key   bytea not null,
  sealed        bytea not null,
  sealed_at     timestamptz not null,
  primary key (connection_id, name)
);

-- What is refused as a whole: a scope of one flow, or (scope null) a flow of the connection.
create table pause (
  connection_id uuid not null references connection,
  flow          text not null,
  scope         text not null,
  code          text not null,
  why           text not null,
  until         timestamptz not null,
  primary key (connection_id, flow, scope)
);

-- Append-only: one row a decision, for each record and both systems.
create table audit (
  id            bigint generated always as identity,
  at            timestamptz not null,
  connection_id uuid not null,
  entity        text not null,
  key           text not null,
  revision      bigint,
  flow          text not null,
  scope         text not null,
  decision      text not null,
  code          text,
  why           text,
  who           text not null,
  before        jsonb,
  after         jsonb,
  traceparent   text,
  position      text,
  primary key (id)
);
create index audit_record on audit (connection_id, entity, key, id);
create index audit_at on audit using brin (at);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only', tg_table_name;
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- Down Migration
drop table audit, pause, secret, connection_version, connection;
drop function refuse_change;

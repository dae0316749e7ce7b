-- What a fence stands on, so that the run notices when it is blind: the tables that hold the rows, their files, and the server.

create table admin.fence_members (
  run_id bigint not null references admin.reload_runs on delete cascade,
  position integer not null,
  relation oid not null,
  name text not null,
  file oid,
  had_rows boolean not null,
  came boolean not null default false,
  triggers oid[] not null,
  primary key (run_id, position, relation)
);
comment on table admin.fence_members is 'The tables whose deletes the fence of a run follows: production''s table, its partitions, its inheritance children.';
comment on column admin.fence_members.name is 'Its name when the fence came, for messages.';
comment on column admin.fence_members.file is 'Its file when the fence came, or since a rewrite that was found to have kept xmin. Null where it has none.';
comment on column admin.fence_members.had_rows is 'Whether it held rows when the fence came: then some of them must still look old.';
comment on column admin.fence_members.came is 'It came during the run, as a partition: its deletes are followed, but a TRUNCATE of it shows only as another file.';
comment on column admin.fence_members.triggers is 'The triggers of the fence on it: a partition that was detached and attached again has others.';

alter table admin.fence_truncates add column why text;
comment on table admin.fence_truncates is
  'A fenced table was truncated, or (why) a delete could not be recorded. The keys that went are unknown, so the run fails closed.';

alter table admin.reload_runs add column fence_server jsonb;
comment on column admin.reload_runs.fence_server is
  'The server when the fence stood: system identifier, database, timeline, as far as the role may know them. On another, transaction numbers mean something else.';

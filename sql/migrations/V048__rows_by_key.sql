-- Requests for rows by key: a run without a window, whose keys stand where those of looks do.

alter table admin.reload_runs add column by_keys boolean not null default false;
comment on column admin.reload_runs.by_keys is 'Whether the request names rows by their keys, in place of a window.';

alter table admin.reload_look_keys add column part integer;
comment on column admin.reload_look_keys.part is
  'Of a request for rows by key: which of the run''s loads asks for it. Null in a look, and where no filter of DMS can name the key.';

alter table admin.reload_run_tables add column parts integer not null default 1;
comment on column admin.reload_run_tables.parts is 'How many loads the rows of the table come in, one after the other: more than one only where rows are asked for by key.';
alter table admin.reload_run_tables add column left_own bigint not null default 0;
comment on column admin.reload_run_tables.left_own is 'Of a request for rows by key: keys that the run itself has left, and that no look reads again.';

alter table admin.reload_loads add column part integer not null default 1;
comment on column admin.reload_loads.part is 'Which part of the rows it loads.';

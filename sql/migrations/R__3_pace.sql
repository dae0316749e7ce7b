-- How fast a merge may be, asked before each chunk.

-- Whether somebody has told a run to rest.
create or replace function admin.paused(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from admin.reload_runs r where r.run_id = run and r.paused_by is not null)
$$;

-- So many rows, or as many as a second may bring where the run has a brake.
create or replace function admin.paced(run bigint, rows integer) returns integer
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when r.rows_per_second is null then rows else least(rows, greatest(1, r.rows_per_second)) end
  from admin.reload_runs r where r.run_id = run
$$;

-- How many seconds a table of a run must rest, because its last chunk has used them.
create or replace function admin.pace_pause(run bigint, pos integer) returns double precision
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select least(5, greatest(0,
      (c.last_n - c.first_n + 1)::double precision / greatest(1, r.rows_per_second) - extract(epoch from clock_timestamp() - c.committed_at)))
    from admin.reload_runs r
    join lateral (
      select * from admin.merge_chunks k where k.run_id = run and k.position = pos order by k.committed_at desc limit 1) c on true
    where r.run_id = run and r.rows_per_second is not null), 0)
$$;

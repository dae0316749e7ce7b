-- How fast a merge may be, and how large a chunk, asked before each.

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

-- How many rows the next chunk takes: as many as the last one's pace does in 40 ms, but at most twice as many; fewer, but at least half, only
-- where the last took more than 100 ms: on a busy server a chunk takes its time whatever its rows, and smaller ones would take longer in all.
-- A chunk's time and lock_timeout together stay below deadlock_timeout (1 s), so that the server never picks CDC as a victim.
create or replace function admin.next_chunk(rows bigint, took interval, most integer) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select greatest(1, least(most, rows * case
    when took < interval '40 ms' then least(2, 0.04 / greatest(0.001, extract(epoch from took)))
    when took <= interval '100 ms' then 1
    else greatest(0.5, 0.1 / extract(epoch from took)) end))::integer
$$;

create or replace function admin.first_chunk(run bigint, pos integer, most integer) returns integer
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select admin.next_chunk(last_n - first_n + 1, took, most) from admin.merge_chunks c where c.run_id = run and c.position = pos order by committed_at desc limit 1),
    least(most, 500))
$$;

drop function if exists admin.psql_owner(integer, timestamptz);
-- Whether the session of a psql run still works on it: it holds a lock of the session as long. Every role may see that, in every time zone.
create or replace function admin.psql_alive(run bigint) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
      and (classid, objid, objsubid) = (x'77726c70'::integer::oid, (run & 2147483647)::oid, 2))
$$;

-- Ends psql runs whose session has ended before them: nobody else would, and runs that share a table would wait for them.
create or replace function admin.end_dead_psql_runs() returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update admin.reload_runs r set state = 'FAILED', finished_at = clock_timestamp(), error_code = 'MERGE_FAILED', error_detail = 'its session ended before it did'
  where r.origin = 'psql' and r.state = 'RUNNING' and not admin.psql_alive(r.run_id)
$$;

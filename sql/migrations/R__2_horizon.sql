-- The horizon of a run: which row versions were written since its fence stands. One old transaction anywhere in the cluster must not make
-- everything look young, so it is not the oldest transaction that counts, but each that was open.

-- SQL that is true for a row p that was written since. xmin is 32 bits of a longer number, and age() takes distances modulo 2^32; a row
-- frozen long ago does not look young as long as the run has not spent 2^31 transactions. Many open ones are hashed.
drop function if exists admin.touched(xid8);
create or replace function admin.touched(fence xid8, still_open xid8[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format(
    case
      when coalesce(cardinality(still_open), 0) = 0 then '%1$s'
      when cardinality(still_open) <= 50 then '(%1$s or p.xmin = any (%2$L::xid[]))'
      else '(%1$s or p.xmin in (select unnest(%2$L::xid[])))' end,
    format('(age(p.xmin) <= (select age(%L::xid)) and age(p.xmin) > (select age(pg_snapshot_xmax(pg_current_snapshot())::xid)))',
      fence::text::bigint & 4294967295),
    (select array_agg(x::text::bigint & 4294967295 order by x::text::bigint) from unnest(still_open) x))
$$;

-- The transactions and subtransactions from low up to high, which is excluded, that are open. A snapshot names no subtransactions, nor does
-- pg_locks one that has ended inside an open transaction: each number is asked for.
create or replace function admin.open_transactions(low bigint, high bigint) returns xid8[]
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(x::text::xid8 order by x), '{}') from generate_series(low, high - 1) x
  where pg_xact_status(x::text::xid8) = 'in progress'
$$;

-- Stores the horizon of a run whose triggers all stand. Who had written a table has ended when its triggers came, so the open ones only say
-- who may still write. Asked in steps, each its own transaction: one that has been open for long has many younger ones to ask for. One that
-- ends meanwhile had ended before DMS read anything.
create or replace procedure admin.store_horizon(run bigint)
language plpgsql as $$
declare
  low bigint;
  next bigint;
  step constant bigint := 1000000;
  still_open xid8[] := '{}';
begin
  commit;
  set local search_path = pg_catalog, pg_temp;
  set transaction isolation level read committed;
  if (select r.fence is not null from admin.reload_runs r where r.run_id = run) then
    return;
  end if;
  select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint into low, next from pg_current_snapshot() s;
  while low < next loop
    still_open := still_open || admin.open_transactions(low, least(low + step, next));
    low := low + step;
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
  update admin.reload_runs r set fence = next::text::xid8, fence_open = still_open, fence_server = admin.server_mark() where r.run_id = run and r.fence is null;
  perform admin.note_old_transactions(run);
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;

-- Transactions that have been open for long, or are prepared, in any database: they keep a run from the tables that they have written, and
-- what they still write counts as written since. One whose start the role may not see counts as old when many others have begun since.
create or replace function admin.old_transactions() returns table (xid bigint, said text)
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with open (xid, who, database, since) as (
    select p.transaction::text::bigint, format('prepared transaction ''%s'' of %s', p.gid, p.owner), p.database, p.prepared from pg_prepared_xacts p
    union all
    select a.backend_xid::text::bigint, format('pid %s of %s', a.pid, a.usename), a.datname, a.xact_start from pg_stat_activity a
    where a.backend_xid is not null and a.pid <> pg_backend_pid()
      and (a.xact_start < clock_timestamp() - interval '5 minutes'
        or a.xact_start is null and age(a.backend_xid) > 100000)
  )
  select o.xid, format('%s in database %s%s', o.who, o.database, ', open for ' || date_trunc('second', greatest(clock_timestamp() - o.since, '0')))
  from open o order by o.since nulls first
$$;

-- Puts on record which transactions had been open for long when the fence came.
create or replace function admin.note_old_transactions(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  named text;
begin
  select string_agg(o.said, '; ') into named from (select said from admin.old_transactions() limit 5) o;
  if named is not null then
    perform admin.note_finding(run, null, 'note', 'TRANSACTION_OPEN', format('%s; what it writes counts as written since the run began', named));
  end if;
end
$$;

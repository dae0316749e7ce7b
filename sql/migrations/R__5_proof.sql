-- The proof: that production holds every staged row, or an explanation, without comparing all of staging a second time. What the plan keeps
-- is classified again: all that was to be written, and all that CDC had written or deleted. Any other row was there at the plan, in the
-- window and older than the horizon (quiet). Such a row cannot change without a new xmin, nor go without the fence, as long as the fence
-- itself was left alone. One scan counts the rows that the run wrote, so that none is overlooked, and the rows of the window; their
-- difference to the quiet ones is exactly the delete candidates. Where anything of this is in doubt, the comparison decides.

-- SQL that is true for a row p of production that is in the window and was not written since the fence.
create or replace function admin.held_row(run bigint, pos integer, t record) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return format('(p.%s is not null and not (%s) and not (%s))', t.first_key, coalesce(admin.outside_of(run, pos), 'false'), t.touched);
end
$$;

-- SQL that is true for a row of a plan that may be anything but quiet.
create or replace function admin.not_quiet(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('not (%1$s.reload_op in (''='', ''n'', ''o'') and %1$s.reload_held)', name)
$$;

-- Whether so many rows to write of so many staged are few enough: where most were written, to look for each costs more than to compare all.
create or replace function admin.worth_proving(written bigint, staged bigint) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$ select written * 2 <= staged $$;

-- Whether nobody has touched the fence that a table of a run goes by.
create or replace function admin.fence_of_run_left_alone(run bigint, pos integer) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select admin.fence_left_alone(coalesce(t.fence_run_id, run), coalesce(t.fence_position, pos))
  from admin.reload_run_tables t where t.run_id = run and t.position = pos
$$;

-- Why all must be compared again; null where the proof can do without. Keys that may stand twice cannot be counted; a few staged rows are
-- compared sooner than production is read, unless it is read anyway.
create or replace function admin.proof_doubt(run bigint, pos integer, t record) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  x admin.reload_run_tables := (select r from admin.reload_run_tables r where r.run_id = run and r.position = pos);
  size bigint := (select sum(pg_relation_size(m)) from admin.members(t.target) m);
  part text := case when size > 64 * 1024 * 1024 then 'tablesample system (1)' end;
  young bigint;
begin
  if (select r.options ->> 'verify' is distinct from 'proof' from admin.reload_runs r where r.run_id = run) then
    return 'the request does not ask for the proof';
  elsif not exists (
    select from pg_attribute a
    where a.attrelid = admin.relation('admin', t.plan) and a.attname = 'reload_held' and not a.attisdropped)
  then
    return 'an older version of the program has planned';
  elsif t.partial_key or not admin.staged_once(t.staging, t.target)
    or admin.key_may_repeat(t.target, admin.declared_key(t.target)) is not null
    or exists (select from admin.key_columns(t.target) k where k.equals <> ' = ')
    or exists (
      select from pg_attribute a
      where a.attrelid = t.staging and (a.attname ~ '^reload_' or a.attname = 'staged_ctid') and not a.attisdropped)
  then
    return 'a key may stand twice';
  elsif not admin.fence_of_run_left_alone(run, pos) then
    return 'the fence was changed';
  elsif admin.outside_of(run, pos) is null
    and x.staged * 10 < (select sum(c.reltuples) from admin.members(t.target) m join pg_class c on c.oid = m)
  then
    return 'few rows are staged';
  elsif not admin.worth_proving(x.planned_inserts + x.planned_updates, x.staged) then
    return 'most rows were to be written';
  end if;
  -- Their keys have room in memory.
  execute format($f$
    select count(*) from %s p %s
    where %s and p.xmin not in (select c.xid from admin.merge_chunks c where c.run_id = $1 and c.position = $2)$f$,
    t.target, part, t.touched)
  into young using run, pos;
  return case when young * case when part is null then 1 else 100 end > 500000
    then 'CDC has written too many rows since the run began' end;
end
$$;

-- The rows of a plan that are not quiet, as classification() wants them: with the values of staging, for those of the plan are what a chunk
-- has written. A few are found by their place; where there are many, the planner may read staging along its key.
create or replace function admin.proof_source(run bigint, pos integer, t record) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  few boolean := (
    select (r.planned_inserts + r.planned_updates) * 4 < r.staged from admin.reload_run_tables r where r.run_id = run and r.position = pos);
begin
  return format(
    case when few then '(select s.*, d.reload_n from admin.%1$I d
        cross join lateral (select s.*, s.ctid from %2$s s where s.ctid = d.staged_ctid and %3$s offset 0) s where %4$s) s'
      else '(select s.*, s.ctid, d.reload_n from admin.%1$I d join %2$s s on s.ctid = d.staged_ctid and %3$s where %4$s) s' end,
    t.plan, t.staging, t.s_is_d, admin.not_quiet('d'));
end
$$;

-- How many rows staging holds, and how many of them were written since the plan.
create or replace function admin.staged_rows(run bigint, pos integer, t record, out total bigint, out since bigint)
language plpgsql volatile set search_path = pg_catalog, pg_temp set max_parallel_workers_per_gather = 0 set jit = off as $$
declare
  planned admin.reload_run_tables := (select r from admin.reload_run_tables r where r.run_id = run and r.position = pos);
begin
  execute format('select count(*), count(*) filter (where %s) from %s p',
    coalesce(admin.touched(planned.planned_at_xid, planned.planned_open), 'true'), t.staging)
  into total, since;
end
$$;

-- Proves one table of a run, of so many staged rows, so many of them written since the plan. proved tells whether all are in production or
-- explained, candidates how many rows of the window staging does not know (null where there is no window). Where proved is false, nothing
-- is said: all must be compared. One statement, for CDC is at work: all is counted in one snapshot.
-- A quiet row that is one no more was written by CDC, or has its key in the fence. gone counts those among the staged keys that CDC wrote
-- or deleted; of them known are rows of the plan.
create or replace function admin.prove(run bigint, pos integer, staged bigint, since bigint, out proved boolean, out candidates bigint)
language plpgsql volatile set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on as $$
declare
  t record := admin.merge_terms(run, pos);
  held text := admin.held_row(run, pos, t);
  key text := (select string_agg('p.' || name, ', ' order by rank) from admin.key_columns(t.target));
  ours constant text := 'in (select o.xid from ours o)';
  listed text := admin.classification(t, admin.proof_source(run, pos, t),
    format('s.reload_n, %s as reload_held, (%s) as reload_touched, z.%s is not null as reload_fenced,', held, t.touched, t.first_key));
  found record;
begin
  proved := false;
  if since > 0 or admin.proof_doubt(run, pos, t) is not null then
    return;
  end if;
  perform set_config('TimeZone',
    coalesce((select admin.zone_name(zone) from admin.reload_runs where run_id = run), current_setting('TimeZone')), true);
  perform admin.join_in_order(listed);
  execute format($f$
    with ours as materialized (
      select k.xid from admin.merge_chunks k where k.run_id = $1 and k.position = $2 and k.xid is not null),
    listed as materialized (
      select count(*) as n, count(reload_n) as numbered, count(*) filter (where reload_held) as held,
        count(*) filter (where coalesce(reload_xmin %1$s, false)) as ours,
        count(*) filter (where not reload_held and (reload_fenced or reload_touched and not reload_xmin %1$s)) as known,
        count(*) filter (where (reload_op in ('I', 'U') or reload_op in ('V', 't', 'N') and reload_xmin %1$s)
          and coalesce(reload_n not in (
            select m.n from admin.merge_misses m
            where m.run_id = $1 and m.position = $2 and m.reason in ('orphaned', 'unique_conflict', 'rejected')), true)) as lost
      from (%2$s offset 0) c),
    scan as materialized (
      select count(*) filter (where reload_inside and not reload_touched) as held,
        count(*) filter (where reload_touched and reload_xmin %1$s) as ours,
        array_agg(row(%5$s)::admin.%6$s) filter (where reload_touched and not reload_xmin %1$s) as young
      from (select %5$s, p.xmin as reload_xmin, %3$s as reload_touched, not (%11$s) as reload_inside from %7$s p offset 0) p),
    gone as materialized (
      select count(*) as n from (
        select d.* from scan cross join lateral unnest(scan.young) d
        union select d.* from admin.%6$s d where not exists (select from %7$s p where %8$s and %4$s)) d
      where exists (select from %9$s s where %10$s))
    select listed.lost, listed.ours = scan.ours as all_seen,
      listed.numbered = (select r.planned_inserts + r.planned_updates from admin.reload_run_tables r
        where r.run_id = $1 and r.position = $2) as all_listed,
      scan.held - ($3 - listed.n - (gone.n - listed.known)) - listed.held as extras
    from listed, scan, gone$f$,
    ours, listed, t.touched, held, key, t.fence, t.target, t.p_is_d, t.staging, t.s_is_d,
    coalesce(admin.outside_of(run, pos), 'false'))
  into found using run, pos, staged;
  -- Asked once more: whoever took the fence off and put it on again before that snapshot may have come after the first time.
  if found.lost = 0 and found.all_seen and found.all_listed and found.extras >= 0 and admin.fence_of_run_left_alone(run, pos) then
    proved := true;
    candidates := case when admin.outside_of(run, pos) is not null then found.extras end;
  end if;
end
$$;

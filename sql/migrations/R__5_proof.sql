-- The proof: that production holds every staged row, or an explanation, without comparing all of staging a second time. Each planned row was
-- written in some chunk, or is a miss with its reason. What a chunk wrote bears its transaction number: one scan of production counts those
-- rows, and each that bears it no more must be one that CDC has written or deleted since. A row that was not planned was there at the plan, in
-- the window and older than the horizon (quiet). Such a row cannot change without a new xmin, nor go without the fence, as long as the fence
-- itself was left alone. The same scan counts the rows of the window; their difference to the quiet ones is exactly the delete candidates.
-- Where anything of this is in doubt, the comparison decides.

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

-- Triggers that may change what a chunk has written, in the chunk's own transaction: of the table, and of the tables in which a chunk keeps
-- its account, where nobody should have any.
create or replace function admin.meddling_triggers(t record) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(admin.acting_triggers(t.target, t.triggers), (
    select string_agg(tgname, ', ') from pg_trigger
    where not tgisinternal and tgrelid in (
      'admin.merge_chunks'::regclass, 'admin.merge_misses'::regclass, 'admin.merge_doubts'::regclass, 'admin.reload_run_tables'::regclass,
      to_regclass('admin.' || quote_ident(t.before)))));
end
$$;

-- Whether each row of the plan is as its lane wrote it.
create or replace function admin.plan_left_alone(run bigint, pos integer, plan text) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp set max_parallel_workers_per_gather = 0 set jit = off as $$
declare
  changed bigint;
begin
  execute format($f$
    select count(*) from admin.%I d
    where d.xmin <> all (array(select m.planned_by from admin.merge_lanes m where m.run_id = $1 and m.position = $2 and m.planned_by is not null))$f$, plan)
  into changed using run, pos;
  return changed = 0;
end
$$;

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
  elsif admin.meddling_triggers(t) is not null then
    return 'triggers may have changed what was written';
  elsif not admin.plan_left_alone(run, pos, t.plan) then
    return 'the plan was changed';
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

-- The rows of a plan that are not quiet and that no chunk has written, as classification() wants them, with the values of staging.
create or replace function admin.proof_source(run bigint, pos integer, t record) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return format($f$(select s.*, d.reload_n from admin.%1$I d
      cross join lateral (select s.*, s.ctid from %2$s s where s.ctid = d.staged_ctid and %3$s offset 0) s
      where %4$s and (d.reload_n is null or exists (select from admin.merge_misses m where m.run_id = %5$s and m.position = %6$s and m.n = d.reload_n))) s$f$,
    t.plan, t.staging, t.s_is_d, admin.not_quiet('d'), run, pos);
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
-- gone are the staged keys that CDC has written or deleted since the horizon. Those of them that a chunk had written (overwritten) explain why
-- fewer rows bear a chunk's number than were written; those that are no row of the plan were quiet, and are so no more.
create or replace function admin.prove(run bigint, pos integer, staged bigint, since bigint, out proved boolean, out candidates bigint)
language plpgsql volatile set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on as $$
declare
  t record := admin.merge_terms(run, pos);
  held text := admin.held_row(run, pos, t);
  key text := (select string_agg('p.' || name, ', ' order by rank) from admin.key_columns(t.target));
  listed text := admin.classification(t, admin.proof_source(run, pos, t), format('s.reload_n, %s as reload_held,', held));
  found record;
begin
  proved := false;
  if since > 0 or admin.proof_doubt(run, pos, t) is not null then
    return;
  end if;
  perform admin.plan_settings(run);
  execute format($f$
    with ours as materialized (
      select k.xid from admin.merge_chunks k where k.run_id = $1 and k.position = $2 and k.xid is not null),
    missed as materialized (
      select m.n, m.reason in ('orphaned', 'unique_conflict', 'rejected') as quarantined
      from admin.merge_misses m where m.run_id = $1 and m.position = $2),
    planned as materialized (
      select count(*) filter (where %1$s) as n, count(d.reload_n) as numbered from admin.%2$I d),
    listed as materialized (
      select count(*) filter (where reload_held) as held, count(*) filter (where reload_op in ('I', 'U') and quarantined is not true) as lost
      from (%3$s offset 0) c left join missed m on m.n = c.reload_n),
    scan as materialized (
      select count(*) filter (where reload_inside and not reload_touched) as held,
        count(*) filter (where reload_touched and reload_xmin in (select o.xid from ours o)) as ours,
        array_agg(row(%4$s)::admin.%5$s) filter (where reload_touched and not reload_xmin in (select o.xid from ours o)) as young
      from (select %4$s, p.xmin as reload_xmin, %6$s as reload_touched, not (%7$s) as reload_inside from %8$s p offset 0) p),
    gone as materialized (
      select d.*, exists (select from %8$s p where %9$s and p.xmin in (select o.xid from ours o)) as reload_ours
      from (
        select d.* from scan cross join lateral unnest(scan.young) d
        union select d.* from admin.%5$s d where not exists (select from %8$s p where %9$s and %10$s)) d
      where exists (select from %11$s s where %12$s)),
    known as materialized (
      select count(*) filter (where %1$s) as n, count(*) filter (where d.reload_n is not null and not z.reload_ours and m.n is null) as overwritten
      from gone z join admin.%2$I d on %13$s left join missed m on m.n = d.reload_n)
    select listed.lost, planned.numbered - (select count(*) from missed) = scan.ours + known.overwritten as all_written,
      planned.numbered = (select r.planned_inserts + r.planned_updates from admin.reload_run_tables r
        where r.run_id = $1 and r.position = $2) as all_planned,
      scan.held - ($3 - planned.n - ((select count(*) from gone) - known.n)) - listed.held as extras
    from planned, listed, scan, known$f$,
    admin.not_quiet('d'), t.plan, listed, key, t.fence, t.touched, coalesce(admin.outside_of(run, pos), 'false'), t.target,
    t.p_is_d, held, t.staging, t.s_is_d, t.z_is_d)
  into found using run, pos, staged;
  -- Asked once more: whoever took the fence off and put it on again before that snapshot may have come after the first time.
  if found.lost = 0 and found.all_written and found.all_planned and found.extras >= 0 and admin.fence_of_run_left_alone(run, pos) then
    proved := true;
    candidates := case when admin.outside_of(run, pos) is not null then found.extras end;
  end if;
end
$$;

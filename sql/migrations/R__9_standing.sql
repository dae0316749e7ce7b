-- Whether a table's window is reloaded: it follows from all that happened to it since, and is asked here only. The calendar, the meters,
-- what needs a person, whether a request is done already, and what the ledger may forget go by it.

-- What each run did to how a table stands over a time, in words of the calendar: verified; failed; left_open, merged with something open;
-- undone; running, as long as it goes on. Runs that share a table go one after the other in the order of their numbers, so that of what
-- happened to a moment the highest number counts. No row: the run has changed nothing about it (it was dry, it was cancelled before it
-- wrote, a look has settled its keys). root is the run with which this one is forgotten.
create or replace view admin.ledger_effects as
select *
from (
  select t.target_schema, t.target_table, r.run_id, r.run_id as root,
    coalesce(r.window_from, '-infinity') as window_from, coalesce(r.window_to, 'infinity') as window_to,
    -- That some columns are right verifies no window.
    nullif(case
      when r.finished_at is null then case when r.window_from is not null then 'running' end
      when r.state = 'CANCELLED' and t.inserted + t.updated + t.deleted = 0 then null
      when r.window_from is null and (r.state <> 'FAILED' or t.inserted + t.updated = 0) then null
      when t.failed_code is not null then 'failed'
      when exists (
        select from admin.reload_findings f
        where f.run_id = r.run_id and f.severity = 'partial' and coalesce(f.position, t.position) = t.position) then 'left_open'
      when r.state = 'SUCCESS' then 'verified'
      when t.merge_state <> 'VERIFIED' or r.state = 'CANCELLED' then 'failed'
      -- What this table of a failed run is to be looked at for stays open until a look has come.
      when r.state = 'FAILED' and t.inserted + t.tie_touched_by_cdc + t.deleted_by_cdc + t.newer_in_target > 0
        and r.options ->> 'secondLook' is distinct from 'false'
        and not exists (
          select from admin.reload_runs l join admin.reload_run_tables x on x.run_id = l.run_id
          where l.of_run_id = r.run_id and l.origin = 'look' and x.target_schema = t.target_schema and x.target_table = t.target_table)
      then 'left_open'
      else 'verified'
    end, case when jsonb_array_length(coalesce(r.options -> 'columns', '[]')) > 0 then 'verified' end) as word
  from admin.reload_runs r
  join admin.reload_run_tables t using (run_id)
  where r.of_run_id is null and r.origin not in ('undo', 'look') and (r.window_from is not null or r.origin = 'psql')
    and not coalesce((r.options ->> 'dryRun')::boolean, false)
  union all
  -- A look that came to no good end, and has no newer attempt, leaves its keys as they are.
  select t.target_schema, t.target_table, l.run_id, r.run_id, coalesce(r.window_from, '-infinity'), coalesce(r.window_to, 'infinity'),
    case
      when l.finished_at is null then 'running'
      when l.state in ('FAILED', 'CANCELLED') or exists (
        select from admin.reload_findings f
        where f.run_id = l.run_id and f.severity = 'partial' and coalesce(f.position, t.position) = t.position) then 'left_open'
    end
  from admin.reload_runs l
  join admin.reload_runs r on r.run_id = l.of_run_id
  join admin.reload_run_tables t on t.run_id = l.run_id
  where l.origin = 'look' and not r.by_keys and not exists (
    select from admin.reload_runs newer
    where newer.of_run_id = l.of_run_id and newer.origin = 'look' and newer.look_round = l.look_round and newer.run_id > l.run_id)
  union all
  -- What an undo puts back is what was wrong before. It counts from the undo on, whatever has verified the window between the two; of an
  -- undo that came to no good end as well, if it put back anything.
  select t.target_schema, t.target_table, u.run_id, r.run_id, coalesce(r.window_from, '-infinity'), coalesce(r.window_to, 'infinity'),
    case
      when u.finished_at is null then 'running'
      when u.state in ('SUCCESS', 'PARTIAL') or exists (
        select from admin.reload_run_tables w
        where w.run_id = u.run_id and w.inserted + w.updated + w.deleted > 0
          and w.target_schema = t.target_schema and w.target_table = t.target_table) then 'undone'
    end
  from admin.reload_runs u
  join admin.reload_runs undone on undone.run_id = u.of_run_id
  join admin.reload_runs r on r.run_id = coalesce(undone.of_run_id, undone.run_id)
  join admin.reload_run_tables t on t.run_id = undone.run_id
  where u.origin = 'undo' and not r.by_keys and (
    not exists (select from admin.reload_run_tables w where w.run_id = u.run_id)
    or exists (
      select from admin.reload_run_tables w
      where w.run_id = u.run_id and w.target_schema = t.target_schema and w.target_table = t.target_table))
) happened
where word is not null;
comment on view admin.ledger_effects is
  'What each run did to how a table stands over a time. Of what happened to a moment the highest run_id counts.';

-- Whether some row of a table is older than a run, or its own: then a rewrite has kept who wrote what, as VACUUM FULL does, and the rows
-- are the same. A sample; nobody is waited for. A table that is gone has kept none.
create or replace function admin.rows_kept(relation regclass, run bigint) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
declare
  kept boolean;
begin
  if not exists (select from pg_class where oid = relation) then
    return false;
  end if;
  execute format($f$
    select exists (
      select from (select xmin from only %s limit 1000) p
      where not (%s) or p.xmin in (select c.xid from admin.merge_chunks c where c.run_id = $1))$f$,
    relation, (select admin.touched(r.fence, r.fence_open) from admin.reload_runs r where r.run_id = run))
  into kept using run;
  return kept;
exception when lock_not_available or insufficient_privilege or undefined_table then
  return false;
end
$$;

-- What has become of the database in which a run verified a table: restored (it is another one, or was set back), rewritten (the table is
-- another one, a partition with rows of the window has gone, or the rows were all written anew by others), or null, where it is the same as
-- far as can be seen. mark is admin.server_mark().
create or replace function admin.result_lost(run bigint, in_schema text, in_table text, mark jsonb) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  r admin.reload_runs := (select x from admin.reload_runs x where x.run_id = run);
  t admin.reload_run_tables := (
    select x from admin.reload_run_tables x
    where x.run_id = run and x.target_schema = in_schema and x.target_table = in_table
    order by x.position limit 1);
  owner_run constant bigint := coalesce(t.fence_run_id, run);
  owner_pos constant integer := coalesce(t.fence_position, t.position);
begin
  if r.fence is null then
    return null;
  end if;
  if r.fence > pg_snapshot_xmax(pg_current_snapshot()) or exists (
    select from jsonb_each_text(mark) now join jsonb_each_text(coalesce(r.fence_server, '{}')) was using (key)
    where now.value <> was.value)
  then
    return 'restored';
  end if;
  if exists (select from admin.fence_members m where m.run_id = owner_run and m.position = owner_pos)
    and not exists (
      select from admin.fence_members m
      where m.run_id = owner_run and m.position = owner_pos and m.relation = to_regclass(format('%I.%I', in_schema, in_table)))
    or exists (
      select from admin.fence_members m join pg_class c on c.oid = m.relation
      where m.run_id = owner_run and m.position = owner_pos and m.file is distinct from pg_relation_filenode(m.relation)
        and (m.had_rows or t.inserted > 0) and not admin.rows_kept(m.relation, owner_run))
    or exists (
      select from admin.fence_members m
      where m.run_id = owner_run and m.position = owner_pos and m.held
        and m.relation not in (select x::oid from admin.members(to_regclass(format('%I.%I', in_schema, in_table))) x))
  then
    return 'rewritten';
  end if;
  return null;
end
$$;

-- How each table stands that anything has happened to in some slots of time, from inclusive, to exclusive. state: running, if a run goes on
-- anywhere in the slot; verified, where verified windows, added up, cover all of it and nothing happened since; partial, where they cover a
-- part of it; otherwise what happened last: failed, left_open, undone, restored, rewritten. run_id is the run that decides.
create or replace function admin.ledger_standing(froms timestamp[], tos timestamp[])
returns table (target_schema text, target_table text, slot_from timestamp, slot_to timestamp, run_id bigint, state text)
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with slots as (
    select distinct s.slot_from, s.slot_to from unnest(froms, tos) s (slot_from, slot_to)),
  mark as materialized (
    select admin.server_mark() as mark),
  -- What lies before the newest that covers the whole slot counts no more.
  happened as (
    select s.slot_from, s.slot_to, e.*,
      max(e.run_id) filter (where e.word <> 'running' and e.window_from <= s.slot_from and e.window_to >= s.slot_to)
        over (partition by e.target_schema, e.target_table, s.slot_from, s.slot_to) as base
    from admin.ledger_effects e
    join slots s on e.window_from < s.slot_to and e.window_to > s.slot_from
    where e.window_from < (select max(x) from unnest(tos) x) and e.window_to > (select min(x) from unnest(froms) x)),
  counting as materialized (
    select h.* from happened h where h.word = 'running' or h.run_id >= coalesce(h.base, 0)),
  edges as (
    select c.target_schema, c.target_table, c.slot_from, c.slot_to, x.edge,
      lead(x.edge) over (partition by c.target_schema, c.target_table, c.slot_from, c.slot_to order by x.edge) as until
    from counting c
    cross join lateral (values (greatest(c.window_from, c.slot_from)), (least(c.window_to, c.slot_to)), (c.slot_from), (c.slot_to)) x (edge)
    where c.word <> 'running'
    group by 1, 2, 3, 4, 5),
  pieces as (
    select distinct on (e.target_schema, e.target_table, e.slot_from, e.slot_to, e.edge)
      e.target_schema, e.target_table, e.slot_from, e.slot_to, e.edge, c.run_id, c.word
    from edges e
    left join counting c on c.target_schema = e.target_schema and c.target_table = e.target_table
      and c.slot_from = e.slot_from and c.slot_to = e.slot_to and c.word <> 'running' and c.window_from <= e.edge and c.window_to >= e.until
    where e.until is not null
    order by 1, 2, 3, 4, 5, c.run_id desc nulls last),
  seen as materialized (
    select p.target_schema, p.target_table, p.run_id,
      case when p.word = 'verified' then coalesce(admin.result_lost(p.run_id, p.target_schema, p.target_table, m.mark), p.word)
        else p.word end as word
    from (select distinct x.target_schema, x.target_table, x.run_id, x.word from pieces x where x.run_id is not null) p cross join mark m),
  settled as (
    select p.target_schema, p.target_table, p.slot_from, p.slot_to,
      max(p.run_id) as run_id, (array_agg(s.word order by p.run_id desc nulls last))[1] as word,
      bool_and(coalesce(s.word = 'verified', false)) as whole
    from pieces p left join seen s on s.run_id = p.run_id and s.target_schema = p.target_schema and s.target_table = p.target_table
    group by 1, 2, 3, 4),
  open as (
    select c.target_schema, c.target_table, c.slot_from, c.slot_to, max(c.run_id) as run_id
    from counting c where c.word = 'running' group by 1, 2, 3, 4)
  select target_schema, target_table, slot_from, slot_to, coalesce(o.run_id, s.run_id),
    case when o.run_id is not null then 'running' when s.word <> 'verified' then s.word when s.whole then 'verified' else 'partial' end
  from settled s full join open o using (target_schema, target_table, slot_from, slot_to)
$$;

-- Up to when and since when each table is known to be right: the newest verified result that nothing has spoilt since, and the last end of
-- the windows of all of those.
create or replace function admin.newest_verified()
returns table (target_schema text, target_table text, verified_at timestamptz, verified_to timestamp, zone text)
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with mark as materialized (
    select admin.server_mark() as mark),
  effects as materialized (
    select * from admin.ledger_effects),
  good as (
    select e.*
    from effects e
    where e.word = 'verified' and not exists (
      select from effects later
      where later.target_schema = e.target_schema and later.target_table = e.target_table and later.run_id > e.run_id
        and (later.word not in ('verified', 'running') or later.word = 'running' and later.root = e.root)
        and later.window_from < e.window_to and later.window_to > e.window_from)),
  newest as (
    select g.target_schema, g.target_table, max(g.run_id) as run_id, max(g.window_to) as verified_to from good g group by 1, 2)
  select n.target_schema, n.target_table, r.finished_at, n.verified_to, r.zone
  from newest n join admin.reload_runs r using (run_id) cross join mark m
  where admin.result_lost(n.run_id, n.target_schema, n.target_table, m.mark) is null
$$;

-- Failures and partial ends that need a person: not dismissed, not tried again since, and over whose window a table of theirs does not
-- stand reloaded by now. A refused request for a week.
create or replace function admin.needs_person() returns setof bigint
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with failures as materialized (
    select r.run_id, case when r.origin <> 'undo' then coalesce(r.window_from, root.window_from) end as window_from,
      coalesce(r.window_to, root.window_to) as window_to
    from admin.reload_runs r
    left join admin.reload_runs root on root.run_id = r.of_run_id and r.origin = 'look'
    where r.state in ('FAILED', 'PARTIAL') and r.dismissed_at is null
      and (r.window_from is not null or r.of_run_id is not null or r.by_keys or r.finished_at > clock_timestamp() - interval '7 days')
      and not exists (select from admin.reload_runs later where later.request_id = r.request_id and later.run_id > r.run_id)),
  standing as materialized (
    select s.* from (
      select array_agg(window_from) as froms, array_agg(window_to) as tos from failures where window_from is not null) w
    cross join lateral admin.ledger_standing(w.froms, w.tos) s where s.state = 'verified')
  select f.run_id
  from failures f
  where f.window_from is null or exists (
    select from admin.reload_run_tables t
    where t.run_id = f.run_id and not exists (
      select from standing s
      where s.target_schema = t.target_schema and s.target_table = t.target_table
        and s.slot_from = f.window_from and s.slot_to = f.window_to))
$$;

-- Changes whenever the files of the registered tables or the database do: part of what tells that the standing may be another.
create or replace function admin.files_mark() returns text
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select md5(concat(admin.server_mark()::text, (
    select string_agg(concat(m.relid, ' ', pg_relation_filenode(m.relid)), ',' order by m.relid)
    from (
      select distinct p::oid as relid
      from admin.reload_tables g cross join lateral admin.members(to_regclass(format('%I.%I', g.target_schema, g.target_table))) p) m)))
$$;

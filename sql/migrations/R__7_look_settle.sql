-- The end of a look: what it loaded is counted, and what did not come back is settled.

-- Counts what a look has loaded, and how much of it the filters should have kept out. A range of numbers may hold decimals, and a key of
-- several columns is asked for column by column, so that rows come which have each part of some key: the merge leaves those alone.
create or replace function admin.look_count(look_run bigint, pos integer, out staged bigint, out outside bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(look_run, pos);
begin
  execute format('select count(*), count(*) filter (where %s) from %s s',
    (select string_agg(format($f$(%1$s not in (
        select d.%2$s from admin.reload_look_keys l cross join lateral jsonb_populate_record(null::admin.%3$s, l.key) d
        where l.run_id = %4$s and l.position = %5$s)%6$s)$f$,
        m.value, k.name, t.fence, look_run, pos,
        case when c.spelled = 'number' then format(
          ' and not exists (select from admin.look_ranges(%s, %s) c where c.rank = %s and c.low <> c.high and %s between c.low::numeric and c.high::numeric)',
          look_run, pos, k.rank, m.value) end), ' or ')
     from admin.key_columns(t.target) k
     join admin.look_columns(t.target) c using (rank)
     join admin.merge_columns(t.target, t.staging) m on m.key_rank = k.rank),
    t.staging)
  into staged, outside;
end
$$;

-- Marks in pg_temp.look_found what may be taken as proof. That a key did not come back proves something only where the source certainly spells
-- keys like that as we do. So some key of the same kind, and not longer in any column, must have come back: who pads keys with zeros or
-- blanks to a width pads the shorter ones as well. And no control key of that kind, as long or longer than that one, may be missing while
-- production holds it unwritten: such a key the source has had, too, and spells otherwise. Values with more than one spelling
-- (decimals, char, collations that ignore case) prove nothing.
create or replace function admin.look_proven() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  with shapes as (select distinct f.kind, f.lengths from pg_temp.look_found f where f.kind is not null),
  good as (
    select s.* from shapes s
    where exists (select from pg_temp.look_found f where f.back and f.kind = s.kind and f.lengths = s.lengths)
      and not exists (
        select from pg_temp.look_found f
        where f.control and not f.back and f.held and not f.touched and f.kind = s.kind and admin.at_most(s.lengths, f.lengths)))
  update pg_temp.look_found f set proven = true
  from shapes s
  where f.kind = s.kind and f.lengths = s.lengths
    and exists (select from good g where g.kind = s.kind and admin.at_most(g.lengths, s.lengths));
end
$$;

-- Settles the keys that a look, loaded and merged, did not find at the source. Those that production has, unwritten since the look's fence,
-- are confirmed as gone from the source. What the run had inserted itself is taken back; the others are deleted where their reason is among
-- those to delete, but none at all where there are more than max_rows, or more than max_percent of what the run had staged. Their images are
-- kept for an undo. A refused insert of CDC leaves no trace: what was deleted is for the next look to read once more. Where CDC may still be
-- before the look's load (not cdc_passed), a row that the source has no more may be one that CDC gives another key next: nothing is deleted
-- and nothing taken for gone, and the key is left open. filtered: the look read through a row filter of CDC, which hides rows that the source
-- has, and of which CDC deletes none: then nothing of the run's is taken back.
drop function if exists admin.look_settle(bigint, bigint, integer, text[], bigint, numeric);
create or replace function admin.look_settle(run bigint, look_run bigint, pos integer, delete_reasons text[], cdc_passed boolean, filtered boolean,
  max_rows bigint, max_percent numeric, out confirmed bigint, out removed bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(look_run, pos);
  k record := admin.look_terms(t.target);
  staged bigint := (select r.staged from admin.reload_run_tables r where r.run_id = run and r.position = pos);
  named constant boolean := (select r.by_keys from admin.reload_runs r where r.run_id = run);
  candidates bigint;
begin
  perform admin.check_held(look_run);
  perform admin.lock_merge(t.target);
  perform admin.check_fence(look_run, pos, t.target);
  execute format($f$
    create temp table look_found on commit drop as
    select row_number() over () as n, l.key, l.reason, l.own, l.control, %12$s as vanished, %1$s as kind, %2$s as lengths,
      exists (select from %3$s s where %4$s) as back, p.%5$s is not null as held, coalesce(%6$s, false) as touched, p.xmin as version,
      false as proven, false as doomed, null::text as outcome, null::text as detail
    from admin.reload_look_keys l
    cross join lateral jsonb_populate_record(null::admin.%7$s, l.key) d
    left join %8$s p on %9$s
    where l.run_id = %10$s and l.position = %11$s and l.asked and coalesce(l.outcome, '') not in ('deleted', 'touched')$f$,
    k.kind, k.lengths, t.staging, t.s_is_d, t.first_key, t.touched, t.fence, t.target, t.p_is_d, look_run, pos,
    format('l.held and p.%s is null and not exists (select from admin.%s p where %s)', t.first_key, t.fence, t.p_is_d));
  perform admin.look_proven();
  update pg_temp.look_found f set outcome = case
      when f.back then 'there'
      when f.control then 'missing'
      -- Neither its own fence nor that of the run before has seen it go: its row may have another key.
      when f.vanished then 'vanished'
      -- Production lost it to CDC, whose word it is; but a key that CDC had deleted before may have a new owner, and one that somebody names
      -- may be spelled otherwise at the source.
      when not f.held and f.reason not in ('deleted_by_cdc', 'key_reused', 'deleted', 'orphaned', 'requested') then 'gone'
      when not f.proven then 'unproven'
      when f.reason = 'deleted_by_cdc' and not f.held then 'gone'
      when not cdc_passed and not f.touched and (not f.held or f.own or f.reason = any (delete_reasons)) then 'unwaited'
      when not f.held then 'gone'
      when f.touched then 'touched'
      when f.own and filtered then 'unproven'
      else 'kept' end;
  select count(*), count(*) filter (where not f.own and f.reason = any (delete_reasons)) into confirmed, candidates
  from pg_temp.look_found f where f.outcome = 'kept';
  -- Who names each key has not asked for few of many.
  if candidates > max_rows or not named and candidates * 100 > max_percent * staged then
    update pg_temp.look_found f set detail = 'more than may be deleted'
    where f.outcome = 'kept' and not f.own and f.reason = any (delete_reasons);
  end if;
  update pg_temp.look_found f set doomed = f.detail is null where f.outcome = 'kept' and (f.own or f.reason = any (delete_reasons));
  removed := admin.look_delete(look_run, t);
  update pg_temp.look_found f set detail = 'production lost it unseen, and its row may have another key' where f.outcome = 'vanished';
  update pg_temp.look_found f set detail = 'nobody waited for CDC, which may give it another key' where f.outcome = 'unwaited';
  update admin.reload_look_keys l set outcome = f.outcome, detail = f.detail
  from pg_temp.look_found f where l.run_id = look_run and l.position = pos and l.key = f.key;
  update admin.reload_run_tables r set deleted = r.deleted + removed where r.run_id = look_run and r.position = pos;
  drop table pg_temp.look_found;
  perform admin.check_chunk(look_run, pos);
end
$$;

-- Deletes the doomed rows of pg_temp.look_found, but none that others refer to: children first, where the table refers to itself. A row that
-- CDC is writing right now is left to it; those held here get no more children meanwhile. Returns how many went.
drop function if exists admin.look_delete(bigint, record, text[]);
create or replace function admin.look_delete(look_run bigint, t record) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  n bigint;
  total bigint := 0;
begin
  perform admin.act_as(look_run);
  perform admin.hold_code(look_run, t.target);
  execute format($f$
    with held as (
      select f.n from %1$s p
      join (pg_temp.look_found f cross join lateral jsonb_populate_record(null::admin.%2$s, f.key) d) on %3$s and p.xmin = f.version
      where f.doomed for update of p skip locked)
    update pg_temp.look_found f set outcome = 'touched', doomed = false where f.doomed and f.n not in (select h.n from held h)$f$,
    t.target, t.fence, t.p_is_d);
  loop
    perform admin.look_children(t);
    n := admin.look_remove(admin.run_path(look_run), t, array(select f.n from pg_temp.look_found f where f.doomed and f.outcome = 'kept'));
    total := total + n;
    exit when n = 0 or not exists (select from admin.children(t.target) c where c.child = t.target);
  end loop;
  return total;
end
$$;

-- Marks those of the doomed rows that rows refer to. What we may not read may refer to them.
create or replace function admin.look_children(t record) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c record;
begin
  update pg_temp.look_found f set outcome = 'kept', detail = null where f.doomed and f.outcome = 'has_children';
  for c in select * from admin.children(t.target) loop
    execute format($f$
      update pg_temp.look_found f set outcome = 'has_children', detail = %1$L
      from pg_temp.look_found l cross join lateral jsonb_populate_record(null::admin.%2$s, l.key) d join %3$s p on %4$s
      where f.n = l.n and l.doomed and l.outcome = 'kept' and %5$s$f$,
      format('%s of %s', c.constraint_name, c.child), t.fence, t.target, t.p_is_d,
      case when has_table_privilege(c.child, 'SELECT')
        then format('exists (select from %s c where %s and (c.tableoid, c.ctid) <> (p.tableoid, p.ctid))', admin.key_end(c.child), c.matches) else 'true' end);
  end loop;
end
$$;

-- Deletes these rows of pg_temp.look_found, each only as the version that was looked at, and keeps their images. Where one of them is
-- refused, by a constraint or a trigger, they are halved until that one stands alone; it stays. Returns how many went.
create or replace function admin.look_remove(path text, t record, numbers bigint[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  half integer := cardinality(numbers) / 2;
  went bigint;
begin
  if cardinality(numbers) = 0 then
    return 0;
  end if;
  set constraints all immediate;
  went := admin.write(path, format($f$
    with gone as (
      delete from %1$s p
      using pg_temp.look_found l cross join lateral jsonb_populate_record(null::admin.%2$s, l.key) d
      where l.n = any ($3) and %3$s and p.xmin = l.version
      returning %5$s)
    insert into admin.%4$I select null, g.* from gone g$f$, t.target, t.fence, t.p_is_d, t.before, admin.image_columns(t.before, 'p')), null, null, numbers, null);
  execute format($f$
    update pg_temp.look_found l set outcome = case
        when exists (select from %1$s p where %3$s and p.xmin = l.version) then 'refused'
        when exists (select from %1$s p where %3$s) then 'touched' else 'deleted' end,
      detail = case when exists (select from %1$s p where %3$s and p.xmin = l.version) then 'a trigger lets no delete through' end
    from pg_temp.look_found f cross join lateral jsonb_populate_record(null::admin.%2$s, f.key) d
    where f.n = l.n and l.n = any ($1)$f$, t.target, t.fence, t.p_is_d) using numbers;
  return went;
exception when data_exception or integrity_constraint_violation or with_check_option_violation or raise_exception then
  if half = 0 then
    update pg_temp.look_found l set outcome = 'refused', detail = sqlerrm where l.n = any (numbers);
    return 0;
  end if;
  return admin.look_remove(path, t, numbers[:half]) + admin.look_remove(path, t, numbers[half + 1:]);
end
$$;

-- Who may go in: of the rows that a chunk would write, all but those that hang on a parent that is neither in production nor among them.
-- Where PostgreSQL checks foreign keys itself, this is asked only after it has refused a chunk; where it does not, before every chunk.

-- SQL that yields the rows d of a plan, each with s, its staged values, and o, production's row of before.
create or replace function admin.rows_of(t record, rows text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return format('%s d %s left join lateral (select * from %s o where d.reload_op <> ''I'' and %s) o on true', rows, t.staged_row, t.target, t.o_is_d);
end
$$;

-- SQL that yields rows of a plan as production will hold them.
create or replace function admin.rows_to_come(run bigint, pos integer, which text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
begin
  return format('(select d.reload_n, d.reload_op, %s from %s where d.reload_n is not null and %s)',
    (select string_agg(format('%s as %s', coalesce('d.' || k.name, v.value), v.name), ', ')
      from admin.merged_values(t.target, t.staging) v left join admin.key_columns(t.target) k on k.name = v.name),
    admin.rows_of(t, format('admin.%I', t.plan)), which);
end
$$;

-- The tables of a run that may bring the parents of a foreign key.
create or replace function admin.bringers(run bigint, parent regclass) returns setof integer
language sql stable set search_path = pg_catalog, pg_temp as $$
  select t.position from admin.reload_run_tables t cross join lateral admin.relation(t.target_schema, t.target_table) r
  where t.run_id = run and t.failed_code is null and (r in (select admin.members(parent)) or parent in (select admin.members(r)))
$$;

-- The statements that find who may not go in, one element a table of the ring. Of its plan only those rows d count that "which" is true for.
-- asked: how many rows ask for a parent, by foreign key, and which of them find none in production.
-- kin: among the rows $4, whose parents are rows that count. In a chunk, updates come before inserts: they have no kin there.
-- locks: how many rows find a parent, by foreign key that PostgreSQL does not check here; holds that parent until the transaction ends.
-- earlier: in a forecast, the tables that are merged earlier. What they are going to insert will be there; nothing is held.
create or replace function admin.founding(run bigint, ring integer[], which text, earlier integer[] default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  statements jsonb := '[]';
  member jsonb;
  pos integer;
  t record;
  rows text;
begin
  foreach pos in array ring loop
    t := admin.merge_terms(run, pos);
    rows := admin.rows_of(t, format('(select * from admin.%I d where d.reload_n is not null and %s)', t.plan, which));
    select jsonb_build_object('pos', pos, 'names', jsonb_object_agg(k.rank, k.constraint_name),
      'asked', format($f$
        select k.rank, count(*) as asked, array_agg(d.reload_n) filter (where not k.found) as lost
        from %s cross join lateral (values %s) k (rank, asks, same, found)
        where k.asks and (d.reload_op = 'I' or not k.same) group by k.rank$f$,
        rows, string_agg(format('(%s, %s, %s, %s)', k.rank, k.asks, k.same, concat_ws(' or ', concat(k.found_in, admin.key_end(k.parent), k.found), b.found)), ', ')),
      'kin', jsonb_object_agg(k.rank, b.kin),
      'locks', coalesce(jsonb_object_agg(k.rank, format(
        'select count(distinct x.n) from (select d.reload_n as n from %s join %s f on %s where %s and (d.reload_op = ''I'' or not (%s)) for key share of f) x',
        rows, admin.key_end(k.parent), k.matches, k.asks, k.same)) filter (where earlier is null and t.triggers <> all (k.checks)), '{}'))
    into member
    from admin.foreign_keys(t.target, t.staging) k
    cross join lateral (
      select string_agg(concat(k.found_in, admin.rows_to_come(run, b, admin.not_orphaned(run, b)), k.found), ' or ') filter (where b = any (earlier)) as found,
        string_agg(format('select d.reload_n, f.reload_n, %s from %s join unnest($4) w (n) on w.n = d.reload_n join %s f on %s where true%s%s',
          b, rows, admin.rows_to_come(run, b, format('%s and not exists (select from admin.%I z where %s)', which, p.fence, p.z_is_d)), k.matches,
          case when k.by_key then ' and f.reload_op = ''I''' end,
          case when earlier is null then ' and (d.reload_op = ''I'' or f.reload_op <> ''I'')' end), ' union all ') filter (where b = any (ring)) as kin
      from admin.bringers(run, k.parent) b cross join lateral admin.merge_terms(run, b) p) b;
    if member ->> 'names' is not null then
      statements := statements || member;
    end if;
  end loop;
  return statements;
end
$$;

create or replace function admin.not_orphaned(run bigint, pos integer) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('not exists (select from admin.merge_misses m where m.run_id = %s and m.position = %s and m.n = d.reload_n and m.reason = ''orphaned'')', run, pos)
$$;

-- Rows that refer to each other in a circle and are more than this are not written: one transaction would hold too much for too long.
create or replace function admin.widest_circle() returns integer language sql immutable set search_path = pg_catalog, pg_temp as $$ select 20000 $$;

-- The rows that may not go in, and the foreign key that says so. low, high and numbers are $1 to $3 of the statements. Fails with 40001
-- where a parent came or went meanwhile.
create or replace function admin.unfounded(run bigint, founding jsonb, low bigint, high bigint, numbers bigint[])
returns table (pos integer, n bigint, broken text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  member jsonb;
  key record;
  locked jsonb;
  held bigint;
  kin text;
  children bigint[];
  parents bigint[];
  found_rows bigint[] := '{}';
  found_parents bigint[] := '{}';
  found_in integer[] := '{}';
  found_broken text[] := '{}';
  gone boolean[];
begin
  for member in select * from jsonb_array_elements(founding) loop
    locked := '{}';
    for key in select k.key as rank, k.value as sql from jsonb_each_text(member -> 'locks') k loop
      execute key.sql into held using low, high, numbers;
      locked := locked || jsonb_build_object(key.rank, held);
    end loop;
    for key in execute member ->> 'asked' using low, high, numbers loop
      if key.asked <> (locked ->> key.rank::text)::bigint + coalesce(cardinality(key.lost), 0) then
        raise exception 'a parent came or went while its children were looked at' using errcode = 'serialization_failure';
      end if;
      continue when key.lost is null;
      children := '{}';
      parents := '{}';
      kin := member -> 'kin' ->> key.rank::text;
      if kin is not null then
        execute format('select coalesce(array_agg(c), ''{}''), coalesce(array_agg(p), ''{}'') from (%s) k (c, p, b)', kin) into children, parents
        using low, high, numbers, key.lost;
      end if;
      found_rows := found_rows || children || array(select unnest(key.lost) except select unnest(children));
      found_parents := found_parents || parents;
      found_parents := found_parents || array_fill(null::bigint, array[cardinality(found_rows) - cardinality(found_parents)]);
      found_in := found_in || array_fill((member ->> 'pos')::integer, array[cardinality(found_rows) - cardinality(found_in)]);
      found_broken := found_broken || array_fill(member -> 'names' ->> key.rank::text, array[cardinality(found_rows) - cardinality(found_broken)]);
    end loop;
  end loop;
  gone := admin.gone_with(run, (founding -> 0 ->> 'pos')::integer, low, high, found_rows, found_parents);
  return query
  select distinct on (x.n) x.pos, x.n, x.broken
  from unnest(found_in, found_rows, found_parents, found_broken) x (pos, n, parent, broken)
  where x.parent is null or gone[x.n - low] and gone[x.parent - low]
  order by x.n, x.parent nulls first;
end
$$;

-- Of rows numbered above low up to high, those that are gone: a row without a parent among the others (null), and whatever hangs on one. Rows
-- of a circle go together. Where rows are numbered parents first, that is done in one pass. Null where nothing hangs on anything.
create or replace function admin.gone_with(run bigint, pos integer, low bigint, high bigint, rows bigint[], parents bigint[]) returns boolean[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  gone boolean[];
  circle record;
  changed boolean := true;
  i integer;
begin
  if cardinality(array_remove(parents, null)) = 0 then
    return null;
  end if;
  gone := array_fill(false, array[(high - low)::integer]);
  for i in 1 .. cardinality(rows) loop
    if parents[i] is null then
      gone[rows[i] - low] := true;
    end if;
  end loop;
  select array_agg(x.n order by x.n), array_agg(x.parent order by x.n) into rows, parents
  from unnest(rows, parents) x (n, parent) where x.parent is not null;
  while changed loop
    changed := false;
    for i in 1 .. cardinality(rows) loop
      if gone[parents[i] - low] and not gone[rows[i] - low] then
        gone[rows[i] - low] := true;
        changed := true;
      end if;
    end loop;
    for circle in select c.first_n - low as first, c.last_n - low as last from admin.merge_circles c
      where c.run_id = run and c.position = pos and c.first_n > low and c.last_n <= high
    loop
      if circle.last - circle.first >= admin.widest_circle() or true = any (gone[circle.first : circle.last]) then
        for i in circle.first .. circle.last loop
          changed := changed or not gone[i];
          gone[i] := true;
        end loop;
      end if;
    end loop;
  end loop;
  return gone;
end
$$;

-- The statements that find updates of a chunk which would strip children of their parent where PostgreSQL does not refuse that: with triggers off
-- it does not ask, and where they act it may empty the children. move holds those rows, stuck asks for their children. (A cascade is done
-- where triggers act, and else not.)
create or replace function admin.held_by_children(run bigint, pos integer, which text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  moving text := format('%s join %s p on %s where d.reload_op <> ''I''',
    admin.rows_of(t, format('(select * from admin.%I d where d.reload_n is not null and %s)', t.plan, which)), t.target, t.p_is_d);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('pos', pos,
      'move', format('select count(*) from (select from %s and (%s) for update of p) x', moving, k.moved),
      'stuck', format('select d.reload_n, %L as broken from %s and (%s) and %s', k.constraint_name, moving, k.moved, k.held))), '[]')
    from admin.child_keys(t.target, t.staging, t.triggers) k where k.moved is not null);
end
$$;

-- Statements that find a row which a chunk has written without its parent: that parent was to come in the same chunk, and did not, because CDC was
-- first at it. One a foreign key that PostgreSQL does not check and that leads back into the ring.
create or replace function admin.written_alone(run bigint, ring integer[]) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(format(
    'select exists (select from admin.%I d join %s p on %s and p.xmin = $4 where d.reload_n > $1 and d.reload_n <= $2 and ($3 is null or d.reload_n = any ($3)) and %s and not (%s))',
    t.plan, t.target, t.p_is_d, k.p_asks, k.p_found)), '[]')
  from unnest(ring) r cross join lateral admin.merge_terms(run, r) t cross join lateral admin.foreign_keys(t.target, t.staging) k
  where t.triggers <> all (k.checks) and exists (select from admin.bringers(run, k.parent) b where b = any (ring))
$$;

-- Fails with 40001, so that the chunk is done again, where one of its rows has no parent after all.
create or replace function admin.check_written(statements jsonb, low bigint, high bigint, numbers bigint[], me xid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  alone text;
  found boolean;
begin
  for alone in select * from jsonb_array_elements_text(statements -> 'alone') loop
    execute alone into found using low, high, numbers, me;
    if found then
      raise exception 'a row that was to come with its children did not' using errcode = 'serialization_failure';
    end if;
  end loop;
end
$$;

-- What merge_statements says about foreign keys. guarded: PostgreSQL does not check all of them.
create or replace function admin.founding_statements(run bigint, ring integer[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  which text := 'd.reload_n > $1 and d.reload_n <= $2 and d.reload_n <> all ($3)';
  chunk jsonb := admin.founding(run, ring, which);
  held jsonb := (select jsonb_agg(h) from unnest(ring) r cross join lateral jsonb_array_elements(admin.held_by_children(run, r, which)) h);
begin
  return jsonb_build_object('founding', chunk, 'held', coalesce(held, '[]'), 'alone', admin.written_alone(run, ring),
    'guarded', held is not null or exists (select from jsonb_array_elements(chunk) m where m -> 'locks' <> '{}'),
    'adoption', admin.founding(run, ring, format(
      'd.reload_n in (select m.n from admin.merge_misses m where m.run_id = %s and m.position = any (%L) and m.reason = ''orphaned'' and not m.final)', run, ring)));
end
$$;

-- Quarantines the rows of a chunk that may not go in, or not be changed. Returns their numbers.
create or replace function admin.hold_orphans(run bigint, statements jsonb, low bigint, high bigint) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  held bigint[];
  key jsonb;
  stuck record;
begin
  with lost as (
    insert into admin.merge_misses (run_id, position, n, reason, detail)
    select run, u.pos, u.n, 'orphaned', u.broken from admin.unfounded(run, statements -> 'founding', low, high, '{}') u
    returning n)
  select coalesce(array_agg(n), '{}') into held from lost;
  for key in select * from jsonb_array_elements(statements -> 'held') loop
    execute key ->> 'move' using low, high, held;
    for stuck in execute (key ->> 'stuck') using low, high, held loop
      insert into admin.merge_misses (run_id, position, n, reason, detail, final)
      values (run, (key ->> 'pos')::integer, stuck.reload_n, 'orphaned', stuck.broken, true);
      held := held || stuck.reload_n;
    end loop;
  end loop;
  return held;
end
$$;

-- Quarantined rows whose parents have come, by their numbers, so many at most.
create or replace function admin.adopted(run bigint, pos integer, statements jsonb, most integer) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  ring integer[] := array(select jsonb_array_elements_text(statements -> 'ring')::integer);
  waiting bigint[] := (
    select array_agg(m.n order by m.n) from admin.merge_misses m
    where m.run_id = run and m.position = any (ring) and m.reason = 'orphaned' and not m.final);
  top bigint;
begin
  if waiting is null then
    return null;
  end if;
  waiting := array(
    select w from unnest(waiting) w
    except select u.n from admin.unfounded(run, statements -> 'adoption', 0,
      (select max(l.high) from admin.merge_lanes l where l.run_id = run and l.position = pos), '{}') u
    order by 1);
  top := admin.chunk_end(run, pos, waiting[1] - 1, waiting[least(most, cardinality(waiting))]);
  return (select array_agg(w) from unnest(waiting) w where w <= top);
end
$$;

-- Where a chunk ends that begins above low and would end at high: no circle is cut.
create or replace function admin.chunk_end(run bigint, pos integer, low bigint, high bigint) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select case when c.first_n > low + 1 then c.first_n - 1 else c.last_n end
      from admin.merge_circles c where c.run_id = run and c.position = pos and c.first_n <= high and c.last_n > high), high)
$$;

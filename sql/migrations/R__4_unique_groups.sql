-- Rows that were left because of a unique value, taken up again at the end of their table: those whose value has become free, and those that
-- wait for each other, together.

-- How many rows at most move together: they are one transaction, and hold their locks until its end.
create or replace function admin.most_together() returns integer language sql immutable set search_path = pg_catalog, pg_temp as $$ select 10000 $$;

-- Numbers of rows and keys, as one of the statements about rows that were left tells them. They are found by key and value, one by one.
create or replace function admin.left_keys(statement text) returns table (n bigint, name text, key jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
begin
  return query execute statement;
end
$$;

-- Which rows of those that were left wait for which; null where they wait for a row that is not to be written.
create or replace function admin.unique_edges(statements jsonb) returns table (n bigint, holder bigint, constraint_name text, holder_key jsonb)
language sql stable set search_path = pg_catalog, pg_temp set enable_nestloop = off set enable_mergejoin = off set jit = off as $$
  select w.n, h.n, w.name, w.key
  from admin.left_keys(statements ->> 'waiting') w left join admin.left_keys(statements ->> 'waiters') h on h.key = w.key
$$;

-- The rows to take up next, about so many, or null. numbers: in the order in which one statement writes them, each after the one whose value it
-- takes; ring: rows that wait for each other, so that there is no such order; names: what they wait for. Only rows of which none waits for one
-- that cannot be written.
create or replace function admin.next_group(run bigint, pos integer, statements jsonb, size integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_nestloop = off set enable_mergejoin = off set jit = off as $$
declare
  open bigint[] := array(
    select m.n from admin.merge_misses m where m.run_id = run and m.position = pos and m.reason = 'unique_conflict' and not m.final order by m.n);
  waiting bigint[];
  holders bigint[];
  names text[];
  chain jsonb;
  ring bigint[];
  seeds integer := size;
begin
  if not statements ? 'waiting' or open = '{}' then
    return null;
  end if;
  select coalesce(array_agg(e.n), '{}'), coalesce(array_agg(e.holder), '{}'), coalesce(array_agg(e.constraint_name), '{}')
  into waiting, holders, names
  from admin.unique_edges(statements) e where e.n = any (open);
  -- From the free end of each chain: whoever waits for one row only comes after it.
  with recursive edges as (
    select w as n, min(h) as holder from unnest(waiting, holders) e (w, h)
    group by w having count(h) = count(*) and count(distinct h) = 1
  ), steps as (
    select n, 0 as level from (select unnest(open) as n except select unnest(waiting)) o
    union all
    select e.n, s.level + 1 from steps s join edges e on e.holder = s.n where s.level < size
  ), nearest as (select * from steps order by level, n limit size)
  select jsonb_build_object('numbers', jsonb_agg(n order by level, n), 'ring', false, 'names', to_jsonb(array(select distinct unnest(names))))
  into chain from nearest having count(*) > 0;
  if chain is not null then
    return chain;
  end if;
  loop
    with recursive edges as (select w as n, h as holder from unnest(waiting, holders) e (w, h)), stuck as (
      select n from edges where holder is null
      union
      select e.n from stuck s join edges e on e.holder = s.n
    ), seed as (
      select n from (select unnest(open) as n except select n from stuck) s order by n limit seeds
    ), ring as (
      select n from seed
      union
      select e.holder from ring r join edges e on e.n = r.n
    )
    select array_agg(n order by n) into ring from ring;
    exit when ring is null or cardinality(ring) <= admin.most_together() or seeds = 1;
    seeds := 1;
  end loop;
  return case when ring is not null then jsonb_build_object('numbers', ring, 'ring', true,
    'names', (select jsonb_agg(distinct c) from unnest(waiting, names) e (w, c) where w = any (ring))) end;
end
$$;

-- Assignments that make the value of a row, for a moment, one that no other row has, by constraint: a document of lists, the first that works
-- is right. Nothing for a constraint that is checked at the end of a statement, or of whose columns none has such a value.
create or replace function admin.parks(target regclass, staging regclass) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_object_agg(u.name, p.parks), '{}')
  from admin.unique_keys(target) u
  cross join lateral (
    select jsonb_agg(format('%s = %s', m.name, v.value) order by v.rank, foreign_key, a.attnum) as parks
    from pg_attribute a
    join admin.merge_columns(target, staging) m on m.attribute = a.attnum
    join pg_type t on t.oid = a.atttypid
    cross join lateral admin.base_type(t.oid) b (id)
    join pg_type bt on bt.oid = b.id
    cross join lateral (select nullif(admin.base_typmod(t.oid, a.atttypmod), -1) as mod) l
    cross join lateral (select exists (
        select from pg_constraint c where c.conrelid = target and c.contype = 'f' and a.attnum = any (c.conkey)) as foreign_key) f
    -- What an exclusion constraint makes of values may reach beyond them: from one to a range.
    cross join lateral (select case when u.exclusion then 1000 else 1 end as apart) p
    cross join lateral (
      select 1 as rank, 'null' as value where not a.attnotnull and not admin.refuses_null(t.oid) and not u.nulls_equal
      union all
      select 2, x.value from (select case
        when bt.typtype = 'r' and u.exclusion then format('''empty''::%s', format_type(t.oid, null))
        when foreign_key then null
        when bt.typcategory = 'S' then format('left(md5(d.reload_n::text || random()::text), %s)::%s',
          coalesce(l.mod - 4, 32), format_type(t.oid, null))
        when b.id = 'uuid'::regtype then format('md5(d.reload_n::text || random()::text)::%s', format_type(t.oid, null))
        when b.id = 'bytea'::regtype then format('decode(md5(d.reload_n::text || random()::text), ''hex'')::%s', format_type(t.oid, null))
        when b.id = 'smallint'::regtype then '(-32768 + d.reload_n % 32768)::smallint'
        when b.id = 'integer'::regtype then format('(-2147483648 + d.reload_n * %1$s %% 2147483648)::integer', p.apart)
        when b.id = 'bigint'::regtype then format('(-9223372036854775807 + d.reload_n * %s)', p.apart)
        when b.id = 'numeric'::regtype then format('(d.reload_n * %s - 1e%s)', p.apart,
          case when l.mod is null then 100 else greatest(((l.mod - 4) >> 16) - (l.mod - 4 & 2047), 1) end)
        when b.id in ('float4'::regtype, 'float8'::regtype) then '(-1e6 - d.reload_n - random())'
        when b.id = 'date'::regtype then '(''0001-01-01 BC''::date + d.reload_n::integer)'
        when b.id in ('timestamp'::regtype, 'timestamptz'::regtype) then format('(''0001-01-01 BC''::timestamp + d.reload_n * %s * interval ''1 min'')::%s', p.apart, format_type(t.oid, null))
        end) x (value) where x.value is not null
      union all
      select 3, x.value from (select case
        when foreign_key then null
        when b.id = 'smallint'::regtype then '(32767 - d.reload_n % 32768)::smallint'
        when b.id = 'integer'::regtype then '(2147483647 - d.reload_n % 2147483648)::integer'
        when b.id = 'bigint'::regtype then '(9223372036854775807 - d.reload_n)'
        when b.id = 'numeric'::regtype then format('(1e%s - 1 - d.reload_n)',
          case when l.mod is null then 100 else greatest(((l.mod - 4) >> 16) - (l.mod - 4 & 2047), 1) end)
        when b.id in ('float4'::regtype, 'float8'::regtype) then '(1e6 + d.reload_n + random())'
        when b.id = 'date'::regtype then '(''9999-12-31''::date - d.reload_n::integer)'
        when b.id in ('timestamp'::regtype, 'timestamptz'::regtype) then format('(''9999-12-31''::timestamp - d.reload_n * interval ''1 s'')::%s', format_type(t.oid, null))
        end) x (value) where x.value is not null
    ) v
    where a.attrelid = target and a.attname = any (u.attributes) and m.settable
      and a.attnum not in (select k.attribute from admin.key_columns(target) k)
      and not exists (select from admin.members(target) x join pg_partitioned_table pt on pt.partrelid = x
        join pg_attribute pa on pa.attrelid = x and pa.attnum = any (pt.partattrs::int2[]) where pa.attname = a.attname)
  ) p
  where u.beside and not u.deferred and p.parks is not null
$$;

-- Writes rows that wait for each other: sets their values aside, then each to what it is to be. Locks, classifies and writes all of them, or
-- fails with what PostgreSQL says. Returns how many were updated; those to insert are still to be written.
create or replace function admin.swap_rows(statements jsonb, low bigint, high bigint, numbers bigint[], parked text, me xid) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  changed bigint[];
  aside bigint;
  back bigint;
begin
  execute statements ->> 'hold' using low, high, numbers, me;
  execute statements ->> 'changed' into changed using low, high, numbers, me;
  execute statements ->> 'miss' using low, high, numbers, me;
  aside := admin.write(statements ->> 'path', replace(statements ->> 'park', '/*aside*/', parked), low, high, numbers, me);
  back := admin.write(statements ->> 'path', statements ->> 'unpark', low, high, numbers, me);
  if aside <> back then
    raise exception '% of % rows of % were set aside and not found again', aside - back, aside, statements ->> 'target'
      using errcode = 'serialization_failure';
  end if;
  execute statements ->> 'doubt' using low, high, changed, me;
  return back;
end
$$;

-- Writes a group of rows that were left. The first way is one statement in their order; in a ring, and in the other ways, values are set aside
-- before. Where a constraint is checked at the end of a statement, one statement is right in any case.
create or replace function admin.settle_group(statements jsonb, low bigint, high bigint, numbers bigint[], together jsonb, way integer, me xid,
  out inserts bigint, out updates bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  nth integer := way - case when (together ->> 'ring')::boolean then 1 else 2 end;
  parked text := (
    select string_agg(distinct p ->> least(nth, jsonb_array_length(p) - 1), ', ')
    from jsonb_array_elements_text(together -> 'names') c cross join lateral (select statements -> 'parks' -> c as p) x where p is not null and nth >= 0);
  swapped bigint := 0;
begin
  if parked is not null then
    swapped := admin.swap_rows(statements, low, high, numbers, parked, me);
    execute statements ->> 'open' into numbers using low, high, numbers, me;
  end if;
  select s.inserts, s.updates + swapped into inserts, updates from admin.settle(statements, low, high, numbers, me) s;
end
$$;

-- Rows that refer to rows of their own table, or of tables that refer back: they are numbered parents first, and what refers to each other
-- in a circle goes into one chunk.

-- Puts rows in an order in which each comes after all that it refers to: those of a circle next to each other, under one circle. Tarjan's way
-- of finding strongly connected components, which come out in that very order; on stacks of its own, for chains may be long.
create or replace function admin.parents_first(children bigint[], parents bigint[]) returns table (n bigint, rank integer, circle integer)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  names bigint[] := array(select c from unnest(children || parents) c group by c order by c);
  size integer := cardinality(names);
  targets integer[];
  cursors integer[] := array_fill(0, array[size + 1]);
  ends integer[];
  found integer[] := array_fill(0, array[size]);
  low integer[] := array_fill(0, array[size]);
  waiting boolean[] := array_fill(false, array[size]);
  stack integer[] := array_fill(0, array[size]);
  path integer[] := array_fill(0, array[size]);
  ordered integer[] := array_fill(0, array[size]);
  circles integer[] := array_fill(0, array[size]);
  counter integer := 0;
  height integer := 0;
  depth integer;
  placed integer := 0;
  v integer;
  w integer;
  root integer;
begin
  with nodes as materialized (select x.name, x.i::integer from unnest(names) with ordinality x (name, i)),
    edges as materialized (
      select c.i as child, p.i as parent from unnest(children, parents) e (child, parent)
      join nodes c on c.name = e.child join nodes p on p.name = e.parent)
  select array_agg(e.parent order by e.child),
    (select array_agg(coalesce(x.upto, 0) order by o.i) from nodes o
      left join (select child, sum(count(*)) over (order by child) as upto from edges group by child) x on x.child = o.i)
  into targets, ends from edges e;
  -- Where the edges of a row begin: after those of the row before, which may have none.
  w := 0;
  for v in 1 .. size loop
    cursors[v] := w;
    w := greatest(w, ends[v]);
    ends[v] := w;
  end loop;
  for root in 1 .. size loop
    continue when found[root] > 0;
    depth := 1;
    path[1] := root;
    while depth > 0 loop
      v := path[depth];
      if found[v] = 0 then
        counter := counter + 1;
        found[v] := counter;
        low[v] := counter;
        height := height + 1;
        stack[height] := v;
        waiting[v] := true;
      end if;
      if cursors[v] < ends[v] then
        cursors[v] := cursors[v] + 1;
        w := targets[cursors[v]];
        if found[w] = 0 then
          depth := depth + 1;
          path[depth] := w;
        elsif waiting[w] and found[w] < low[v] then
          low[v] := found[w];
        end if;
        continue;
      end if;
      if low[v] = found[v] then
        loop
          w := stack[height];
          height := height - 1;
          waiting[w] := false;
          placed := placed + 1;
          ordered[placed] := w;
          circles[placed] := v;
          exit when w = v;
        end loop;
      end if;
      depth := depth - 1;
      if depth > 0 and low[v] < low[path[depth]] then
        low[path[depth]] := low[v];
      end if;
    end loop;
  end loop;
  return query
  select names[o.v], o.rank::integer, o.circle from unnest(ordered, circles) with ordinality o (v, circle, rank);
end
$$;

-- What the rows of a ring's plans refer to among each other, as numbers of their own: those of the first table come first.
create or replace function admin.kin(run bigint, ring integer[], out children bigint[], out parents bigint[])
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  shifts jsonb := admin.shifts(run, ring);
  member jsonb;
  kin text;
  everybody bigint[];
  more record;
begin
  children := '{}';
  parents := '{}';
  for member in select * from jsonb_array_elements(admin.founding(run, ring, 'true', '{}')) loop
    execute format('select array_agg(reload_n) from admin.plan_%s_%s where reload_n is not null', run, member ->> 'pos') into everybody;
    for kin in select k.value from jsonb_each_text(member -> 'kin') k where k.value is not null loop
      execute format($f$
        select coalesce(array_agg(k.child), '{}') as children, coalesce(array_agg(k.parent), '{}') as parents
        from (select ($5 ->> $6)::bigint + c as child, ($5 ->> b::text)::bigint + p as parent from (%s) k (c, p, b)) k where k.child <> k.parent$f$, kin)
      into more using 0, 0, '{}'::bigint[], everybody, shifts, member ->> 'pos';
      children := children || more.children;
      parents := parents || more.parents;
    end loop;
  end loop;
end
$$;

-- How many rows the plans of the tables before have.
create or replace function admin.shifts(run bigint, ring integer[]) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(s.position, s.shift) from (
    select l.position, sum(l.high) over (order by l.position) - l.high as shift from admin.merge_lanes l where l.run_id = run and l.position = any (ring)) s
$$;

-- Numbers the rows of plans parents first, once: of a table that refers to itself, or of all tables of a ring as one. All of them must be planned.
create or replace function admin.order_rows(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning set jit = off as $$
declare
  ring integer[] := admin.ring(run, pos);
  member integer;
  k record;
begin
  if (select t.rows_ordered from admin.reload_run_tables t where t.run_id = run and t.position = pos)
    or not exists (select from admin.key_paths(run) p where p.child = pos and p.parent = pos)
  then
    return;
  end if;
  foreach member in array ring loop
    perform admin.lock_merge((admin.merge_terms(run, member)).target);
    perform admin.check_plan(run, member);
  end loop;
  if (select t.rows_ordered from admin.reload_run_tables t where t.run_id = run and t.position = pos) then
    return;
  end if;
  if exists (select from admin.merge_chunks c where c.run_id = run and c.position = any (ring)) then
    raise exception 'table % of run % was planned by an older version of the program', pos, run using errcode = 'WR007', hint = 'Start the run again.';
  end if;
  k := admin.kin(run, ring);
  delete from admin.merge_circles c where c.run_id = run and c.position = any (ring);
  if cardinality(ring) > 1 or exists (select from unnest(k.children, k.parents) e (child, parent) where e.parent > e.child) then
    create temp table order_of_rows on commit drop as select * from admin.parents_first(k.children, k.parents);
    perform admin.number_rows(run, ring);
    drop table pg_temp.order_of_rows;
  end if;
  update admin.reload_run_tables t set rows_ordered = true where t.run_id = run and t.position = any (ring);
end
$$;

-- Gives the rows of plans their numbers: those that nothing hangs on first, in the order that they had.
create or replace function admin.number_rows(run bigint, ring integer[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  shifts jsonb := admin.shifts(run, ring);
  total bigint := (select sum(l.high) from admin.merge_lanes l where l.run_id = run and l.position = any (ring));
  first bigint := total - (select count(*) from pg_temp.order_of_rows);
  next bigint := 0;
  member integer;
  plan text;
  columns text;
  n bigint;
begin
  foreach member in array ring loop
    plan := format('plan_%s_%s', run, member);
    columns := (
      select string_agg('d.' || quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
      where a.attrelid = admin.relation('admin', plan) and a.attnum > 1 and not a.attisdropped);
    execute format($f$
      create table admin.%1$I as
      select case when o.n is not null then %2$s + o.rank
        when d.reload_n is not null then %3$s + row_number() over (partition by o.n is null and d.reload_n is not null order by d.reload_n) end as reload_n, %4$s
      from admin.%5$I d left join pg_temp.order_of_rows o on o.n = %6$s + d.reload_n
      order by 1$f$, 'ordered_' || plan, first, next, columns, plan, shifts ->> member::text);
    execute format('select count(*) from admin.%I d where d.reload_n <= %s', 'ordered_' || plan, first) into n;
    next := next + n;
    execute format('drop table admin.%I', plan);
    execute format('alter table admin.%I rename to %I', 'ordered_' || plan, plan);
    perform admin.index_plan(run, member, plan);
  end loop;
  insert into admin.merge_circles (run_id, position, first_n, last_n)
  select run, r, first + min(o.rank), first + max(o.rank) from pg_temp.order_of_rows o cross join unnest(ring) r group by r, o.circle having count(*) > 1;
  update admin.merge_lanes l set high = total where l.run_id = run and l.position = any (ring);
end
$$;

-- The statements of a table, or of all tables of its ring.
create or replace function admin.ring_statements(run bigint, pos integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  ring integer[] := admin.ring(run, pos);
  members jsonb;
begin
  if cardinality(ring) = 1 then
    return admin.merge_statements(run, pos) || admin.founding_statements(run, ring) || jsonb_build_object('ring', ring);
  end if;
  select jsonb_agg(admin.merge_statements(run, r) || jsonb_build_object('pos', r) order by r) into members from unnest(ring) r;
  return members -> 0 || admin.founding_statements(run, ring) || jsonb_build_object('ring', ring, 'members', members,
    'insert', admin.insert_together(run, ring, 'd.reload_n <> all ($3)', false),
    'insert_beside', admin.insert_together(run, ring, 'd.reload_n <> all ($3)', true),
    'insert_chosen', admin.insert_together(run, ring, 'd.reload_n = any ($3)', true));
end
$$;

-- One statement that inserts rows of all tables of a ring, for PostgreSQL checks foreign keys at its end. Yields the numbers of rows.
create or replace function admin.insert_together(run bigint, ring integer[], which text, beside boolean) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format('with %s select array[%s]',
    string_agg(format('into_%s as (%s returning 1)', r, admin.insert_statement(t,
      format('(select * from admin.%I d where d.reload_n > $1 and d.reload_n <= $2 and %s)', t.plan, which), t.staged_row, beside)), ', ' order by r),
    string_agg(format('(select count(*) from into_%s)', r), ', ' order by r))
  from unnest(ring) r cross join lateral admin.merge_terms(run, r) t
$$;

-- merge_chunk for the tables of a ring: a chunk of all of them, in one transaction. Updates come first; those that wait for an insert are
-- quarantined until the end.
create or replace function admin.ring_chunk(run bigint, lane integer, statements jsonb, low bigint, high bigint, orphans boolean, beside boolean, numbers bigint[])
returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
  began timestamptz := clock_timestamp();
  ring integer[] := array(select jsonb_array_elements_text(statements -> 'ring')::integer);
  number integer := (
    select coalesce(max(c.chunk), 0) + 1 from admin.merge_chunks c where c.run_id = run and c.position = ring[1] and c.lane = ring_chunk.lane);
  held bigint[] := '{}';
  adopted integer[];
  me xid;
  inserts bigint[];
  updates bigint[] := array_fill(0::bigint, array[cardinality(ring)]);
  left_over bigint[];
  i integer;
  member jsonb;
  again record;
begin
  insert into admin.merge_chunks (run_id, position, lane, chunk, first_n, last_n, numbers) select run, r, lane, number, low + 1, high, numbers from unnest(ring) r;
  select c.xmin into me from admin.merge_chunks c where c.run_id = run and c.position = ring[1] and c.lane = ring_chunk.lane and c.chunk = number;
  perform admin.act_as(run);
  perform admin.hold_code(run, (m ->> 'target')::regclass, m ->> 'mark') from jsonb_array_elements(statements -> 'members') m;
  set constraints all immediate;
  if numbers is not null then
    with waiting as (delete from admin.merge_misses m where m.run_id = run and m.position = any (ring) and m.n = any (numbers) returning m.position)
    select array_agg((select count(*) from waiting w where w.position = r)::integer order by r) into adopted from unnest(ring) r;
    inserts := admin.write_numbers(statements ->> 'path', statements ->> 'insert_chosen', low, high, numbers, me);
  else
    if orphans or (statements ->> 'guarded')::boolean then
      held := admin.hold_orphans(run, statements, low, high);
    end if;
    for i in 1 .. cardinality(ring) loop
      member := statements -> 'members' -> i - 1;
      updates[i] := admin.write(member ->> 'path', member ->> 'update', low, high, held, me);
    end loop;
    inserts := admin.write_numbers(statements ->> 'path', statements ->> case when beside then 'insert_beside' else 'insert' end, low, high, held, me);
  end if;
  for i in 1 .. cardinality(ring) loop
    member := statements -> 'members' -> i - 1;
    left_over := null;
    if numbers is not null then
      execute member ->> 'open' into left_over using low, high, numbers, me;
    else
      execute member ->> 'missed' into left_over using low, high, held, me;
    end if;
    again := admin.settle(member, low, high, left_over, me);
    inserts[i] := inserts[i] + again.inserts;
    updates[i] := updates[i] + again.updates;
    if inserts[i] > 0 then
      inserts[i] := inserts[i] - admin.write(member ->> 'path', member ->> 'unrevive', low, high, held, me);
    end if;
  end loop;
  perform admin.check_written(statements, low, high, numbers, me);
  for i in 1 .. cardinality(ring) loop
    perform admin.check_altered(statements -> 'members' -> i - 1, low, high, numbers, me);
    perform admin.check_chunk(run, ring[i]);
    perform admin.count_chunk(run, ring[i], lane, number, me, inserts[i], updates[i], coalesce(adopted[i], 0), clock_timestamp() - began);
  end loop;
end
$$;

-- What may be there once only beside the key: unique and exclusion constraints and indexes. A value of these may go from one row to another,
-- or two rows may swap theirs: then no order of single rows is right. Rows that meet such a value are left at first, and written
-- at the end of the table, together with those whose values they take.

-- Whether one of the columns is generated from this one. (Before PostgreSQL 15 the column itself depends, since then its expression.)
create or replace function admin.makes(target regclass, attribute smallint, columns smallint[]) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_attribute g
    left join pg_attrdef e on (e.adrelid, e.adnum) = (g.attrelid, g.attnum)
    join pg_depend d on (d.classid, d.objid, d.objsubid) in (('pg_class'::regclass, g.attrelid, g.attnum::integer), ('pg_attrdef'::regclass, e.oid, 0))
    where g.attrelid = target and g.attgenerated <> '' and g.attnum = any (columns)
      and (d.refclassid, d.refobjid, d.refobjsubid) = ('pg_class'::regclass, target, attribute::integer))
$$;

-- One row a unique or exclusion index of the table or of a partition of it, as SQL. expressions: what is kept apart, by the columns' plain names;
-- same: h (a row of relation) and x (a new row) hold it both; condition: of the rows that it covers, by plain names; reach: of the rows
-- that come to that partition. beside: not the index of the key.
create or replace function admin.unique_keys(target regclass)
returns table (name text, relation regclass, index regclass, attributes text[], expressions text, same text, condition text, reach text,
  deferred boolean, exclusion boolean, nulls_equal boolean, beside boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(c.conname, x.relname), i.indrelid::regclass, i.indexrelid::regclass,
    array(select a.attname::text from pg_attribute a
      where a.attrelid = i.indrelid and (a.attnum = any (i.indkey::int2[]) or exists (
        select from pg_depend d where (d.classid, d.objid) = ('pg_class'::regclass, i.indexrelid)
          and (d.refclassid, d.refobjid, d.refobjsubid) = ('pg_class'::regclass, i.indrelid, a.attnum::integer))
        or admin.makes(i.indrelid, a.attnum, i.indkey::int2[])) order by a.attnum),
    e.expressions, e.same, pg_get_expr(i.indpred, i.indrelid),
    case when i.indrelid <> target then pg_get_partition_constraintdef(i.indrelid) end,
    not i.indimmediate, i.indisexclusion, n.nulls_equal,
    admin.of_key(i.indexrelid, admin.key_index(target, admin.declared_key(target))) is not true
  from pg_index i
  join pg_class x on x.oid = i.indexrelid
  left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = i.indrelid and c.contype in ('p', 'u', 'x')
  -- Since PostgreSQL 15.
  cross join lateral (select coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as nulls_equal) n
  cross join lateral (
    select string_agg(format('(%s) as e%s', pg_get_indexdef(i.indexrelid, k.rank::integer, false), k.rank), ', ' order by k.rank) as expressions,
      string_agg(format(case when n.nulls_equal then '(%1$s or h.e%2$s is null and x.e%2$s is null)' else '%1$s' end,
        format('h.e%s operator(%I.%s) %s', k.rank, os.nspname, o.oprname, concat('x.e', k.rank, l.ordering)), k.rank), ' and ' order by k.rank) as same
    from unnest(i.indclass::oid[], i.indcollation::oid[]) with ordinality k (class, ordering, rank)
    join pg_opclass oc on oc.oid = k.class
    join pg_operator o on o.oid = coalesce(c.conexclop[k.rank::integer], (
      select m.amopopr from pg_amop m
      where m.amopfamily = oc.opcfamily and m.amopstrategy = 3 and m.amoplefttype = oc.opcintype and m.amoprighttype = oc.opcintype))
    join pg_namespace os on os.oid = o.oprnamespace
    left join lateral (
      select format(' collate %I.%I', ln.nspname, lc.collname) as ordering
      from pg_collation lc join pg_namespace ln on ln.oid = lc.collnamespace where lc.oid = k.ordering) l on true
    where k.rank <= i.indnkeyatts
  ) e
  where i.indrelid in (select admin.members(target)) and (i.indisunique or i.indisexclusion) and i.indisready
    -- The index of a partition that belongs to one of the table stands for that one.
    and not exists (
      select from pg_inherits h join pg_index above on above.indexrelid = h.inhparent
      where h.inhrelid = i.indexrelid and above.indrelid in (select admin.members(target)))
$$;

-- SQL of a select that gives the row that a planned row d is to become, under the plain names of production's columns: staged values (s), and
-- for columns that staging lacks those of the row o as it is. Only the columns that unique indexes speak of, or all where that cannot be told.
create or replace function admin.image(t record) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  every boolean := (
    select coalesce(bool_or(u.reach is not null), false)
      or exists (select from pg_attribute a where a.attrelid = t.target and a.attgenerated <> '' and not a.attisdropped)
    from admin.unique_keys(t.target) u);
  plain text;
  generated text;
begin
  select string_agg(format('(%s)%s as %I', case
      when a.attgenerated <> '' then 'null'
      when m.name is null then 'o.' || quote_ident(a.attname)
      when m.settable or m.key_rank is not null then m.rounded
      else format('case when d.reload_op = ''I'' then %s else o.%I end', m.rounded, a.attname) end,
      case when l.oid is not null then format(' collate %I.%I', ln.nspname, l.collname) end, a.attname), ', ' order by a.attnum)
      filter (where a.attgenerated = ''),
    string_agg(format('(%s) as %I', pg_get_expr(g.adbin, g.adrelid), a.attname), ', ' order by a.attnum) filter (where a.attgenerated <> '')
  into plain, generated
  from pg_attribute a
  left join admin.merge_columns(t.target, t.staging) m on m.attribute = a.attnum
  left join pg_attrdef g on (g.adrelid, g.adnum) = (a.attrelid, a.attnum)
  left join pg_collation l on l.oid = a.attcollation
  left join pg_namespace ln on ln.oid = l.collnamespace
  where a.attrelid = t.target and a.attnum > 0 and not a.attisdropped
    and (every or a.attname in (select unnest(u.attributes) from admin.unique_keys(t.target) u));
  return case when generated is null then 'select ' || plain else format('select n.*, %s from (select %s) n', generated, plain) end;
end
$$;

-- SQL that selects, for planned rows d, who has what they are to have: n, the constraint, and that row's key as a document. Null where there is
-- nothing unique beside the key.
create or replace function admin.collisions(t record, source text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  image text := admin.image(t);
begin
  return (
    select string_agg(format($f$
      select d.reload_n as n, %1$L::text as name, jsonb_build_object(%2$s) as holder
      from %3$s d
      %4$s
      left join %5$s o on %6$s
      cross join lateral (select %7$s from (%8$s) n%9$s) x
      join (select %10$s, %7$s from %11$s%12$s) h on %13$s and not (%14$s)$f$,
      u.name, k.holder, source, t.staged_row, t.target, t.o_is_d, u.expressions, image,
      (select ' where ' || string_agg(format('(%s)', w), ' and ') from unnest(array[u.condition, u.reach]) w where w is not null),
      k.names, u.relation, ' where ' || u.condition, u.same, k.itself), ' union all ')
    from admin.unique_keys(t.target) u
    cross join lateral (
      select string_agg(c.name, ', ' order by c.rank) as names,
        string_agg(format('%L, h.%s', a.attname, c.name), ', ' order by c.rank) as holder,
        string_agg(concat('h.', c.name, c.equals, 'd.', c.name), ' and ' order by c.rank) as itself
      from admin.key_columns(t.target) c join pg_attribute a on (a.attrelid, a.attnum) = (t.target, c.attribute)) k
    where u.beside);
end
$$;

-- The statements of what is unique beside the key. collide leaves the rows of a chunk that meet a value of another row; waiting tells of all that
-- were left whom they meet; waiters under which key production has those of them that are not given up.
create or replace function admin.unique_statements(run bigint, pos integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  waiting text := format('(select * from admin.%I d where reload_n = any (array(
    select m.n from admin.merge_misses m where m.run_id = %s and m.position = %s and m.reason = ''unique_conflict'' %%s)))', t.plan, run, pos);
  colliding text := admin.collisions(t, format(
    '(select * from admin.%I d where reload_n > $1 and reload_n <= $2 and reload_n <> all ($3))', t.plan));
begin
  if colliding is null then
    return jsonb_build_object('unique', false, 'doubled', admin.doubles(t, 'o.xmin = $4'));
  end if;
  return jsonb_build_object('unique', true,
    'collide', format('insert into admin.merge_misses (run_id, position, n, reason, detail)
      select distinct on (n) %s, %s, n, ''unique_conflict'', concat(name, '', held by '', holder) from (%s) c order by n', run, pos, colliding),
    'waiting', admin.collisions(t, format(waiting, '')),
    'waiters', format('select d.reload_n, null::text, jsonb_build_object(%s) from %s d join %s o on %s',
      (select string_agg(format('%L, o.%s', a.attname, k.name), ', ' order by k.rank)
        from admin.key_columns(t.target) k join pg_attribute a on (a.attrelid, a.attnum) = (t.target, k.attribute)), format(waiting, 'and not m.final'), t.target, t.o_is_d),
    'parks', admin.parks(t.target, t.staging), 'doubled', admin.doubles(t, 'o.xmin = $4'));
end
$$;

-- Whether a run writes past keys that its session does not enforce: those that can be deferred, where triggers do not act.
create or replace function admin.unenforced(run bigint, target regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select admin.run_triggers(run) = 'skip'
    and exists (select from pg_index i where i.indrelid in (select admin.members(target)) and (i.indisunique or i.indisexclusion) and not i.indimmediate)
$$;

-- SQL that selects planned rows d that production holds as row o, for which "which" is true, and whose unique value another row has too, of
-- constraints that can be deferred. Null where there are none.
create or replace function admin.doubles(t record, which text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select string_agg(format($f$
      select d.reload_n as n, %1$L::text as name, jsonb_build_object(%2$s) as holder
      from admin.%3$I d join %4$s o on %5$s and %6$s
      cross join lateral (select %7$s from (select o.*) n%8$s) x
      join (select ctid as place, tableoid as of_table, %9$s, %7$s from %10$s%11$s) h on %12$s and (h.place, h.of_table) is distinct from (o.ctid, o.tableoid)
      where d.reload_n is not null$f$,
      u.name, k.holder, t.plan, t.target, t.o_is_d, which, u.expressions,
      (select ' where ' || string_agg(format('(%s)', w), ' and ') from unnest(array[u.condition, u.reach]) w where w is not null),
      k.names, u.relation, ' where ' || u.condition, u.same), ' union all ')
    from admin.unique_keys(t.target) u
    cross join lateral (
      select string_agg(c.name, ', ' order by c.rank) as names, string_agg(format('%L, h.%s', a.attname, c.name), ', ' order by c.rank) as holder
      from admin.key_columns(t.target) c join pg_attribute a on (a.attrelid, a.attnum) = (t.target, c.attribute)) k
    where u.deferred);
end
$$;

-- Fails where a chunk has doubled a unique value that its session does not enforce.
create or replace function admin.check_doubled(run bigint, statements jsonb, me xid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  double record;
begin
  if statements ->> 'doubled' is null or admin.run_triggers(run) <> 'skip' then
    return;
  end if;
  execute format('select * from (%s) x limit 1', statements ->> 'doubled') into double using null::bigint, null::bigint, null::bigint[], me;
  if double.n is not null then
    raise exception 'duplicate key value violates unique constraint "%", also of %', double.name, double.holder
      using errcode = 'unique_violation', constraint = double.name;
  end if;
end
$$;

-- How many rows that a run has written have a unique value that another row has too, and that nobody enforces.
create or replace function admin.count_doubled(run bigint, pos integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  t record := admin.merge_terms(run, pos);
  doubles text;
  n bigint := 0;
begin
  if admin.unenforced(run, t.target) then
    doubles := admin.doubles(t, format('o.xmin in (select c.xid from admin.merge_chunks c where c.run_id = %s and c.position = %s)', run, pos));
    execute format('select count(distinct n) from (%s) x', doubles) into n;
  end if;
  return n;
end
$$;

-- The statements of a table with those of what is unique beside its key. To look at expressions of indexes takes a lock: where that is not to be
-- had, null.
create or replace function admin.with_uniques(run bigint, pos integer, statements jsonb, lock_timeout interval) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform admin.wait_at_most(lock_timeout);
  return statements || admin.unique_statements(run, pos);
exception when lock_not_available or deadlock_detected then
  return null;
end
$$;

-- Leaves rows of a chunk that meet a unique value of another row of production. Returns their numbers.
create or replace function admin.hold_conflicts(run bigint, pos integer, statements jsonb, low bigint, high bigint, held bigint[]) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute statements ->> 'collide' using low, high, held;
  return array(select m.n from admin.merge_misses m where m.run_id = run and m.position = pos and m.n > low and m.n <= high);
end
$$;

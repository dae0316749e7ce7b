-- What the catalog says about foreign keys, as fragments of SQL: s is the staged row, d its row in the plan, o production's row of
-- before (of no use to an insert), p production's row as it is, f the parent.

-- Whether PostgreSQL says that a foreign key is to be kept at all. Versions before 18 know only such.
create or replace function admin.enforced(c pg_constraint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
$$;

-- Where a foreign key looks for rows: rows that only inherit a table are no end of its keys.
create or replace function admin.key_end(relation regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case c.relkind when 'p' then '' else 'only ' end || relation::text from pg_class c where c.oid = relation
$$;

-- The collation by which a foreign key compares: that of the column referred to. Without it, columns of different ones cannot be compared at all.
create or replace function admin.key_collation(referred_to pg_attribute) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select format(' collate %I.%I', n.nspname, l.collname) from pg_collation l join pg_namespace n on n.oid = l.collnamespace
    where l.oid = referred_to.attcollation), '')
$$;

-- SQL that is true where two values of a type are not the very same. It needs no operator of the type, which may be in any schema.
create or replace function admin.other_image(value text, other text, type_id oid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format('row((%1$s)::%3$s)::record operator(pg_catalog.*<>) row((%2$s)::%3$s)::record', value, other, format_type(admin.base_type(type_id), -1))
$$;

-- The value that each column of production gets from a staged row. What staging lacks has its default in a new row and stays in an old
-- one. A default that takes a number from a sequence must not be asked for.
create or replace function admin.merged_values(target regclass, staging regclass)
returns table (name text, type oid, value text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with plain as (
      select a.attnum, quote_ident(a.attname) as name, a.atttypid,
        coalesce(m.rounded, format('case when d.reload_op = ''I'' then (%s)::%s else o.%I end',
          coalesce(nullif(regexp_replace(pg_get_expr(e.adbin, e.adrelid), '^.*nextval\(.*$', ''), ''), 'null'),
          format_type(a.atttypid, a.atttypmod), a.attname)) as value
      from pg_attribute a
      left join pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
      left join admin.merge_columns(target, staging) m on m.attribute = a.attnum
      where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    )
    select p.name, p.atttypid, p.value from plain p
    union all
    select quote_ident(a.attname), a.atttypid,
      format('(select %s from (select %s) g)', pg_get_expr(e.adbin, e.adrelid), (select string_agg(format('%s as %s', p.value, p.name), ', ') from plain p))
    from pg_attribute a join pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated <> '';
end
$$;

-- One row a foreign key that a row of the table has to keep, also where only a partition of it has it: but none of the copies that
-- PostgreSQL keeps for each partition of a parent, and none that a partition has from its own parent, if that is the table.
-- asks: the staged row names a parent. matches: f is that parent. found_in, found: the two ends of "it is there", around the name of where.
-- by_key: by its primary key. same: the row o of production named the same parent before. p_asks, p_found, p_same: the like of a row of production.
-- checks: PostgreSQL does so itself (fire: for a session whose triggers act, skip: for one whose do not).
drop function if exists admin.parents(regclass, regclass);
drop function if exists admin.foreign_keys(regclass, regclass);
create or replace function admin.foreign_keys(target regclass, staging regclass)
returns table (rank integer, constraint_name text, parent regclass, asks text, matches text, found_in text, found text, same text,
  p_asks text, p_found text, p_same text, by_key boolean, checks text[])
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with keys as (
      select c.oid, c.conname, c.conrelid, c.confrelid::regclass as parent, c.confmatchtype = 'f' as full_match,
        case when c.conrelid <> target then pg_get_partition_constraintdef(c.conrelid) end as only_in,
        bool_and(k.parent in (select attribute from admin.key_columns(c.confrelid))) as by_key,
        (select t.tgenabled from pg_trigger t join pg_proc p on p.oid = t.tgfoid
          where t.tgconstraint = c.oid and t.tgrelid = c.conrelid and p.proname = 'RI_FKey_check_ins') as firing,
        string_agg(concat('(', v.value, ') is not null'), case c.confmatchtype when 'f' then ' or ' else ' and ' end) as asks,
        string_agg(concat('p.', v.name, ' is not null'), case c.confmatchtype when 'f' then ' or ' else ' and ' end) as p_asks,
        string_agg(format('f.%I operator(%I.%s) (%s)', fa.attname, n.nspname, o.oprname, v.value) || admin.key_collation(fa), ' and ')
          filter (where not k.period) as matches,
        string_agg(format('f.%I operator(%I.%s) p.%s', fa.attname, n.nspname, o.oprname, v.name) || admin.key_collation(fa), ' and ')
          filter (where not k.period) as p_matches,
        string_agg(format('not (%s)', admin.other_image(v.value, 'o.' || v.name, v.type)), ' and ') as same,
        string_agg(format('not (%s)', admin.other_image('p.' || v.name, 'o.' || v.name, v.type)), ' and ') as p_same,
        min(quote_ident(fa.attname)) filter (where k.period) as period,
        min(v.value) filter (where k.period) as value_of_period,
        min(v.name) filter (where k.period) as name_of_period
      from pg_constraint c
      cross join lateral (
        select u.child, u.parent, u.operator,
          coalesce((to_jsonb(c) ->> 'conperiod')::boolean, false) and u.rank = cardinality(c.conkey) as period
        from unnest(c.conkey, c.confkey, c.conpfeqop) with ordinality u (child, parent, operator, rank)) k
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.child
      join pg_attribute fa on fa.attrelid = c.confrelid and fa.attnum = k.parent
      join pg_operator o on o.oid = k.operator
      join pg_namespace n on n.oid = o.oprnamespace
      join admin.merged_values(target, staging) v on v.name = quote_ident(a.attname)
      where c.contype = 'f' and c.conrelid in (select admin.members(target)) and admin.enforced(c)
        and not exists (
          select from pg_constraint up where up.oid = c.conparentid and (up.conrelid = c.conrelid or up.conrelid in (select admin.members(target))))
      group by c.oid, c.conname, c.conrelid, c.confrelid, c.confmatchtype
    )
    select row_number() over (order by k.conname, k.oid)::integer, k.conname::text, k.parent,
      concat('(', k.asks, ')', case when k.only_in is not null
        then format(' and (select %s from (select %s) g)', k.only_in,
          (select string_agg(format('%s as %s', v.value, v.name), ', ') from admin.merged_values(target, staging) v)) end),
      k.matches,
      case when k.period is null then 'exists (select from '
        else format('coalesce((select range_agg(f.%s) operator(pg_catalog.@>) (%s) from ', k.period, k.value_of_period) end,
      case when k.period is null then format(' f where %s)', k.matches) else format(' f where %s), false)', k.matches) end,
      k.same,
      concat('(', k.p_asks, ')', case when k.only_in is not null then format(' and p.tableoid in (select relid from pg_partition_tree(%s))', k.conrelid::oid) end),
      case when k.period is null then format('exists (select from %s f where %s)', admin.key_end(k.parent), k.p_matches)
        else format('coalesce((select range_agg(f.%s) operator(pg_catalog.@>) p.%s from %s f where %s), false)', k.period, k.name_of_period, admin.key_end(k.parent), k.p_matches) end,
      k.p_same, k.by_key,
      array_remove(array[case when k.firing in ('O', 'A') then 'fire' end, case when k.firing in ('R', 'A') then 'skip' end], null)
    from keys k;
end
$$;

-- One row a foreign key that refers to the table, and which an update may strip of its parent. held: the row p of production has a child by it;
-- what may not be read may have one. moved: the update that the staged row s makes of o does so: with triggers off (skip) it changes what is
-- referred to; where they act, the children would be emptied, and that is done for each other image, however equal. Null where none does.
drop function if exists admin.child_keys(regclass, regclass);
create or replace function admin.child_keys(target regclass, staging regclass, triggers text)
returns table (constraint_name text, child regclass, held text, moved text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.conname, c.conrelid::regclass,
    case when has_table_privilege(c.conrelid, 'SELECT') then format('exists (select from %s c where %s)', admin.key_end(c.conrelid),
      string_agg(format('p.%I operator(%I.%s) c.%I', fa.attname, n.nspname, o.oprname, a.attname) || admin.key_collation(fa), ' and ')) else 'true' end,
    case when triggers = 'skip'
      then string_agg(admin.other_image(v.value, 'o.' || v.name, v.type), ' or ')
        filter (where fa.attname not in (select x.attname from pg_attribute x join admin.key_columns(target) y on y.attribute = x.attnum where x.attrelid = target))
      else string_agg(admin.other_image(v.value, 'o.' || v.name, v.type), ' or ') filter (where c.confupdtype in ('n', 'd')) end
  from pg_constraint c
  cross join lateral unnest(c.conkey, c.confkey, c.conpfeqop) k (child, parent, operator)
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.child
  join pg_attribute fa on fa.attrelid = c.confrelid and fa.attnum = k.parent
  join pg_operator o on o.oid = k.operator
  join pg_namespace n on n.oid = o.oprnamespace
  join admin.merged_values(target, staging) v on v.name = quote_ident(fa.attname)
  where c.contype = 'f' and admin.enforced(c)
    and (c.confrelid in (select admin.members(target)) or c.confrelid in (select pg_partition_ancestors(target)))
    and not exists (select from pg_constraint up where up.oid = c.conparentid)
  group by c.oid, c.conname, c.conrelid, c.confupdtype
$$;

-- Which tables of a run wait for which: the child has a foreign key to the parent, or one of its partitions has, or to one of its partitions.
create or replace function admin.key_graph(run bigint) returns table (child integer, parent integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with tables as materialized (
    select t.position, admin.relation(t.target_schema, t.target_table) as relation from admin.reload_run_tables t
    where t.run_id = run and admin.takes_part(t)
  ), members as materialized (
    select t.position, m as relation from tables t cross join lateral admin.members(t.relation) m
  ), families as materialized (
    select position, relation from members
    union select t.position, a from tables t cross join lateral pg_partition_ancestors(t.relation) a
  )
  select distinct c.position, p.position
  from members c
  join pg_constraint k on k.contype = 'f' and k.conrelid = c.relation and admin.enforced(k)
  join families p on p.relation = k.confrelid
$$;

-- The same over any number of steps.
create or replace function admin.key_paths(run bigint) returns table (child integer, parent integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive graph as materialized (select * from admin.key_graph(run)), paths as (
    select g.child, g.parent from graph g
    union select p.child, g.parent from paths p join graph g on g.child = p.parent
  )
  select * from paths
$$;

-- The tables of a run that refer to each other in a circle with this one, and this one. They are written together.
create or replace function admin.ring(run bigint, pos integer) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  with paths as materialized (select * from admin.key_paths(run))
  select array_agg(x.position order by x.position) from (
    select pos as position
    union select a.parent from paths a join paths b on (b.child, b.parent) = (a.parent, a.child) where a.child = pos) x
$$;

-- The tables of a run, parents first. Tables of one wave have no foreign keys among each other. in_cycle marks tables that refer to each
-- other in a circle: whoever merges the first of them merges them all, so that the others, which come after it, are found done.
drop function if exists admin.merge_order(bigint);
create function admin.merge_order(run bigint) returns table (step integer, pos integer, in_cycle boolean, wave integer)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  left_over integer[] := (
    select array_agg(t.position order by t.position) from admin.reload_run_tables t where t.run_id = run and admin.takes_part(t));
  paths jsonb := (select coalesce(jsonb_object_agg(concat(child, ' ', parent), true), '{}') from admin.key_paths(run));
  ready integer[];
  followers integer[];
begin
  step := 0;
  wave := 0;
  while cardinality(left_over) > 0 loop
    wave := wave + 1;
    -- Whatever a table leads to leads back to it, or is done.
    select array_agg(l order by l) into ready from unnest(left_over) l
    where not exists (select from unnest(left_over) o where o <> l and paths ? concat(l, ' ', o) and not paths ? concat(o, ' ', l));
    select array_agg(r order by r) into followers from unnest(ready) r
    where exists (select from unnest(ready) o where o < r and paths ? concat(r, ' ', o));
    foreach pos in array array(select r from unnest(ready) r where r <> all (coalesce(followers, '{}')) order by r) loop
      step := step + 1;
      in_cycle := exists (select from unnest(followers) f where paths ? concat(f, ' ', pos));
      return next;
    end loop;
    if followers is not null then
      wave := wave + 1;
      foreach pos in array followers loop
        step := step + 1;
        in_cycle := true;
        return next;
      end loop;
    end if;
    left_over := array(select l from unnest(left_over) l where l <> all (ready) order by l);
  end loop;
end
$$;

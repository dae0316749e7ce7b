-- Which index tells the rows of a table apart: its primary key, or a unique index that is as good. 'check' and 'init' ask the same functions,
-- lent to their own session, so they need nothing but each other.

-- One row a unique index of a table. unfit: why it cannot stand for a primary key; null where it can.
create or replace function admin.key_candidates(target regclass)
returns table (index oid, name text, is_primary boolean, columns text[], unfit text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select i.indexrelid, c.relname::text, i.indisprimary, k.columns,
    case
      when i.indisprimary then null
      when i.indexprs is not null then 'is made of expressions'
      when i.indpred is not null then 'covers only a part of the rows'
      when not i.indisvalid then 'is not valid'
      when not i.indimmediate then 'can be deferred'
      when k.nullable is not null then 'lets NULL into ' || k.nullable
      when k.computed is not null then format('holds %s, which production computes', k.computed)
      when k.otherwise is not null then format('compares %s otherwise than the column does', k.otherwise)
    end
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  cross join lateral (
    select array_agg(a.attname::text order by u.rank) as columns,
      string_agg(quote_ident(a.attname), ', ' order by u.rank) filter (where not a.attnotnull
        -- Since PostgreSQL 18 a column may be NOT NULL for new rows only.
        or exists (select from pg_constraint n where n.conrelid = a.attrelid and n.contype = 'n' and not n.convalidated and n.conkey = array[a.attnum])) as nullable,
      string_agg(quote_ident(a.attname), ', ' order by u.rank) filter (where a.attgenerated <> '') as computed,
      string_agg(quote_ident(a.attname), ', ' order by u.rank) filter (where u.ordering <> a.attcollation or not o.opcdefault) as otherwise
    from unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[]) with ordinality u (attribute, class, ordering, rank)
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.attribute
    left join pg_opclass o on o.oid = u.class
    where u.rank <= i.indnkeyatts
  ) k
  where i.indrelid = target and i.indisunique and i.indisready and i.indislive
$$;

-- The index by which the rows of a table are told apart; null where there is none, or where nobody says which of several it is. declared are the
-- columns that tables.json names, or null: then the index of exactly these counts, or the smallest that has them among others.
create or replace function admin.key_index(target regclass, declared text[]) returns oid
language sql stable set search_path = pg_catalog, pg_temp as $$
  with fit as (
    select c.*, array(select x from unnest(c.columns) x order by x) as sorted from admin.key_candidates(target) c where c.unfit is null
  )
  select case
    when declared is not null or exists (select from fit f where f.is_primary) or (select count(distinct f.sorted) = 1 from fit f) then (
      select f.index from fit f
      where declared is null or f.columns @> declared
      order by (cardinality(f.columns) = cardinality(declared)) is true desc, f.is_primary desc, cardinality(f.columns), f.index limit 1)
  end
$$;

-- Why no index tells the rows of a table apart, and what to do; null where one does.
create or replace function admin.key_refusal(target regclass, declared text[]) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when admin.key_index(target, declared) is not null then null
    when declared is not null then format('tables.json declares the key (%s) of %s, which is no part of its %s', array_to_string(declared, ', '), target,
      coalesce((
        select string_agg(format('%s (%s)%s', case when c.is_primary then 'primary key' else 'unique index ' || quote_ident(c.name) end,
          array_to_string(c.columns, ', '), ', which ' || c.unfit), ', nor of its ' order by c.is_primary desc, c.name)
        from admin.key_candidates(target) c where c.unfit is null or c.columns @> declared), 'unique indexes'))
    when count(*) filter (where c.unfit is null) > 0 then format(
      '%s has no primary key, and each of %s could stand for it: say which is the source''s key in tables.json, as "key": %s', target,
      string_agg(format('%s (%s)', quote_ident(c.name), array_to_string(c.columns, ', ')), ', ' order by c.name) filter (where c.unfit is null),
      to_json((array_agg(to_json(c.columns) order by c.name) filter (where c.unfit is null))[1]))
    when count(*) > 0 then format('%s has no primary key, and no unique index that could stand for it: %s', target,
      string_agg(format('%s %s', quote_ident(c.name), c.unfit), ', ' order by c.name))
    else format('%s has no primary key, and no unique index that could stand for it: add one over columns that are NOT NULL', target)
  end
  from admin.key_candidates(target) c
$$;

-- Whether an index is the one by which rows are told apart, or the part of it on a partition. A child by inheritance has a key of its own.
create or replace function admin.of_key(index oid, key oid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select index = key or key in (select pg_partition_ancestors(index::regclass))
    or exists (
      select from pg_index i join pg_index k on k.indexrelid = key
      where i.indexrelid = index and i.indisprimary and k.indisprimary and i.indrelid <> k.indrelid)
$$;

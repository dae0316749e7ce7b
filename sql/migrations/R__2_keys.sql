-- The key that identifies a row is the source's. Production's key may hold more: a partition key, which PostgreSQL wants in it.

-- What a row that moves to another partition would do to rows that refer to it. Before PostgreSQL 15 such a move is a delete to foreign keys.
create or replace function admin.move_problem(target regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format('before PostgreSQL 15 a row that moves to another partition of %s counts as deleted there, and the foreign key %s of %s would %s. '
    'Update PostgreSQL, or leave the table out',
    target, quote_ident(c.conname), c.conrelid::regclass, case c.confdeltype when 'c' then 'delete the rows that refer to it' else 'empty what refers to it' end)
  from pg_constraint c
  where c.contype = 'f' and c.confrelid in (select admin.members(target)) and c.conparentid = 0 and c.confdeltype in ('c', 'n', 'd')
    and current_setting('server_version_num')::integer < 150000
  order by c.conrelid::regclass::text, c.conname limit 1
$$;

-- Why the key of a table cannot be relied on, given what is declared as the source's; null where it can.
create or replace function admin.key_problem(target regclass, window_column text, declared text[]) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  with key as (
    select c.columns as names, case when c.is_primary then 'primary key' else 'unique index ' || quote_ident(c.name) end as what
    from admin.key_candidates(target) c
    where c.index = admin.key_index(target, declared)
  ), moving as (
    select string_agg(distinct a.attname::text, ', ') as names
    from admin.members(target) m
    join pg_attribute a on a.attrelid = m and a.attnum > 0
    left join pg_partitioned_table p on p.partrelid = m
    where a.attname = any ((select names from key)::name[]) and (a.attnum = any (p.partattrs::int2[]) or a.attname = window_column)
  )
  select case
    when key.names is null then admin.key_refusal(target, declared)
    when declared is null and cardinality(key.names) > 1 and moving.names is not null then format(
      'the %s (%s) of %s holds %s, by which rows move: is that a part of the source''s key, too? Declare the source''s key in tables.json, as "key": %s',
      key.what, array_to_string(key.names, ', '), target, moving.names, to_json(coalesce((select array_agg(k) from unnest(key.names) k where k <> all (string_to_array(moving.names, ', '))), key.names)))
    when cardinality(declared) < cardinality(key.names) and not exists (
      select from pg_index i where i.indrelid = target and i.indisvalid and i.indpred is null and i.indnkeyatts >= cardinality(declared)
        and array(select a.attname::text from unnest((i.indkey::int2[])[0:cardinality(declared) - 1]) k join pg_attribute a on a.attrelid = target and a.attnum = k) @> declared)
      then format('no index of %s begins with the declared key (%s): each row would be looked for in all of the table', target, array_to_string(declared, ', '))
    when cardinality(declared) < cardinality(key.names) then admin.move_problem(target)
  end
  from moving left join key on true
$$;

-- Takes what tables.json declares as the key of a table; fails where it cannot be relied on. A unique index that stands for a primary key is
-- kept by its columns: another one that comes during a run, or before its undo, changes nothing.
create or replace function admin.declare_key(target_schema text, target_table text, window_column text, key text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  target constant regclass := admin.relation(declare_key.target_schema, declare_key.target_table);
  chosen constant text[] := coalesce(declare_key.key, (
    select c.columns from admin.key_candidates(target) c where c.index = admin.key_index(target, null) and not c.is_primary));
begin
  perform admin.check_key(target, declare_key.window_column, declare_key.key);
  delete from admin.declared_keys d
  where (d.target_schema, d.target_table) = (declare_key.target_schema, declare_key.target_table) and d.key is distinct from chosen;
  insert into admin.declared_keys select declare_key.target_schema, declare_key.target_table, chosen where chosen is not null
  on conflict do nothing;
end
$$;

create or replace function admin.check_key(target regclass, window_column text, declared text[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  problem text := admin.key_problem(target, window_column, declared);
begin
  if problem is not null then
    raise exception '%', problem using errcode = 'WR221';
  end if;
end
$$;

-- Why nothing of production enforces that a key stands there once; null where an index does.
create or replace function admin.key_may_repeat(target regclass, declared text[]) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when cardinality(declared) < i.indnkeyatts then format('only a part of the %s is declared', case when i.indisprimary then 'primary key' else 'unique index' end)
    when not i.indimmediate then 'the primary key can be deferred'
    when c.relkind = 'r' and exists (select from pg_inherits h where h.inhparent = target)
      then 'each child by inheritance has an index of its own, or none'
  end
  from pg_class c join pg_index i on i.indexrelid = admin.key_index(target, declared)
  where c.oid = target
$$;

-- Two rows of production with the same key, as an example; null where each stands there once. Reads all of the table.
create or replace function admin.key_repeated(target regclass, declared text[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_sort = off set jit = off as $$
declare
  keys text := (select string_agg(quote_ident(a.attname), ', ' order by k.rank)
    from pg_index i
    cross join lateral unnest(i.indkey::int2[]) with ordinality k (attribute, rank)
    join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
    where i.indexrelid = admin.key_index(target, declared) and k.rank <= i.indnkeyatts and (declared is null or a.attname = any (declared)));
  example jsonb;
begin
  execute format('select to_jsonb(d) from (select %s from %s group by %1$s having count(*) > 1 limit 1) d', keys, target) into example;
  return example;
end
$$;

-- Fails where production holds a key of staging more than once and nothing of production forbids it.
create or replace function admin.check_target_keys(t record) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  why text := admin.key_may_repeat(t.target, admin.declared_key(t.target));
  example jsonb;
begin
  if why is null then
    return;
  end if;
  execute format('select jsonb_build_object(%s) from (select %s from %s s join %s p on %s group by %s having count(*) > 1 limit 1) d',
    t.key_json, (select string_agg('p.' || name, ', ' order by rank) from admin.key_columns(t.target)), t.staging, t.target, t.p_is_s,
    (select string_agg('p.' || name, ', ' order by rank) from admin.key_columns(t.target)))
  into example;
  if example is not null then
    raise exception '% holds the key % more than once, or % does: %', t.target, example, t.staging, why
      using errcode = 'WR001', hint = 'Delete the rows of production that stand there twice, or declare the source''s key in tables.json.';
  end if;
end
$$;

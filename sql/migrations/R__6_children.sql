-- Who refers to a row: what deleting it would drag along, or what forbids it. Asked before every delete, because PostgreSQL cascades without
-- a word, and in a session whose triggers are off it does not even ask.

-- One row a foreign key that leads to the table: matches is true where the row c of child refers to the row p of the table. What leads to a
-- partition's parent leads to the partition; the copies that PostgreSQL keeps for each partition are left out.
create or replace function admin.children(target regclass) returns table (constraint_name text, child regclass, matches text, action "char")
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.conname::text, c.conrelid::regclass,
    string_agg(format('p.%I operator(%I.%s) c.%I', pa.attname, n.nspname, o.oprname, ca.attname) || admin.key_collation(pa), ' and ' order by k.rank),
    c.confdeltype
  from pg_constraint c
  cross join lateral unnest(c.conkey, c.confkey, c.conpfeqop) with ordinality k (child, parent, operator, rank)
  join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = k.parent
  join pg_attribute ca on ca.attrelid = c.conrelid and ca.attnum = k.child
  join pg_operator o on o.oid = k.operator
  join pg_namespace n on n.oid = o.oprnamespace
  where c.contype = 'f' and c.conparentid = 0
    and c.confrelid in (select target union all select a.relid from pg_partition_ancestors(target) a)
  group by c.oid, c.conname, c.conrelid, c.confdeltype
$$;

-- SQL that is true for a row p of the table to which rows refer that would be deleted or changed with it; without triggers, that would be
-- left without their parent. but: SQL that is true for rows c that do not count.
create or replace function admin.drags_along(target regclass, but text, triggers text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_agg(format('exists (select from %s c where %s and not (%s))', admin.key_end(f.child), f.matches, but), ' or '), 'false')
  from admin.children(target) f
  where triggers = 'skip' or f.action in ('c', 'n', 'd')
$$;

-- The place of a row as a number.
create or replace function admin.place_number(place tid) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select ((place::text::point)[0]::bigint << 16) + (place::text::point)[1]::bigint
$$;

-- Puts back the rows that a look deleted, as far as their keys are free and nothing refuses them. Returns how many.
create or replace function admin.undo_revive(statements jsonb) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  places bigint[];
  n bigint;
  total bigint := 0;
begin
  execute statements ->> 'removed' into places;
  loop
    -- A row may refer to one that comes later.
    n := admin.undo_revive_rows(statements, places);
    total := total + n;
    exit when n = 0;
  end loop;
  return total;
end
$$;

-- The same for some of them, which are halved until those that are refused stand alone.
create or replace function admin.undo_revive_rows(statements jsonb, places bigint[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  half integer := cardinality(places) / 2;
begin
  set constraints all immediate;
  return admin.write(statements ->> 'path', statements ->> 'revive', null, null, places, null);
exception when data_exception or integrity_constraint_violation or with_check_option_violation or raise_exception then
  if cardinality(places) = 1 then
    return 0;
  end if;
  return admin.undo_revive_rows(statements, places[:half]) + admin.undo_revive_rows(statements, places[half + 1:]);
end
$$;

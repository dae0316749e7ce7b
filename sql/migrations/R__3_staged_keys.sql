-- The keys of staging: indexed, unique, and in an order in which production can be joined.

-- Whether a plan may hold the values of staging: none is out of line, for those are large and would be kept twice; all fit in a row beside the
-- plan's own columns (a value of up to 24 bytes stays in the row whatever its type); and none is called like one of those.
create or replace function admin.plan_can_hold(staging regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select sum(case when a.attlen > 0 then a.attlen else 24 end) <= 7000 and not bool_or(a.attname ~ '^reload_' or a.attname = 'staged_ctid')
    and not exists (
      select from admin.members(staging) m join pg_class c on c.oid = m
      where c.reltoastrelid <> 0 and pg_relation_size(c.reltoastrelid) > 0)
  from pg_attribute a
  where a.attrelid = staging and a.attnum > 0 and not a.attisdropped
$$;

-- SQL that selects the rows of a plan: staged rows, classified, with the values that the plan copies, and whether production holds their key in
-- the window and not written since the fence.
drop function if exists admin.plan_source(record, text, text);
create or replace function admin.plan_source(run bigint, pos integer, t record, staged_range text, target_range text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return admin.classification(t, t.staging || ' s',
    (select coalesce(string_agg(concat('s.', c, ', '), ''), '') from unnest(t.copied) c) || admin.held_row(run, pos, t) || ' as reload_held,',
    staged_range, target_range);
end
$$;

-- Lets the function that calls this join in the order of the keys where that is estimated to cost not much more than the planner's own
-- choice, and tells whether it will. Along both indexes neighbours are read after each other and come out as they are wanted; a hash join misses the processor's cache
-- with nearly every row, which no estimate knows: 1 million staged against 5 take 4.5 s hashed and 2.5 s in order, estimated at 1 to 1.5.
-- Where the rows do not lie in the order of their keys, the estimate is beyond that. The caller's own SET of enable_hashjoin ends it.
create or replace function admin.join_in_order(query text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  chosen json;
  ordered json;
begin
  execute 'explain (format json) ' || query into chosen;
  perform set_config('enable_hashjoin', 'off', true);
  execute 'explain (format json) ' || query into ordered;
  if (ordered #>> '{0,Plan,Total Cost}')::float8 <= 1.6 * (chosen #>> '{0,Plan,Total Cost}')::float8 then
    return true;
  end if;
  perform set_config('enable_hashjoin', 'on', true);
  return false;
end
$$;

-- The columns of staging that are production's key, in its order; null for one of another type or collation.
create or replace function admin.staged_key(staging regclass, target regclass) returns int2[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array_agg(s.attnum order by k.rank)
  from admin.key_columns(target) k
  join pg_attribute p on p.attrelid = target and p.attnum = k.attribute
  left join pg_attribute s on s.attrelid = staging and s.attname = p.attname and not s.attisdropped
    and (s.atttypid, s.attcollation) = (p.atttypid, p.attcollation)
$$;

-- Gives staging an index of production's key, where it has none: rows are found in key order, and that a key stands there twice is out of
-- the question if the index can be unique. Not before the load, which it would slow down, and DMS would stumble over a key that comes twice.
create or replace function admin.index_staging(t record, name text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wanted int2[] := admin.staged_key(t.staging, t.target);
begin
  if admin.staged_once(t.staging, t.target) then
    -- As making one would: who is writing to staging ends first.
    execute format('lock table %s in share mode', t.staging);
    return;
  end if;
  if array_position(wanted, null) is not null
    or (select not pg_has_role(relowner, 'USAGE') or not has_schema_privilege(relnamespace, 'CREATE') from pg_class where oid = t.staging)
    or exists (
      select from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
      where i.indrelid = t.staging and m.amname = 'btree' and i.indisvalid and i.indpred is null
        and (i.indkey::int2[])[0:cardinality(wanted) - 1] = wanted)
  then
    return;
  end if;
  begin
    execute format('create unique index %I on %s (%s)', name, t.staging, t.keys);
  exception when unique_violation then
    execute format('create index %I on %s (%s)', name, t.staging, t.keys);
  end;
end
$$;

-- Whether an index makes it impossible that staging holds a key of production twice: unique, of such columns only, and comparing them alike.
create or replace function admin.staged_once(staging regclass, target regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_index i
    where i.indrelid = staging and i.indisunique and i.indimmediate and i.indisvalid and i.indpred is null and i.indexprs is null and not exists (
      select from unnest(i.indkey::int2[], i.indcollation::oid[], i.indclass::oid[]) with ordinality x (attribute, ordering, class, rank)
      join pg_opclass o on o.oid = x.class
      join pg_attribute s on s.attrelid = staging and s.attnum = x.attribute
      where x.rank <= i.indnkeyatts and not exists (
        select from pg_attribute p
        join admin.key_columns(target) k on k.attribute = p.attnum
        where p.attrelid = target and p.attname = s.attname and o.opcdefault
          and (p.atttypid, p.atttypmod, p.attcollation, p.attcollation) = (s.atttypid, s.atttypmod, s.attcollation, x.ordering))))
$$;

-- Fails where staging holds a key twice, or none, among the rows to write: nobody could say which of them is right. Rows that
-- nothing is done with may stand there twice. No nested loops: for the one row it expects to find soon, the planner would risk comparing
-- each row with each.
create or replace function admin.check_staged_keys(t record) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  once boolean := admin.staged_once(t.staging, t.target);
  example jsonb;
begin
  execute concat_ws(' union all ',
    case when not once then format('select jsonb_build_object(%s) from admin.%I d join %s s on (%s) and s.ctid <> d.staged_ctid where d.reload_n is not null',
      t.key_json, t.plan, t.staging, t.s_is_d) end,
    format('select jsonb_build_object(%s) from admin.%I d where d.reload_n is not null and (%s) limit 1',
      t.key_json, t.plan, (select string_agg(format('d.%s is null', name), ' or ') from admin.key_columns(t.target))))
  into example;
  if example is not null then
    raise exception '% holds the key % more than once, or a key that is null', t.staging, example
      using errcode = 'WR001', hint = 'Was staging emptied before the load, and is the source''s key the same as production''s?';
  end if;
end
$$;

-- Lists keys of a run that were skipped, at most 1000 of a reason. No nested loops: see check_staged_keys.
create or replace function admin.list_rows(run bigint, pos integer, reason text, source text) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
begin
  execute format('insert into admin.reload_skipped_rows (run_id, position, reason, key, detail) select $1, $2, $3, k.key, k.detail from (%s) k (key, detail) limit $4', source)
  using run, pos, reason, (select 1000 - count(*) from admin.reload_skipped_rows r where r.run_id = run and r.position = pos and r.reason = list_rows.reason);
end
$$;

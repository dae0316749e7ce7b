-- A source may give a row another key while a run or a look is under way. Whoever reads the old key again finds it gone, which is right; the
-- row is found only by its new key. Two tell of that: the fence, where CDC has changed the key in production, and DMS's table of exceptions, where
-- production had no such row, so that the change hit none.

-- The keys in the fence of a run, or of a look, that production holds: they have a new owner, or are new. Of a look, only where it has asked
-- for a key that is in its fence, or did so before.
create or replace function admin.look_reused(run bigint, pos integer) returns table (key jsonb, reason text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
begin
  -- A run may have failed because its fence is gone.
  if to_regclass('admin.' || t.fence) is null then
    return;
  end if;
  return query execute format($f$
    select jsonb_build_object(%1$s), 'key_reused' from admin.%2$s d join %3$s p on %4$s
    where not %5$L or exists (
      select from admin.reload_look_keys l cross join lateral jsonb_populate_record(null::admin.%2$s, l.key) d join admin.%2$s p on %4$s
      where l.run_id = $1 and l.position = $2)$f$,
    t.key_json, t.fence, t.target, t.p_is_d, t.look)
  using run, pos;
end
$$;

-- Puts the fence of a look on, while that of what it follows still stands: no change of a key goes unseen between the two.
-- Raises 55P03 where a lock is not had within lock_timeout; calling again goes on where it stopped.
create or replace procedure admin.look_arm(run bigint, look_run bigint, most integer, lock_timeout interval default '300 ms')
language plpgsql as $$
declare
  pos integer;
begin
  set local search_path = pg_catalog, pg_temp;
  -- What the fence before has seen meanwhile may concern a table that was not to be read again.
  for round in 1 .. 2 loop
    for pos in select t.position from admin.reload_run_tables t where t.run_id = look_run order by t.position loop
      perform admin.wait_at_most(lock_timeout);
      perform admin.check_held(run);
      perform admin.fence_table(look_run, pos);
      commit;
      set local search_path = pg_catalog, pg_temp;
    end loop;
    if round = 1 then
      perform admin.look_take(run, look_run, most);
      commit;
      set local search_path = pg_catalog, pg_temp;
    end if;
  end loop;
  perform admin.look_hold(look_run);
end
$$;

-- Adds to a look, whose fence stands, what the fence before has seen since the look was opened.
create or replace function admin.look_take(run bigint, look_run bigint, most integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  root constant bigint := (select r.of_run_id from admin.reload_runs r where r.run_id = look_run);
  asked boolean;
begin
  for t in select * from admin.reload_run_tables x where x.run_id = run and admin.takes_part(x) order by x.position loop
    asked := exists (select from admin.reload_run_tables x where x.run_id = look_run and x.position = t.position);
    create temp table look_wanted on commit drop as select a.key, a.reason, false as own from admin.look_reused(run, t.position) a;
    perform admin.look_unread(root, t.position, admin.look_enter(t, look_run, most));
    if run = root and not asked and exists (select from admin.reload_look_keys l where l.run_id = look_run and l.position = t.position) then
      perform admin.look_controls(run, look_run, t.position);
    end if;
    drop table pg_temp.look_wanted;
  end loop;
end
$$;

-- Remembers which of a look's keys production holds, now that its fence stands: from now on one fence or the other sees how such a row goes.
create or replace function admin.look_hold(look_run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  terms record;
begin
  for t in select * from admin.reload_run_tables x where x.run_id = look_run order by x.position loop
    terms := admin.merge_terms(look_run, t.position);
    execute format($f$
      update admin.reload_look_keys l set held = true
      where l.run_id = $1 and l.position = $2
        and exists (select from jsonb_populate_record(null::admin.%3$s, l.key) d join %1$s p on %2$s)$f$, terms.target, terms.p_is_d, terms.fence)
    using look_run, t.position;
  end loop;
end
$$;

-- The old and the new key in the text of a change that DMS has put down as not applied, as JSON objects of texts; null where it is no update, or
-- not spelled like one, or leaves the key. Nobody promises how DMS spells it: who reads a key too many asks for a key too many, no more.
create or replace function admin.renamed_in(statement text, keys text[], out old_key jsonb, out new_key jsonb)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  part text[];
  names text[] := '{}';
  held text[] := '{}';
  found integer;
  name text;
  was text;
  becomes text;
  renamed boolean := false;
begin
  if statement !~* '^\s*update\s' then
    return;
  end if;
  for part in
    select x from regexp_matches(statement, '\m(where)\M|(?:"([^"]+)"|([[:alpha:]_][[:alnum:]_$#]*))\s*=\s*(''(?:[^'']|'''')*''|[-+.[:alnum:]]+)', 'gi') x
  loop
    if part[1] is not null then
      found := cardinality(names) + 1;
    else
      names := names || lower(coalesce(part[2], part[3]));
      held := held || case when part[4] like '''%' then replace(substr(part[4], 2, length(part[4]) - 2), '''''', '''') else part[4] end;
    end if;
  end loop;
  if found is null then
    return;
  end if;
  old_key := '{}';
  new_key := '{}';
  foreach name in array keys loop
    was := held[array_position(names, lower(name), found)];
    becomes := coalesce(held[array_position(names[:found - 1], lower(name))], was);
    old_key := old_key || jsonb_build_object(name, was);
    new_key := new_key || jsonb_build_object(name, becomes);
    exit when was is null;
    renamed := renamed or becomes <> was;
  end loop;
  if was is null or not renamed then
    old_key := null;
    new_key := null;
  end if;
end
$$;

-- A key that was read as texts, as the table's types hold it; null where they do not. columns: of the key, with their types, and of nothing else,
-- for another may be of a type that takes no NULL.
drop function if exists admin.key_of(jsonb, regclass, text);
create or replace function admin.key_of(texts jsonb, columns text, key_json text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  key jsonb;
begin
  execute format('select jsonb_build_object(%s) from jsonb_to_record($1) d (%s)', key_json, columns) into key using texts;
  return key;
exception when data_exception or integrity_constraint_violation then
  return null;
end
$$;

-- The keys that rows of pg_temp.look_wanted, or of the look, have been given by changes of CDC that hit no row: of a look those that are news
-- since it began, or that no look has asked for yet. One change may follow the other a hundred thousand times: each step is one look-up.
create or replace function admin.look_renamed(run bigint, pos integer) returns setof jsonb
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  t record := admin.merge_terms(run, pos);
  this admin.reload_runs;
  root admin.reload_runs;
  relation regclass;
  keys text[];
  columns text;
begin
  select * into strict this from admin.reload_runs r where r.run_id = run;
  select * into strict root from admin.reload_runs r where r.run_id = coalesce(this.of_run_id, run);
  if this.fence is null or root.fence is null then
    return;
  end if;
  select array_agg(a.attname order by k.rank), string_agg(format('%s %s', k.name, format_type(a.atttypid, a.atttypmod)), ', ' order by k.rank)
  into keys, columns
  from admin.key_columns(t.target) k join pg_attribute a on a.attrelid = t.target and a.attnum = k.attribute;
  drop table if exists pg_temp.look_renames;
  create temp table look_renames (old_key jsonb, new_key jsonb, news boolean) on commit drop;
  for relation in select admin.apply_exceptions() loop
    execute format($f$
      insert into pg_temp.look_renames
      select admin.key_of(x.old_key, $3, $4), admin.key_of(x.new_key, $3, $4), x.news
      from (
        select r.*, p.news
        from (
          select p."STATEMENT"::text as statement, %3$s as news
          from %1$s p
          where %2$s and (lower(p."TABLE_OWNER"::text), lower(p."TABLE_NAME"::text)) in (
            select b.schema_name, b.table_name from admin.tables_beside($1) b where b.pos = $2)
          offset 0) p
        cross join lateral admin.renamed_in(p.statement, $5) r) x
      where x.old_key is not null$f$,
      relation, admin.touched(root.fence, root.fence_open), admin.touched(this.fence, this.fence_open))
    using run, pos, columns, t.key_json, keys;
  end loop;
  create index on pg_temp.look_renames using hash (old_key);
  analyze pg_temp.look_renames;
  return query
  with recursive asked as (
    select l.key from admin.reload_look_keys l where l.run_id = look_renamed.run and l.position = pos and not l.control
    union select w.key from pg_temp.look_wanted w
    union select r.new_key from asked a join pg_temp.look_renames r on r.old_key = a.key)
  select distinct r.new_key
  from asked a join pg_temp.look_renames r on r.old_key = a.key
  where r.new_key is not null and (r.news or not exists (
    select from admin.reload_look_keys l join admin.reload_runs x using (run_id)
    where x.of_run_id = root.run_id and x.origin = 'look' and l.position = pos and l.key = r.new_key));
end
$$;

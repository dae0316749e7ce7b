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
      select from admin.%2$s d join admin.reload_look_keys l on l.run_id = $1 and l.position = $2 and l.key = jsonb_build_object(%1$s))$f$,
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
  for pos in select t.position from admin.reload_run_tables t where t.run_id = look_run order by t.position loop
    perform admin.wait_at_most(lock_timeout);
    perform admin.check_held(run);
    perform admin.fence_table(look_run, pos);
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
  perform admin.look_take(run, look_run, most);
end
$$;

-- Adds to a look, whose fence stands, what the fence before has seen since the look was opened, and remembers which of its keys production
-- holds: from now on one fence or the other sees how such a row goes.
create or replace function admin.look_take(run bigint, look_run bigint, most integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  root constant bigint := (select r.of_run_id from admin.reload_runs r where r.run_id = look_run);
  terms record;
  asked boolean;
begin
  for t in select * from admin.reload_run_tables x where x.run_id = run order by x.position loop
    asked := exists (select from admin.reload_run_tables x where x.run_id = look_run and x.position = t.position);
    create temp table look_wanted on commit drop as select a.key, a.reason, false as own from admin.look_reused(run, t.position) a;
    perform admin.look_unread(root, t.position, admin.look_enter(t, look_run, most));
    if run = root and not asked and exists (select from admin.reload_look_keys l where l.run_id = look_run and l.position = t.position) then
      perform admin.look_controls(run, look_run, t.position);
    end if;
    drop table pg_temp.look_wanted;
  end loop;
  for t in select * from admin.reload_run_tables x where x.run_id = look_run order by x.position loop
    terms := admin.merge_terms(run, t.position);
    execute format($f$
      update admin.reload_look_keys l set held = true
      from %1$s p, (select x.key as d_key, y.* from admin.reload_look_keys x cross join lateral jsonb_populate_record(null::%1$s, x.key) y
        where x.run_id = $1 and x.position = $2) d
      where l.run_id = $1 and l.position = $2 and l.key = d.d_key and %2$s$f$, terms.target, terms.p_is_d)
    using look_run, t.position;
  end loop;
end
$$;

-- The old and the new key in the text of a change that DMS has put down as not applied, as JSON objects of texts; null where it is no update, or
-- not spelled like one, or leaves the key. Nobody promises how DMS spells it: who reads a key too many asks for a key too many, no more.
create or replace function admin.renamed_in(statement text, keys text[], out old_key jsonb, out new_key jsonb)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if statement !~* '^\s*update\s' then
    return;
  end if;
  with part as (
    select n, part[1] is not null as is_where, lower(coalesce(part[2], part[3])) as name,
      case when part[4] like '''%' then replace(substr(part[4], 2, length(part[4]) - 2), '''''', '''') else part[4] end as value
    from regexp_matches(statement, '\m(where)\M|(?:"([^"]+)"|([[:alpha:]_][[:alnum:]_$#]*))\s*=\s*(''(?:[^'']|'''')*''|[-+.[:alnum:]]+)', 'gi')
      with ordinality x (part, n)),
  placed as (select *, n > (select max(n) from part where is_where) as found from part),
  pairs as (
    select k, (select p.value from placed p where p.found and p.name = lower(k) order by p.n limit 1) as was,
      (select p.value from placed p where not p.found and p.name = lower(k) order by p.n limit 1) as becomes
    from unnest(keys) k)
  select jsonb_object_agg(k, was), jsonb_object_agg(k, coalesce(becomes, was)) into old_key, new_key
  from pairs having bool_and(was is not null) and bool_or(becomes <> was);
end
$$;

-- A key that was read as texts, as the table's types hold it; null where they do not.
create or replace function admin.key_of(texts jsonb, target regclass, key_json text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  key jsonb;
begin
  execute format('select jsonb_build_object(%s) from jsonb_populate_record(null::%s, $1) d', key_json, target) into key using texts;
  return key;
exception when data_exception or integrity_constraint_violation then
  return null;
end
$$;

-- The keys that rows of pg_temp.look_wanted, or of the look, have been given by changes of CDC that hit no row: of a look those that are news
-- since it began, or that no look has asked for yet.
create or replace function admin.look_renamed(run bigint, pos integer) returns setof jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  this admin.reload_runs;
  root admin.reload_runs;
  relation regclass;
  keys constant text[] := (
    select array_agg(a.attname order by k.rank) from admin.key_columns(t.target) k join pg_attribute a on a.attrelid = t.target and a.attnum = k.attribute);
begin
  select * into strict this from admin.reload_runs r where r.run_id = run;
  select * into strict root from admin.reload_runs r where r.run_id = coalesce(this.of_run_id, run);
  if this.fence is null or root.fence is null then
    return;
  end if;
  drop table if exists pg_temp.look_renames;
  create temp table look_renames (old_key jsonb, new_key jsonb, news boolean) on commit drop;
  for relation in select admin.apply_exceptions() loop
    execute format($f$
      insert into pg_temp.look_renames
      select admin.key_of(x.old_key, $3, $4), admin.key_of(x.new_key, $3, $4), x.news
      from (
        select r.*, %3$s as news
        from %1$s p cross join lateral admin.renamed_in(p."STATEMENT", $5) r
        where %2$s and exists (
          select from admin.tables_beside($1) b
          where b.pos = $2 and (b.schema_name, b.table_name) = (lower(p."TABLE_OWNER"), lower(p."TABLE_NAME")))) x
      where x.old_key is not null$f$,
      relation, admin.touched(root.fence, root.fence_open), admin.touched(this.fence, this.fence_open))
    using run, pos, t.target, t.key_json, keys;
  end loop;
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

-- Requests for rows by key. Such a run goes by the rules of looks: what it loads are just its keys, CDC's word counts where CDC has written
-- since the fence, and what did not come back is settled. Beyond what one load may ask for, the keys are loaded part by part.

-- The key of a row as it was written, as the table's types hold it: null, and what is wrong with it, where they do not. A number that the column
-- would round is another key.
create or replace function admin.key_asked(given jsonb, names text[], columns text, key_json text, out key jsonb, out wrong text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  own jsonb := '{}';
  name text;
  found text;
begin
  if jsonb_typeof(given) <> 'object' then
    wrong := 'it is no object of the key''s columns';
    return;
  end if;
  for name in select jsonb_object_keys(given) loop
    found := coalesce((select n from unnest(names) n where n = name), (select min(n) from unnest(names) n where lower(n) = lower(name) having count(*) = 1));
    if found is null then
      wrong := format('the key has no column %L; it is %s', left(name, 63), array_to_string(names, ', '));
    elsif own ? found then
      wrong := format('it names %s twice', found);
    elsif jsonb_typeof(given -> name) = 'null' then
      wrong := format('%s is NULL, and no key is', found);
    elsif jsonb_typeof(given -> name) in ('object', 'array') then
      wrong := format('%s is no single value', found);
    end if;
    if wrong is not null then
      return;
    end if;
    own := own || jsonb_build_object(found, given -> name);
  end loop;
  name := (select n from unnest(names) with ordinality n (n, rank) where not own ? n order by rank limit 1);
  if name is not null then
    wrong := format('it lacks the key''s column %s', name);
    return;
  end if;
  key := admin.key_of(own, columns, key_json);
  if key is null then
    wrong := format('a value does not fit its column: the key is %s', columns);
    return;
  end if;
  name := (select n from unnest(names) n where jsonb_typeof(key -> n) = 'number' and (own ->> n)::numeric <> (key ->> n)::numeric limit 1);
  if name is not null then
    wrong := format('%s would be rounded: the key is %s', name, columns);
    key := null;
  end if;
exception when invalid_text_representation or numeric_value_out_of_range then
  key := null;
  wrong := format('a value does not fit its column: the key is %s', columns);
end
$$;

-- How keys of a table are written: its columns, these with their types, and the SQL that makes a key of a row d.
create or replace function admin.key_forms(target regclass, out names text[], out columns text, out key_json text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array_agg(a.attname::text order by k.rank), string_agg(format('%s %s', k.name, format_type(a.atttypid, a.atttypmod)), ', ' order by k.rank),
    string_agg(format('%L, d.%s', a.attname, k.name), ', ' order by k.rank)
  from admin.key_columns(target) k
  join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
$$;

-- Enters the keys that a request names for a table of its run; one that comes twice is one. Returns what is wrong with the first that cannot be a
-- key, with its number; null where all can. Keys that no filter can name are entered as unread; those that were recorded and that nobody can read are counted.
create or replace function admin.keys_enter(run bigint, pos integer, given jsonb, unreadable bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := (select to_regclass(format('%I.%I', t.target_schema, t.target_table)) from admin.reload_run_tables t where t.run_id = run and t.position = pos);
  f record;
  bad record;
  askable boolean;
  n bigint;
begin
  if target is null then
    return 'production has no such table';
  end if;
  f := admin.key_forms(target);
  if f.names is null then
    return 'the table has no primary key';
  end if;
  create temp table keys_given on commit drop as
  select g.rank - 1 as index, a.key, a.wrong from jsonb_array_elements(given) with ordinality g (value, rank) cross join lateral admin.key_asked(g.value, f.names, f.columns, f.key_json) a;
  select * into bad from pg_temp.keys_given k where k.wrong is not null order by k.index limit 1;
  if bad.wrong is not null then
    n := (select count(*) from pg_temp.keys_given k where k.wrong is not null);
    drop table pg_temp.keys_given;
    return format('key %s of %s: %s', bad.index + 1, target, bad.wrong) || case when n > 1 then format(' (and %s more)', n - 1) else '' end;
  end if;
  execute format($f$
    insert into admin.reload_look_keys (run_id, position, key, reason, asked, outcome)
    select $1, $2, l.key, 'requested', l.askable, case when not l.askable then 'unread' end
    from (select k.key, %s as askable from (select distinct key from pg_temp.keys_given) k cross join lateral (select k.key) l) l$f$,
    (admin.look_terms(target)).nameable) using run, pos;
  drop table pg_temp.keys_given;
  select bool_or(k.asked), count(*) filter (where not k.asked) into askable, n from admin.reload_look_keys k where k.run_id = run and k.position = pos;
  if askable is not true then
    return format('no filter of DMS can name a key of %s: its key is %s', target, f.columns);
  end if;
  perform admin.look_unread(run, pos, n + unreadable);
  return null;
end
$$;

-- Spreads the keys of a run over loads of at most so many conditions a table each: one for a key, or for whole numbers that follow each other.
-- Adds control keys, from rows of production that nobody has written since: of a kind that is asked for, some that the source should have.
create or replace function admin.keys_spread(run bigint, most integer) returns void
-- The keys are new to the planner, which takes thousands of them for one.
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
declare
  t admin.reload_run_tables;
  target regclass;
  k record;
  f record;
begin
  for t in select * from admin.reload_run_tables x where x.run_id = run order by x.position loop
    target := admin.relation(t.target_schema, t.target_table);
    k := admin.look_terms(target);
    f := admin.key_forms(target);
    execute format($f$
      with numbered as (
        select l.key, %s as number
        from admin.reload_look_keys l where l.run_id = $1 and l.position = $2 and not l.control and l.outcome is distinct from 'unread'),
      ranged as (
        select *, sum(case when number - before = 1 and length(number::text) = length(before::text) then 0 else 1 end)
          over (order by number, key rows unbounded preceding) as range
        from (select *, lag(number) over (order by number, key) as before from numbered) n)
      update admin.reload_look_keys l set part = (r.range - 1) / $3 + 1
      from ranged r where l.run_id = $1 and l.position = $2 and l.key = r.key$f$, k.number)
    using run, t.position, most;
    delete from admin.reload_look_keys l where l.run_id = run and l.position = t.position and l.control;
    execute format($f$
      with wanted as (
        select distinct %1$s as kind, %2$s as lengths from admin.reload_look_keys l where l.run_id = $1 and l.position = $2 and l.part is not null),
      known as (
        select l.key, %1$s as kind, %2$s as lengths
        from (select jsonb_build_object(%3$s) as key from (select * from %4$s limit 50000) d) l
        where %5$s and not exists (select from admin.reload_look_keys x where x.run_id = $1 and x.position = $2 and x.key = l.key)),
      fit as (
        select key, row_number() over (partition by kind, lengths order by key) as n, exists (select from wanted w where w.kind = s.kind and w.lengths = s.lengths) as same
        from known s where exists (select from wanted w where w.kind = s.kind and admin.at_most(s.lengths, w.lengths)))
      insert into admin.reload_look_keys (run_id, position, key, reason, control, part)
      select $1, $2, key, 'control', true, 1 from fit where n <= 3 order by same desc, n limit 60$f$,
      k.kind, k.lengths, f.key_json, target, k.nameable)
    using run, t.position;
    update admin.reload_run_tables x set parts = coalesce((select max(l.part) from admin.reload_look_keys l where l.run_id = run and l.position = t.position), 1)
    where x.run_id = run and x.position = t.position;
  end loop;
end
$$;

-- Lets the keys of one part be those that are asked for.
create or replace function admin.keys_ask(run bigint, of_part integer) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  update admin.reload_look_keys l set asked = l.part is not distinct from of_part
  where l.run_id = run and l.asked is distinct from (l.part is not distinct from of_part)
$$;

-- Keeps what one part has brought of a table, and only what it was asked for: of keys of several columns, rows come that nobody has named.
create or replace function admin.keys_keep(run bigint, pos integer, of_part integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning set enable_nestloop = off as $$
declare
  t record := admin.merge_terms(run, pos);
  kept text := format('parts_%s_%s', run, pos);
begin
  execute format('create table if not exists admin.%I as select null::integer as reload_part, s.* from %s s with no data', kept, t.staging);
  execute format('delete from admin.%I where reload_part = $1', kept) using of_part;
  execute format($f$
    insert into admin.%1$I select $3, s.* from %2$s s
    join (
      select d.* from admin.reload_look_keys l cross join lateral jsonb_populate_record(null::admin.%3$s, l.key) d
      where l.run_id = $1 and l.position = $2 and l.part = $3) d on %4$s$f$, kept, t.staging, t.fence, t.s_is_d)
  using run, pos, of_part;
end
$$;

-- Puts back into staging what all parts have brought, where there was more than one; all keys are asked for from now on. Can be repeated.
create or replace function admin.keys_gather(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  staging regclass;
  names text;
  n bigint;
begin
  update admin.reload_look_keys l set asked = true where l.run_id = run and l.part is not null and not l.asked;
  for t in select * from admin.reload_run_tables x where x.run_id = run order by x.position loop
    if to_regclass(format('admin.parts_%s_%s', run, t.position)) is not null then
      staging := admin.relation('staging', t.staging_table);
      names := (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a where a.attrelid = staging and a.attnum > 0 and not a.attisdropped);
      execute format('truncate %s', staging);
      execute format('insert into %1$s (%2$s) select %2$s from admin.parts_%3$s_%4$s', staging, names, run, t.position);
      get diagnostics n = row_count;
      update admin.reload_run_tables x set load_rows = n where x.run_id = run and x.position = t.position;
    end if;
  end loop;
end
$$;

-- Puts on record which keys of a table neither side has, and which only production has, once they are settled.
create or replace function admin.keys_account(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  asked bigint;
  back bigint;
  nowhere bigint;
  alone bigint;
begin
  select count(*), count(*) filter (where k.outcome = 'there'), count(*) filter (where k.outcome = 'gone'), count(*) filter (where k.outcome in ('kept', 'deleted', 'has_children', 'refused'))
  into asked, back, nowhere, alone
  from admin.reload_look_keys k where k.run_id = run and k.position = pos and not k.control;
  delete from admin.reload_skipped_rows s where s.run_id = run and s.position = pos and s.reason in ('not_found', 'delete_candidate');
  insert into admin.reload_skipped_rows (run_id, position, reason, key, detail)
  (select run, pos, 'not_found', k.key, null from admin.reload_look_keys k
    where k.run_id = run and k.position = pos and not k.control and k.outcome = 'gone' order by k.key limit 1000)
  union all
  (select run, pos, 'delete_candidate', k.key, k.detail from admin.reload_look_keys k
    where k.run_id = run and k.position = pos and not k.control and k.outcome in ('kept', 'has_children', 'refused') order by k.key limit 1000);
  update admin.reload_run_tables t set delete_candidates = alone where t.run_id = run and t.position = pos;
  perform admin.settle_finding(run, pos, 'KEYS_NOT_FOUND');
  if nowhere > 0 then
    perform admin.note_finding(run, pos, case when back + alone = 0 then 'partial' else 'note' end, 'KEYS_NOT_FOUND',
      format('%s of %s keys are found nowhere, neither at the source nor in production', nowhere, asked));
  end if;
end
$$;

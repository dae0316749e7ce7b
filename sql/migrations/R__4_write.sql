-- How production is written: as CDC writes it. Triggers act, or do not, as they do for CDC; the code of production (triggers, the functions
-- of checks and defaults) runs in the search_path that its authors expect; our own statements are bound to names before that path is on.

-- Changes whenever the table, or one below it, gets a trigger, a constraint, a default or an index, or loses or changes one.
create or replace function admin.code_mark(target regclass) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select string_agg(concat_ws(' ', c.xmin,
      (select string_agg(t.oid || ' ' || t.xmin, ' ' order by t.oid) from pg_trigger t where t.tgrelid = c.oid),
      (select string_agg(k.oid || ' ' || k.xmin, ' ' order by k.oid) from pg_constraint k where k.conrelid = c.oid),
      (select string_agg(d.oid || ' ' || d.xmin, ' ' order by d.oid) from pg_attrdef d where d.adrelid = c.oid),
      (select string_agg(i.indexrelid || ' ' || i.xmin, ' ' order by i.indexrelid) from pg_index i where i.indrelid = c.oid)), ', ' order by c.oid)
    from admin.below(target) b join pg_class c on c.oid = b);
end
$$;

-- From here to the end of the transaction triggers act as the run wants it. (Going to and fro would discard each cached plan each time.)
create or replace function admin.act_as(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  mode text := admin.run_triggers(run);
begin
  if not admin.may_act(mode) then
    raise exception 'the role % may not set session_replication_role for the mode %', current_user, mode
      using errcode = 'WR173', hint = 'See reload.merge.triggers.';
  end if;
  -- Even to the value that it has, a plain role may not set it.
  if (current_setting('session_replication_role') = 'replica') <> (mode = 'skip') then
    perform set_config('session_replication_role', case mode when 'skip' then 'replica' else 'origin' end, true);
  end if;
end
$$;

-- From here to the end of the transaction nobody can give the table a trigger or a constraint that was not asked for: its code would run with
-- our rights. mark: code_mark when all that was asked last.
create or replace function admin.hold_code(run bigint, target regclass, mark text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('lock table %s in row exclusive mode', target);
  if mark is distinct from admin.code_mark(target) then
    perform admin.check_code(target, admin.run_triggers(run), (select trusted_owners from admin.reload_runs where run_id = run));
  end if;
end
$$;

-- Fails where code would act whose owner is not trusted.
create or replace function admin.check_code(target regclass, triggers text, trusted text[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  trouble record;
begin
  for trouble in select * from admin.table_troubles(target, triggers, trusted) t where t.code = 'TARGET_CODE_UNTRUSTED' limit 1 loop
    raise exception '%', trouble.detail using errcode = 'WR172', hint = trouble.fix;
  end loop;
end
$$;

-- The names of the triggers that act on what is written.
create or replace function admin.acting_triggers(target regclass, triggers text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(format('%I (%s)', name, function), ', ') from admin.acting_code(target, triggers, '{}') where kind = 'trigger' and acts and changes_rows
$$;

-- Fails where production does not hold what a chunk wrote. Runs last in it.
create or replace function admin.check_altered(statements jsonb, low bigint, high bigint, numbers bigint[], me xid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  key jsonb;
begin
  if statements ->> 'altered' is null then
    return;
  end if;
  execute statements ->> 'altered' into key using low, high, numbers, me;
  if key is not null then
    perform admin.fail_by_trigger(statements, format('the row %s is not as it was written', key));
  end if;
end
$$;

create or replace function admin.fail_by_trigger(statements jsonb, what text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '%: %: triggers act on it: %', statements ->> 'target', what, statements ->> 'acting_triggers'
    using errcode = 'WR171', hint = 'The chunk was rolled back. Let the trigger leave alone what CDC brings, or write without triggers: reload.merge.triggers=skip.';
end
$$;

-- Runs a statement that writes production; returns how many rows it wrote. $1 to $4 of the statement are the other parameters.
-- It is planned under our own path, and fetched under the path that the code of production expects: nothing that stands after set_config looks up a name of ours. The
-- end of the function sets the path back.
create or replace function admin.write(path text, statement text, low bigint, high bigint, numbers bigint[], me xid) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set row_security = off set cursor_tuple_fraction = 1 as $$
declare
  written refcursor := 'reload_write';
  n bigint := 0;
begin
  if statement is null then
    return n;
  end if;
  open written for execute statement || ' returning 1' using low, high, numbers, me;
  perform set_config('search_path', path, true), set_config('row_security', 'on', true);
  move forward all from written;
  get diagnostics n = row_count;
  close written;
  return n;
end
$$;

-- The same for a statement that returns numbers of rows, as one array.
create or replace function admin.write_numbers(path text, statement text, low bigint, high bigint, numbers bigint[], me xid) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp set row_security = off set cursor_tuple_fraction = 1 as $$
declare
  written refcursor := 'reload_write';
  these bigint[];
begin
  open written for execute statement using low, high, numbers, me;
  perform set_config('search_path', path, true), set_config('row_security', 'on', true);
  fetch written into these;
  close written;
  return these;
end
$$;

-- Where triggers act on the table: a statement that finds a row of a chunk that production does not hold as it was to be written, by its key.
create or replace function admin.altered_statement(t record) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  acting text := admin.acting_triggers(t.target, t.triggers);
begin
  if acting is null then
    return '{}';
  end if;
  return jsonb_build_object('acting_triggers', acting, 'altered', format($f$
    select jsonb_build_object(%s)
    from (select * from admin.%I d where reload_n > $1 and reload_n <= $2 and ($3::bigint[] is null or reload_n = any ($3))) d
    %s
    join %s p on %s and p.xmin = $4
    where %s
    limit 1$f$, t.key_json, t.plan, t.staged_row, t.target, t.p_is_d, t.differs));
end
$$;

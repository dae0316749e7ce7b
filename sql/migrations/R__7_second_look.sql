-- Looks: what the target alone cannot settle is read again from the source by key, once CDC has passed the merge. A look is a run of its
-- own without a window: its fence is armed, its keys are loaded into staging, it is merged like any other; then the keys that the source no
-- longer has are settled. Whatever it leaves, deletes, or writes where CDC could have been before it, is looked at once more, until nothing is.

-- The keys of a run, or of a look, to read again: rows it inserted because production lacked them, or had lost them since the plan (CDC's change
-- of a row that is not there leaves no trace); rows it updated although CDC had written them (perhaps only some columns; a look never does); rows it left to CDC although
-- they differ; rows under a key that CDC had deleted (it may have a new owner), or given to another row; quarantined rows, of a look; rows that
-- only production has. To be asked while the fence stands. Of a run that failed, or of a table that failed, only what
-- committed chunks wrote counts as written.
create or replace function admin.look_again(run bigint, pos integer) returns table (key jsonb, reason text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  failed constant boolean := (select r.error_code is not null from admin.reload_runs r where r.run_id = run) or admin.table_failed(run, pos);
begin
  return query execute format($f$
    select jsonb_build_object(%1$s), case when d.reload_op = 'I' or b.inserted then 'inserted' else 'updated' end
    from admin.%2$I d
    left join admin.merge_doubts b on b.run_id = $1 and b.position = $2 and b.n = d.reload_n
    where d.reload_n is not null
      and (d.reload_op in ('I', 'V') or b.n is not null)
      and not exists (select from admin.merge_misses m where m.run_id = $1 and m.position = $2 and m.n = d.reload_n)
      and (not %7$L or exists (
        select from admin.merge_chunks c
        where c.run_id = $1 and c.position = $2 and c.lane > 0 and d.reload_n between c.first_n and c.last_n))
    union all
    select jsonb_build_object(%1$s), case d.reload_op when 't' then 'tie_touched_by_cdc' when 'd' then 'deleted_by_cdc' else 'newer_in_target' end
    from admin.%2$I d where d.reload_n is null and d.reload_op in ('t', 'N', 'd') and d.%6$s is not null
    union all
    select jsonb_build_object(%1$s), m.reason
    from admin.merge_misses m join admin.%2$I d on d.reload_n = m.n
    where m.run_id = $1 and m.position = $2 and m.reason <> 'unchanged'
    union all
    select * from admin.look_reused($1, $2)
    union all
    select r.key, r.reason from admin.reload_skipped_rows r where r.run_id = $1 and r.position = $2 and r.reason = 'delete_candidate' and not %8$L$f$,
    t.key_json, t.plan, t.fence, t.target, t.p_is_d, t.first_key, failed, t.look)
  using run, pos;
end
$$;

-- Enters one table into a look: the keys of pg_temp.look_wanted (key, reason, own) that a filter can name and that it does not have, each once.
-- Returns how many cannot be read at all.
create or replace function admin.look_enter(of_table admin.reload_run_tables, look_run bigint, most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := admin.relation(of_table.target_schema, of_table.target_table);
  pos integer := of_table.position;
  wanted bigint;
  taken bigint;
begin
  delete from pg_temp.look_wanted w using admin.reload_look_keys l where l.run_id = look_run and l.position = pos and l.key = w.key;
  execute format($f$
    insert into admin.reload_look_keys (run_id, position, key, reason, own)
    select $1, $2, l.key, l.reason, l.own
    from (
      select w.key, (array_agg(w.reason order by admin.look_urgency(w.reason), w.reason))[1] as reason, bool_or(w.own) as own
      from pg_temp.look_wanted w group by w.key) l
    where %s
    order by admin.look_urgency(l.reason), l.key limit 100000$f$, (admin.look_terms(target)).nameable) using look_run, pos;
  get diagnostics taken = row_count;
  if taken > 0 then
    perform admin.look_choose(look_run, pos, target, most);
    insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column)
    values (look_run, pos, of_table.source_schema, of_table.source_table, of_table.target_schema, of_table.target_table, of_table.staging_table,
      of_table.window_column)
    on conflict do nothing;
  end if;
  select count(distinct key) into wanted from pg_temp.look_wanted;
  return wanted - taken;
end
$$;

-- A run that is a look, of the round that follows. No request of a person has a colon in its id. What the source says now wins where CDC has
-- not written since.
create or replace function admin.look_run(run bigint, round integer) returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
  insert into admin.reload_runs (request_id, attempt, origin, of_run_id, look_round, requested_by, reason, options)
  select 'look:' || run || case when round > 1 then ':' || round else '' end, 1, 'look', run, round, r.requested_by, r.reason,
    r.options - 'plan' || '{"newerInTarget": "repair"}'
  from admin.reload_runs r where r.run_id = run
  returning run_id
$$;

-- Enters into the account of a first look what it is to read. How many keys cannot be read stands with the run. Returns their number.
create or replace function admin.look_open(run bigint, look_run bigint, most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  beyond bigint;
  total bigint := 0;
begin
  for t in select * from admin.reload_run_tables x where x.run_id = run and admin.may_look_at(x) order by x.position loop
    create temp table look_wanted on commit drop as
    select a.key, a.reason, a.reason = 'inserted' as own from admin.look_again(run, t.position) a where a.reason not in ('orphaned', 'rejected');
    insert into pg_temp.look_wanted select k, 'renamed', false from admin.look_renamed(run, t.position) k;
    beyond := admin.look_enter(t, look_run, most);
    if exists (select from admin.reload_look_keys l where l.run_id = look_run and l.position = t.position) then
      perform admin.look_controls(run, look_run, t.position);
    end if;
    -- Of the candidates only the first are listed.
    select beyond + greatest(0, coalesce(t.delete_candidates, 0) - count(*)) into beyond from pg_temp.look_wanted w where w.reason = 'delete_candidate';
    drop table pg_temp.look_wanted;
    perform admin.look_unread(run, t.position, beyond);
    total := total + beyond;
  end loop;
  return total;
end
$$;

-- Adds to what no look at a run can read.
create or replace function admin.look_unread(run bigint, pos integer, beyond bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  total bigint;
begin
  if beyond > 0 then
    update admin.reload_run_tables t set unread = unread + beyond, left_open = left_open + beyond
    where t.run_id = run and t.position = pos returning t.unread into total;
    perform admin.note_finding(run, pos, 'partial', 'LEFT_OPEN',
      format('%s keys cannot be read again: no filter of DMS can name them, or they are too many', total));
  end if;
end
$$;

-- Opens the first look at a run whose fence still stands; asked again, it is the same one. Null where there is nothing to read again.
create or replace function admin.look_begin(run bigint, most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  look bigint := (select max(r.run_id) from admin.reload_runs r where r.origin = 'look' and r.of_run_id = run);
begin
  if look is not null then
    return look;
  end if;
  look := admin.look_run(run, 1);
  perform admin.look_open(run, look, most);
  if exists (select from admin.reload_look_keys k where k.run_id = look) then
    return look;
  end if;
  delete from admin.reload_runs r where r.run_id = look;
  return null;
end
$$;

-- What a look that is merged and settled has not settled, as pg_temp.look_wanted: again, what another look may settle, and otherwise what
-- none can. A row that is held by others, or that does not go or come, is tried twice, and once more where this look has made room.
create or replace function admin.look_rest(look_run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  create temp table look_wanted on commit drop as
  select a.key, a.reason, a.reason = 'inserted' or coalesce(l.own, false) as own,
    a.reason not in ('orphaned', 'unique_conflict', 'rejected') or a.reason is distinct from l.reason
      or exists (select from admin.reload_run_tables t where t.run_id = look_run and t.deleted > 0) as again,
    null::text as detail
  from admin.look_again(look_run, pos) a
  left join admin.reload_look_keys l on l.run_id = look_run and l.position = pos and l.key = a.key
  union all
  select l.key, case when l.asked then l.outcome else l.reason end, l.own and l.outcome is distinct from 'deleted',
    not l.asked or l.outcome in ('touched', 'deleted') or l.outcome in ('has_children', 'refused') and l.reason <> l.outcome, l.detail
  from admin.reload_look_keys l
  where l.run_id = look_run and l.position = pos and not l.control and l.outcome is distinct from 'unread'
    and (not l.asked or l.outcome in ('touched', 'deleted', 'has_children', 'refused', 'unproven', 'vanished', 'unwaited')
      or l.outcome = 'kept' and l.detail is not null);
  insert into pg_temp.look_wanted select k, 'renamed', false, true, null from admin.look_renamed(look_run, pos) k;
end
$$;

-- The look after a look that is merged and settled, whose fence still stands; asked again, it is the same one. Null where nothing is open, or
-- nothing that another look could settle, where there were as many looks as there may be, or where the run is undone. What is left open then stands with the run and
-- the look. A run that was asked for rows by key is followed as a look of round 0 at itself.
create or replace function admin.look_follow(look_run bigint, most integer, most_looks integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  l admin.reload_runs := (select r from admin.reload_runs r where r.run_id = look_run);
  following bigint;
  t admin.reload_run_tables;
begin
  if l.by_keys then
    l.of_run_id := look_run;
    l.look_round := 0;
  end if;
  following := (select max(r.run_id) from admin.reload_runs r where r.origin = 'look' and r.of_run_id = l.of_run_id and r.look_round = l.look_round + 1 and r.run_id > look_run);
  if following is not null then
    return following;
  end if;
  if l.look_round < most_looks and not admin.undone(l.of_run_id) then
    following := admin.look_run(l.of_run_id, l.look_round + 1);
  end if;
  for t in select * from admin.reload_run_tables x where x.run_id = look_run and not admin.look_failed_for(l, x) order by x.position loop
    perform admin.look_rest(look_run, t.position);
    perform admin.look_left(l, t.position, following is null);
    perform admin.look_made_room(l, t.position);
    if following is not null then
      delete from pg_temp.look_wanted w where not w.again;
      perform admin.look_unread(l.of_run_id, t.position, admin.look_enter(t, following, most));
      insert into admin.reload_look_keys (run_id, position, key, reason, control)
      select following, t.position, c.key, 'control', true from (
        select k.key from admin.reload_look_keys k where k.run_id = look_run and k.position = t.position and k.control
        union all
        -- What has just come back is as good.
        (select k.key from admin.reload_look_keys k where k.run_id = look_run and k.position = t.position and k.outcome = 'there' and not k.control
        order by length(k.key::text), k.key limit 20)) c
      where exists (select from admin.reload_look_keys x where x.run_id = following and x.position = t.position)
      on conflict do nothing;
    end if;
    drop table pg_temp.look_wanted;
  end loop;
  if exists (select from admin.reload_look_keys k where k.run_id = following) then
    return following;
  end if;
  delete from admin.reload_runs r where r.run_id = following;
  perform admin.settle_finding(l.of_run_id, null, 'LEFT_OPEN');
  return null;
end
$$;

-- Puts on record what of pg_temp.look_wanted no look will settle: with the look what it has left, with its run what all have. last: no look
-- will follow.
create or replace function admin.look_left(l admin.reload_runs, pos integer, last boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  blind bigint;
  others bigint;
  story text;
  run bigint;
begin
  select count(*) filter (where reason = 'unproven'), count(*) filter (where reason <> 'unproven'),
    string_agg(distinct reason || coalesce(' (' || detail || ')', ''), ', ') filter (where reason <> 'unproven')
  into blind, others, story
  from (
    select distinct on (w.key) w.key, w.reason, w.detail from pg_temp.look_wanted w where last or not w.again order by w.key, admin.look_urgency(w.reason)) x;
  delete from admin.reload_skipped_rows s where s.run_id = l.run_id and s.position = pos and s.reason = 'left_open';
  insert into admin.reload_skipped_rows (run_id, position, reason, key, detail)
  select l.run_id, pos, 'left_open', x.key, x.why
  from (
    select w.key, string_agg(distinct w.reason || coalesce(': ' || w.detail, ''), ', ') as why
    from pg_temp.look_wanted w where last or not w.again group by w.key order by w.key limit 1000) x;
  update admin.reload_run_tables t set left_open = blind + others, left_own = case when l.by_keys then blind + others else 0 end
  where t.run_id = l.run_id and t.position = pos;
  update admin.reload_run_tables t set left_open = t.unread + t.left_own + (
      select coalesce(sum(x.left_open), 0) from admin.reload_run_tables x join admin.reload_runs r using (run_id)
      where r.of_run_id = l.of_run_id and r.origin = 'look' and x.position = pos)
  where t.run_id = l.of_run_id and t.position = pos;
  perform admin.look_succeeded_for(l, pos);
  foreach run in array array[l.of_run_id, l.run_id] loop
    if blind > 0 then
      perform admin.note_finding(run, pos, 'partial', 'LOOK_BLIND', format(
        '%s keys did not come back, and whether the source has them is not known: no control key of their shape came back, or CDC''s row filter may hide them; none was deleted', blind));
    end if;
    if others > 0 then
      perform admin.note_finding(run, pos, 'partial', 'LEFT_OPEN', format('%s keys are left open: %s%s', others, story,
        (select format('; %s cannot be read at all', t.unread) from admin.reload_run_tables t where t.run_id = run and t.position = pos and t.unread > 0)));
    end if;
  end loop;
end
$$;

-- Takes back that rows of a run met a unique value of another row, once a look has written them all.
create or replace function admin.look_made_room(l admin.reload_runs, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from admin.reload_look_keys k where k.run_id = l.run_id and k.position = pos and k.reason = 'unique_conflict')
    and not exists (select from pg_temp.look_wanted w where w.reason in ('unique_conflict', 'rejected'))
    and (select t.rejected = 0 from admin.reload_run_tables t where t.run_id = l.of_run_id and t.position = pos)
  then
    perform admin.settle_finding(l.of_run_id, pos, 'ROWS_REJECTED');
  end if;
end
$$;

-- What a chunk does about an error, and the rows that production refuses: the chunk is halved until the row stands alone, then that one is left
-- and named, and the rest goes on.

-- Whether an error may be one row's own: a value, a constraint, a trigger that objects. Not what hits every row, as a missing right or function.
create or replace function admin.refused(state text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select state !~ '^(08|0A|0B|25|26|28|2D|34|3D|3F|40|42|53|54|55|57|58|72|F0|HV|XX|WR)'
$$;

-- What to do after an error: again (after a pause), orphans (again, quarantining), beside (again, minding CDC's inserts), uniques (again, leaving
-- rows that meet a unique value; of rows left before, setting values aside in the next way), halve (the chunk, to find the row), leave (the
-- row), fail.
drop function if exists admin.after_error(text, integer, integer, boolean, boolean);
create or replace function admin.after_error(state text, tries integer, size integer, lane integer, orphans boolean, beside boolean, uniques integer) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when state in ('55P03', '40P01', '40001') then 'again'
    when state in ('23503', '23001') and not orphans then 'orphans'
    -- CDC may just have written the same unique value, or deleted the parent.
    when state = '23505' and not beside then 'beside'
    when state in ('23505', '23P01') and uniques = 0 or lane = 0 and uniques < 3 and state ~ '^2[23]' then 'uniques'
    when state in ('23503', '23001', '23505') and tries <= 3 then 'again'
    when admin.refused(state) then case when size > 1 then 'halve' else 'leave' end
    else 'fail' end
$$;

-- Rows that were left, to be taken up next: those whose parent has come, then those that wait for a unique value. Null where there are none.
create or replace function admin.next_left(run bigint, pos integer, statements jsonb, chunk_rows integer, out numbers bigint[], out together jsonb)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  numbers := admin.adopted(run, pos, statements, chunk_rows);
  -- Tables of a ring are written together: what waits for a unique value there stays left.
  if numbers is null and not statements ? 'members' then
    together := admin.next_group(run, pos, statements, chunk_rows);
    numbers := nullif(array(select jsonb_array_elements_text(together -> 'numbers')::bigint), '{}');
  end if;
end
$$;

-- Takes rows that were left back into the account as if they were still to be written. Returns how many of them were orphans, which are
-- counted with their chunk.
create or replace function admin.take_up(run bigint, pos integer, numbers bigint[]) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  reasons text[];
begin
  with taken as (
    delete from admin.merge_misses m where m.run_id = run and m.position = pos and m.n = any (numbers) returning m.reason
  )
  select coalesce(array_agg(reason), '{}') into reasons from taken;
  update admin.reload_run_tables t set unique_conflict = t.unique_conflict - cardinality(array_positions(reasons, 'unique_conflict')),
    rejected = t.rejected - cardinality(array_positions(reasons, 'rejected'))
  where t.run_id = run and t.position = pos and reasons && array['unique_conflict', 'rejected'];
  return cardinality(array_positions(reasons, 'orphaned'));
end
$$;

-- Leaves what production has refused, as a chunk of its own: the next row of a lane, or in lane 0 the first of those to be taken up; with those
-- that go in only with it, if it is part of a circle. Fails where that makes more rejected rows of a table than may be.
create or replace function admin.leave_row(run bigint, pos integer, lane integer, statements jsonb, error jsonb, max_rejected integer, lock_timeout interval)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  why text := case when error ->> 'state' in ('23505', '23P01') then 'unique_conflict' when error ->> 'state' in ('23503', '23001') then 'orphaned' else 'rejected' end;
  what text := concat_ws(': ', concat_ws(' ', error ->> 'state', nullif(error ->> 'constraint', '')), error ->> 'message');
  number integer := (select coalesce(max(chunk), 0) + 1 from admin.merge_chunks c where c.run_id = run and c.position = pos and c.lane = leave_row.lane);
  member jsonb;
  place integer;
  given record;
  numbers bigint[];
  mine bigint[];
  orphans integer;
  me xid;
begin
  perform admin.wait_at_most(lock_timeout);
  if lane > 0 then
    select array(select generate_series(o.low + 1, admin.chunk_end(run, pos, o.low, o.low + 1))) into numbers
    from admin.open_lanes(run, pos) o where o.lane = leave_row.lane;
  else
    given := admin.next_left(run, pos, case when statements ? 'unique' then statements else statements || admin.unique_statements(run, pos) end, 1);
    numbers := case when given.together is null then given.numbers else given.numbers[1:1] end;
    -- Whatever the way to set values aside ran into, it is the unique value that stays to be had.
    why := case when given.together is null then why else 'unique_conflict' end;
  end if;
  for member in select * from jsonb_array_elements(coalesce(statements -> 'members', jsonb_build_array(statements || jsonb_build_object('pos', pos)))) loop
    place := (member ->> 'pos')::integer;
    execute format('select array_agg(d.reload_n) from admin.%I d where d.reload_n = any ($1)', member ->> 'plan') into mine using numbers;
    insert into admin.merge_chunks (run_id, position, lane, chunk, first_n, last_n, numbers)
    values (run, place, lane, number, numbers[1], numbers[cardinality(numbers)], case when lane = 0 then numbers end);
    select c.xmin into me from admin.merge_chunks c where c.run_id = run and c.position = place and c.lane = leave_row.lane and c.chunk = number;
    orphans := admin.take_up(run, place, mine);
    insert into admin.merge_misses (run_id, position, n, reason, detail, final) select run, place, n, why, case why when 'orphaned' then error ->> 'constraint' else what end, lane = 0 or why = 'orphaned' from unnest(mine) n;
    perform admin.count_chunk(run, place, lane, number, me, 0, 0, orphans, interval '0');
    if (select t.rejected > max_rejected from admin.reload_run_tables t where t.run_id = run and t.position = place) then
      raise exception '%: more than % rows cannot be written; the last is %: %', member ->> 'target', max_rejected,
        admin.planned_key(member, mine[1]), error ->> 'message'
        using errcode = 'WR220', constraint = coalesce(error ->> 'constraint', ''),
          hint = 'Committed chunks stay. Fix the rows at the source or what production refuses, or raise reload.merge.max-rejected.';
    end if;
  end loop;
end
$$;

-- The key of a planned row as a document.
create or replace function admin.planned_key(statements jsonb, number bigint) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  key jsonb;
begin
  execute format('select jsonb_build_object(%s) from admin.%I d where reload_n = $1', statements ->> 'key_json', statements ->> 'plan') into key using number;
  return key;
end
$$;

-- The error of a chunk as a document that names the table. The SQLSTATE stays.
drop function if exists admin.merge_failure(bigint, integer, jsonb, jsonb, boolean);
drop function if exists admin.merge_failure(bigint, integer, integer, jsonb, jsonb, boolean);
create or replace function admin.merge_failure(statements jsonb, error jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when starts_with(error ->> 'message', statements ->> 'target') then error
    else error || jsonb_build_object('message', concat(statements ->> 'target', ': ', error ->> 'message')) end
$$;

-- Says of rows that still meet a unique value whose it is.
create or replace function admin.explain_conflicts(run bigint, pos integer, statements jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if statements ? 'waiting' and exists (select from admin.merge_misses m where m.run_id = run and m.position = pos and m.reason = 'unique_conflict') then
    update admin.merge_misses m set detail = concat(e.constraint_name, ', held by ', e.holder_key)
    from (select distinct on (x.n) x.* from admin.unique_edges(statements) x order by x.n) e
    where m.run_id = run and m.position = pos and m.n = e.n;
  end if;
end
$$;

-- Puts on record that rows of a table were left because production refuses them: that is no plain success. Those are also orphans that PostgreSQL
-- refused although their parents are there: rows of others refer to the value that would change. A row that waits for its parent is CDC's to bring.
create or replace function admin.note_left(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  rows_left bigint;
  why text;
begin
  select count(*), string_agg(distinct concat(m.reason, ' ', split_part(m.detail, ',', 1)), '; ') into rows_left, why
  from admin.merge_misses m where m.run_id = run and m.position = pos and (m.reason in ('unique_conflict', 'rejected') or m.reason = 'orphaned' and m.final);
  if rows_left > 0 then
    perform admin.note_finding(run, pos, 'partial', 'ROWS_REJECTED', format('%s rows were not written: %s', rows_left, left(why, 400)));
  end if;
end
$$;

-- What a run found, and what that makes of its end.

-- The state and the error of a run that came to its end without an error: PARTIAL with the first of its partial findings, or SUCCESS.
create or replace function admin.judge_run(run bigint, out state text, out code text, out detail text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when count(*) > 0 then 'PARTIAL' else 'SUCCESS' end,
    (array_agg(f.code order by f.finding_id))[1],
    string_agg(concat(quote_ident(t.target_schema) || '.' || quote_ident(t.target_table) || ': ', f.detail), '; ' order by f.finding_id)
  from admin.reload_findings f
  left join admin.reload_run_tables t on t.run_id = f.run_id and t.position = f.position
  where f.run_id = run and f.severity = 'partial'
$$;

-- A run that has ended stands as its findings say now: a look, later, may find or settle what the run could not know. Its row in the summary
-- follows. A failed or cancelled run stays what it is.
create or replace function admin.judge_ended(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  with judged as (
    update admin.reload_runs r set state = j.state, error_code = j.code, error_detail = j.detail,
      dismissed_at = case when r.error_code is not distinct from j.code then r.dismissed_at end
    from admin.judge_run(run) j
    where r.run_id = run and r.state in ('SUCCESS', 'PARTIAL')
      and (r.state, r.error_code, r.error_detail) is distinct from (j.state, j.code, j.detail)
    returning r.*
  )
  update admin.merge_summary s set status = case when j.state = 'SUCCESS' then 'SUCCESS' else 'FAILED' end,
    notes = coalesce(j.error_code || ': ' || j.error_detail, s.notes)
  from judged j where s.run_id = j.run_id
$$;

-- Puts a finding on record; one of the same code about the same table is replaced. severity is 'note' or 'partial'; pos is null where it is
-- about the whole run; code is an error code of the program.
create or replace function admin.note_finding(run bigint, pos integer, severity text, code text, detail text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  insert into admin.reload_findings as f (run_id, position, severity, code, detail) values (run, pos, severity, code, detail)
  on conflict (run_id, coalesce(position, 0), code) do update set severity = excluded.severity, detail = excluded.detail, found_at = clock_timestamp();
  perform admin.judge_ended(run);
end
$$;

-- Takes a finding back that does not hold any more.
create or replace function admin.settle_finding(run bigint, pos integer, code text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  delete from admin.reload_findings f where f.run_id = run and f.position is not distinct from pos and f.code = settle_finding.code;
  perform admin.judge_ended(run);
end
$$;

-- A ledger of :runs runs over :tables tables: a run of half of them for each of the last months, again and again, one in twenty of them failed.
insert into admin.reload_runs
  (request_id, origin, requested_by, reason, request, window_from, window_to, zone, state, phase, step, task_arn, accepted_at, started_at, finished_at,
   error_code, error_detail)
select 'large-' || n, 'schedule', 'schedule', 'as every month', jsonb_build_object('requestId', 'large-' || n), m, m + interval '1 month', 'UTC',
       case when n % 20 = 0 then 'FAILED' else 'SUCCESS' end, 'clean', 'DISARM', 'arn:aws:dms:eu-central-1:123456789012:task:' || n,
       clock_timestamp() - (:runs - n) * interval '1 hour', clock_timestamp() - (:runs - n) * interval '1 hour',
       clock_timestamp() - (:runs - n) * interval '1 hour' + interval '14 minutes',
       case when n % 20 = 0 then 'DMS_TABLE_ERROR' end, case when n % 20 = 0 then 'ORDERS: Table error' end
from generate_series(1, :runs) n
cross join lateral (select date_trunc('month', clock_timestamp() at time zone 'UTC') - (1 + n % 30) * interval '1 month' as m) months;

insert into admin.reload_run_tables
  (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, load_state, load_rows, merge_state,
   staged, inserted, updated, unchanged, newer_in_target, delete_candidates, chunks, merge_started_at, merge_finished_at)
select run_id, t, 'SOURCE_SCHEMA', 'TABLE_' || t, 'production', 'table_' || t, 'table_' || t, 'updated_at',
       case when state = 'SUCCESS' then 'Table completed' else 'Table error' end, 10000 * t, case when state = 'SUCCESS' then 'VERIFIED' else 'PENDING' end,
       10000 * t, 100 * t, 1000 * t, 8890 * t, 10 * t, 0, 1, started_at, started_at + interval '10 seconds'
from admin.reload_runs, generate_series(1, :tables) t
where request_id like 'large-%';

insert into admin.reload_phases (run_id, phase, started_at, finished_at)
select run_id, v.phase, started_at + p * interval '2 minutes', started_at + (p + 1) * interval '2 minutes'
from admin.reload_runs, unnest(array['plan', 'load', 'check', 'merge', 'verify', 'clean']) with ordinality v (phase, p)
where request_id like 'large-%';

insert into admin.reload_evidence (run_id, kind, document)
select run_id, 'task-plan', jsonb_build_object('identifier', 'large-' || run_id, 'tableMappings', '{"rules": []}', 'settings', '{}')
from admin.reload_runs where request_id like 'large-%';

insert into admin.reload_skipped_rows (run_id, position, reason, key, detail)
select run_id, t, 'newer_in_target', jsonb_build_object('id', k), 'newer in production'
from admin.reload_run_tables
cross join lateral (select position as t) p
cross join generate_series(1, 5) k
where target_schema = 'production' and position <= 10;

-- The newest run waits and the one before it runs, as on a busy day.
update admin.reload_runs
set state = case when reload_runs.run_id = last.run_id then 'QUEUED' else 'RUNNING' end, finished_at = null, error_code = null, error_detail = null, phase = 'load', step = 'POLL',
    owner = case when reload_runs.run_id < last.run_id then 'somebody' end, lease_until = clock_timestamp() + interval '1 hour'
from (select max(run_id) as run_id from admin.reload_runs) last
where reload_runs.run_id >= last.run_id - 1;

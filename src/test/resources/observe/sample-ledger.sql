-- A ledger as it may look after some months: verified, partial, failed, cancelled, refused, running and waiting runs.
insert into admin.reload_runs
  (request_id, attempt, origin, requested_by, reason, request, options, window_from, window_to, zone, state, phase, step, task_arn,
   accepted_at, started_at, finished_at, error_code, error_detail, owner, lease_until, last_problem, tries)
select 'monthly-' || to_char(m, 'YYYY-MM'), 1, 'schedule', 'schedule', null,
       jsonb_build_object('requestId', 'monthly-' || to_char(m, 'YYYY-MM'), 'month', to_char(m, 'YYYY-MM')), '{}',
       m, m + interval '1 month', 'UTC', 'SUCCESS', 'clean', 'DISARM', 'arn:aws:dms:eu-central-1:123456789012:task:' || to_char(m, 'YYYYMM'),
       m + interval '1 month 2 hours', m + interval '1 month 2 hours', m + interval '1 month 2 hours 14 minutes', null, null, null, null, null, 0
from generate_series(date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '13 months',
                     date_trunc('month', clock_timestamp() at time zone 'UTC') - interval '3 months', interval '1 month') m;

with now as (select date_trunc('month', clock_timestamp() at time zone 'UTC') as month)
insert into admin.reload_runs
  (request_id, attempt, origin, requested_by, reason, request, options, window_from, window_to, zone, state, phase, step, task_arn,
   accepted_at, started_at, finished_at, error_code, error_detail, owner, lease_until, last_problem, tries, cancel_reason)
select v.request_id, 1, v.origin, v.who, v.reason, jsonb_build_object('requestId', v.request_id), v.options::jsonb, month + v.f, month + v.t, 'UTC', v.state,
       v.phase, v.step, null, clock_timestamp() - v.ago, clock_timestamp() - v.ago,
       case when v.took is not null then clock_timestamp() - v.ago + v.took end, v.code, v.detail,
       v.owner, case when v.owner is not null then clock_timestamp() + interval '1 hour' end, null, 0, v.cancel
from now, (values
  ('monthly-partial', 'api', 'mira', 'CDC gap on two days, INC-1234', '{}', interval '-2 months', interval '-2 months' + interval '10 days', 'SUCCESS', 'clean', 'DISARM', interval '3 days', interval '4 minutes', null, null, null, null),
  ('quarter-end', 'file', 'jonas', 'Finance closes the quarter', '{}', interval '-4 months', interval '-3 months', 'FAILED', 'clean', 'DISARM', interval '5 hours', interval '3 minutes', 'MERGE_CONSTRAINT', 'orders: insert or update on table "orders" violates foreign key constraint "orders_customer_id_fkey": Key (customer_id)=(88123) is not present in table "customers"', null, null),
  ('wrong-window', 'api', 'mira', null, '{}', interval '-6 months', interval '-5 months', 'CANCELLED', 'clean', 'DISARM', interval '2 days', interval '40 seconds', 'CANCELLED', 'the wrong month (mira)', null, 'the wrong month (mira)'),
  ('plan-for-next', 'api', 'mira', 'What would it do?', '{"dryRun": true}', interval '-7 months', interval '-6 months', 'SUCCESS', 'clean', 'DISARM', interval '1 day', interval '2 minutes', null, null, null, null),
  ('last-month', 'api', 'mira', 'INC-1301', '{}', interval '-1 month', interval '0', 'RUNNING', 'load', 'POLL', interval '12 minutes', null, null, null, 'somebody', null),
  ('last-month-orders', 'file', 'jonas', null, '{}', interval '-1 month', interval '-20 days', 'QUEUED', null, null, interval '2 minutes', null, null, null, null, null)
) v (request_id, origin, who, reason, options, f, t, state, phase, step, ago, took, code, detail, owner, cancel);

update admin.reload_runs set started_at = null where state = 'QUEUED';

insert into admin.reload_runs (request_id, origin, state, finished_at, error_code, error_detail)
values ('broken.json', 'file', 'FAILED', clock_timestamp() - interval '30 minutes', 'REQUEST_INVALID', '$.monht: is not defined in the schema');

insert into admin.reload_run_tables
  (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, load_state, load_rows,
   merge_state, staged, inserted, updated, unchanged, newer_in_target, tie_touched_by_cdc, delete_candidates,
   merge_started_at, merge_finished_at, load_started_at, load_seen_at)
select run_id, p, 'SOURCE_SCHEMA', upper(name), 'production', name, name, 'updated_at',
       case when good then 'Table completed' when state = 'RUNNING' then case p when 1 then 'Table completed' else 'Full load' end end,
       case when good then rows when state = 'RUNNING' then case p when 1 then rows else rows * 2 / 3 end end,
       case when good and not dry then 'VERIFIED' when good then 'PLANNED' else 'PENDING' end,
       case when good then rows end, case when good and not dry then rows / 40 else 0 end, case when good and not dry then rows / 5 else 0 end,
       case when good then rows - case when dry then 0 else rows / 40 + rows / 5 end - rows / 1000 - 3 else 0 end,
       case when good then rows / 1000 else 0 end, case when good then 3 else 0 end, case when good then p - 1 end,
       started_at, started_at + p * interval '41 seconds', started_at + interval '1 minute', started_at + interval '11 minutes'
from (
  select *, state = 'SUCCESS' as good, coalesce((options ->> 'dryRun')::boolean, false) as dry,
         extract(epoch from window_to - window_from) / 2678400 as months
  from admin.reload_runs where window_from is not null
) r
cross join lateral (values (1, 'customers', (412000 * months)::bigint), (2, 'orders', (2811345 * months)::bigint)) t (p, name, rows)
where not (request_id = 'last-month-orders' and p = 1);

insert into admin.reload_phases (run_id, phase, started_at, finished_at)
select run_id, v.phase, started_at + b, case when state = 'RUNNING' and v.phase = 'load' then null else started_at + e end
from admin.reload_runs, (values ('plan', interval '0', interval '2 seconds'), ('load', interval '2 seconds', interval '9 minutes'),
  ('check', interval '9 minutes', interval '9 minutes 4 seconds'), ('merge', interval '9 minutes 4 seconds', interval '13 minutes'),
  ('verify', interval '13 minutes', interval '13 minutes 40 seconds'), ('clean', interval '13 minutes 40 seconds', interval '14 minutes')) v (phase, b, e)
where started_at is not null and (state <> 'RUNNING' or v.phase in ('plan', 'load'));

insert into admin.reload_evidence (run_id, kind, document)
select run_id, 'task-plan', jsonb_build_object('identifier', 'window-reload-1a2b3c4d-r' || run_id,
  'tableMappings', '{"rules": [{"rule-type": "selection", "rule-id": "1", "object-locator": {"schema-name": "SOURCE_SCHEMA", "table-name": "ORDERS"}}]}',
  'settings', '{"FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"}}',
  'tags', jsonb_build_object('Purpose', 'window-reload', 'Run', run_id::text))
from admin.reload_runs where window_from is not null;

insert into admin.reload_skipped_rows (run_id, position, reason, key, detail)
select run_id, 2, 'tie_touched_by_cdc', jsonb_build_object('order_id', 88123 + n), 'same time, other content, written by CDC since the run began'
from admin.reload_runs, generate_series(1, 3) n where request_id = 'monthly-partial';

insert into admin.reload_operations (operation, run_id, origin, actor, reason)
select 'submit', run_id, origin, requested_by, reason from admin.reload_runs where origin = 'api';

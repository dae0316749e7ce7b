-- Table by month: what the newest runs made of each. A month counts as verified only where the verified windows cover all of it.
with pieces as (
  select t.target_schema, t.target_table, m.month, r.run_id,
         case when r.state in ('QUEUED', 'RUNNING') then 'running'
              when t.merge_state = 'VERIFIED' then 'verified'
              else 'failed' end as state,
         greatest(r.window_from, m.month) as piece_from,
         least(r.window_to, m.month + interval '1 month') as piece_to
  from admin.reload_runs r
  join admin.reload_run_tables t using (run_id)
  cross join lateral generate_series(
    date_trunc('month', greatest(r.window_from, :from::timestamp)),
    least(r.window_to, :to::timestamp) - interval '1 microsecond',
    interval '1 month') m (month)
  where r.window_to > :from::timestamp and r.window_from < :to::timestamp
    and r.state <> 'CANCELLED'
    and r.origin <> 'undo'
    and not coalesce((r.options ->> 'dryRun')::boolean, false)
), cells as (
  select target_schema, target_table, month,
         max(run_id) as run_id,
         max(run_id) filter (where state = 'running') as running,
         max(run_id) filter (where state = 'failed') as failed,
         max(run_id) filter (where state = 'verified') as verified,
         bool_or(state = 'verified' and piece_from = month and piece_to = month + interval '1 month') as whole
  from pieces
  group by target_schema, target_table, month
), islands as (
  -- Only months that no single window covers need their windows added up; what two windows share counts once.
  select p.target_schema, p.target_table, p.month,
         greatest(p.piece_to - greatest(p.piece_from, max(p.piece_to) over earlier), interval '0') as covered
  from pieces p
  join cells c using (target_schema, target_table, month)
  where p.state = 'verified' and not c.whole
  window earlier as (
    partition by p.target_schema, p.target_table, p.month order by p.piece_from, p.piece_to
    rows between unbounded preceding and 1 preceding)
), parts as (
  select target_schema, target_table, month, sum(covered) as covered
  from islands
  group by target_schema, target_table, month
)
select target_schema, target_table, to_char(month, 'YYYY-MM') as month,
       coalesce(running, run_id) as run_id,
       case when running is not null then 'running'
            when failed is not null and failed > coalesce(verified, 0) then 'failed'
            when whole or covered >= (month + interval '1 month') - month then 'verified'
            else 'partial' end as state
from cells
left join parts using (target_schema, target_table, month)

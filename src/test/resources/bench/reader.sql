-- Reads production in one process for ten seconds, and writes nothing.
set max_parallel_workers_per_gather = 0;
do $$
declare
  until timestamptz := clock_timestamp() + interval '10 s';
begin
  while clock_timestamp() < until loop
    perform count(*) from production.customers where updated_at < '2025-01-15';
  end loop;
end
$$

-- Fails where a table of the run cannot be written as it is to be.
select admin.check_production_table(:run_id::bigint, :position::integer)

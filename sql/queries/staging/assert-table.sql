-- Asserts what is staged for a table of a run against production; fails where it doubts.
select admin.assert_staging(:run_id::bigint, :position::integer, :lob_limit::bigint)

-- The columns that a run is about to compare: it merges these, or stops.
select admin.keep_columns(:run_id)

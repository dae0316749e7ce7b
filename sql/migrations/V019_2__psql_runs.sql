-- Runs of CALL merge_time_window_data() carried words of their own, which the program does not read.

update admin.reload_runs set
  phase = 'merge',
  step = case step when 'arm' then 'ARM' when 'merge' then 'APPLY' else step end,
  error_detail = case when error_code ~ '^[0-9A-Z]{5}$' then format('%s (SQLSTATE %s)', error_detail, error_code) else error_detail end,
  error_code = case when error_code ~ '^[0-9A-Z]{5}$' then 'MERGE_FAILED' else error_code end
where origin = 'psql';

-- How long a look of the check at all of a table may take.
select set_config('statement_timeout', :limit, true)

-- Settles the account of a planned run as if it were merged; keeps what it promises.
call admin.merge_forecast(:run_id::bigint)

-- Decides how a run writes production, and fails where its role may not. Returns fire or skip.
select admin.decide_session(:run_id::bigint, :triggers, :login, :by_script, :trusted::text[]) as triggers

-- What a run is about to load: rows and bytes by production's statistics, and how long DMS may take by earlier runs.
select admin.estimate(:run_id::bigint)::text as estimate

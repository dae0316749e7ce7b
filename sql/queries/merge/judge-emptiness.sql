-- Puts on record what is wrong with the little that a run came to.
select admin.judge_emptiness(:run_id::bigint)

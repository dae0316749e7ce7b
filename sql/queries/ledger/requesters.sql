-- Who has asked for a run, in lower case.
select requester from admin.requesters(:run_id::bigint) requester

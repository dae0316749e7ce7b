-- Takes due runs that nobody holds, oldest first; a run waits while another that shares a table has its place before it. Returns them.
select r.*, clock_timestamp() as now
from admin.claim_runs(:owner, :lease_ms * interval '1 millisecond', :slots, :in_hand::bigint[], :steps::text[]) r

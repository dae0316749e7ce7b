-- In how many milliseconds the next notice is tried again; null where there is none. One that has become due since nothing was taken counts, too;
-- one that has been due for longer is of an end that is not told any more.
select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::bigint as due_ms
from admin.reload_notices
where told_at is null and given_up_at is null and due_at > clock_timestamp() - interval '5 seconds'

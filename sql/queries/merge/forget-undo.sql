-- Drops plans and before-images of runs that finished longer ago. Returns how many tables went.
call admin.merge_forget(:older_than_ms::bigint * interval '1 millisecond', null)

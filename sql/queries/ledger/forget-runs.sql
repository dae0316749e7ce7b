-- Forgets runs that ended longer ago, but what is still needed. Returns how many runs went.
call admin.ledger_forget(:older_than_ms::bigint * interval '1 millisecond', null)

-- Serialises what happens to one request, until the end of the transaction.
select pg_advisory_xact_lock(hashtextextended('window-reload request ' || :request_id, 0))

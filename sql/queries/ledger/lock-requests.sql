-- Serialises what happens to requests, until the end of the transaction. So runs become visible in the order of their numbers, and one that
-- waits for older ones knows them all.
select pg_advisory_xact_lock(hashtextextended('window-reload requests', 0))

select confirmed_flush_lsn::text from pg_replication_slots where slot_name = ? and slot_type = 'logical'

select pos as position, in_cycle from admin.merge_order(:run::bigint) order by step

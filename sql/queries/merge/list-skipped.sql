select reason, key::text as key, detail from admin.reload_skipped_rows
where run_id = :run::bigint and position = :position::integer
order by reason, skipped_id

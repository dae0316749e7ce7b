-- Who has locked the tables of a run; null where nobody has by now.
select admin.lock_holders(:run_id) as holders

-- Spreads the keys that a run asks for over loads of at most so many conditions a table.
select admin.keys_spread(:run_id::bigint, :most::integer)

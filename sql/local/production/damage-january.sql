-- The bad stretch: a third of January's rows are missing, wrong under the right time, older, or cut.
set session_replication_role = replica;

delete from production.customers
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and customer_id / 12 % 3 = 0 and customer_id % 12 = 1;

update production.customers set status = 'WRONG'
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and customer_id / 12 % 3 = 0 and customer_id % 12 = 4;

update production.customers set status = 'STALE', updated_at = updated_at - interval '10 days'
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and customer_id / 12 % 3 = 0 and customer_id % 12 = 7;

update production.customers set name = left(name, 4), email = left(email, 8)
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and customer_id / 12 % 3 = 0 and customer_id % 12 = 10;

delete from production.orders
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and order_id / 12 % 3 = 0 and order_id % 12 = 1;

update production.orders set amount = coalesce(amount, 0) + 1
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and order_id / 12 % 3 = 0 and order_id % 12 = 4;

update production.orders set amount = 0, updated_at = updated_at - interval '10 days'
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and order_id / 12 % 3 = 0 and order_id % 12 = 7;

update production.orders set amount = trunc(amount), order_date = null
where updated_at >= '2025-01-01' and updated_at < '2025-02-01' and order_id / 12 % 3 = 0 and order_id % 12 = 10;

reset session_replication_role;

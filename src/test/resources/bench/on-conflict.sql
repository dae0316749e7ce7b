insert into production.customers as p
select customer_id, name, email, status, created_at, updated_at from staging.customers
on conflict (customer_id) do update
set name = excluded.name, email = excluded.email, status = excluded.status, created_at = excluded.created_at, updated_at = excluded.updated_at
where (p.name, p.email, p.status, p.created_at, p.updated_at)
    is distinct from (excluded.name, excluded.email, excluded.status, excluded.created_at, excluded.updated_at)
  and excluded.updated_at >= p.updated_at

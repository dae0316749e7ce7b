insert into customers (customer_id, name, email, status, created_at, updated_at) values (?, ?, ?, ?, ?, ?)
on conflict (customer_id) do update set name = excluded.name, email = excluded.email, status = excluded.status,
    created_at = excluded.created_at, updated_at = excluded.updated_at

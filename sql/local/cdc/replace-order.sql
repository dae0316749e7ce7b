insert into orders (order_id, customer_id, amount, order_date, updated_at) values (?, ?, ?, ?, ?)
on conflict (order_id) do update set customer_id = excluded.customer_id, amount = excluded.amount,
    order_date = excluded.order_date, updated_at = excluded.updated_at

insert into orders (order_id, customer_id, amount, order_date, updated_at) values (?, ?, ?, ?, ?)

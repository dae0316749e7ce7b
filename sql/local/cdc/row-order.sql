select order_id, customer_id, amount, order_date, updated_at from orders where order_id = ?

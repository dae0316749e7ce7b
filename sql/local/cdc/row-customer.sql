select customer_id, name, email, status, created_at, updated_at from customers where customer_id = ?

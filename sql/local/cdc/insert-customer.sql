insert into customers (customer_id, name, email, status, created_at, updated_at) values (?, ?, ?, ?, ?, ?)

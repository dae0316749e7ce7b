delete from orders where order_id = ?

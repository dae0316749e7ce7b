update orders set amount = ? where order_id = ?

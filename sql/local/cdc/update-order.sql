update orders set amount = ?, updated_at = ? where order_id = ?

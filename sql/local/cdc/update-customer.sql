update customers set status = ?, updated_at = ? where customer_id = ?

update customers set status = ? where customer_id = ?

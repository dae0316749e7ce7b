call admin.merge_forget(:older_than::interval, null)

-- The first nine rows stand on either side of January's edges, and one has no time at all.
update SOURCE_SCHEMA.CUSTOMERS
set UPDATED_AT = case CUSTOMER_ID
        when 1 then timestamp '2024-12-31 23:59:59.999999'
        when 2 then timestamp '2025-01-01 00:00:00'
        when 3 then timestamp '2025-01-01 00:00:00.000001'
        when 4 then timestamp '2025-01-31 23:59:59'
        when 5 then timestamp '2025-01-31 23:59:59.5'
        when 6 then timestamp '2025-01-31 23:59:59.999999'
        when 7 then timestamp '2025-02-01 00:00:00'
        when 8 then timestamp '2025-02-01 00:00:00.000001'
    end
where CUSTOMER_ID <= 9;

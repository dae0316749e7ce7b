-- Orders 1 to ? of customers 1 to ?, spread over the three months like the customers.
insert into SOURCE_SCHEMA.ORDERS (ORDER_ID, CUSTOMER_ID, AMOUNT, ORDER_DATE, UPDATED_AT)
select
    N,
    1 + mod(N * 31, CUSTOMERS),
    case when mod(N, 23) = 0 then null else cast(mod(N * 977, 1000000) as numeric(12, 2)) / 100 end,
    dateadd('HOUR', -mod(N, 72), dateadd('MICROSECOND', OFFSET_MICROS, MONTH_START)),
    dateadd('MICROSECOND', OFFSET_MICROS, MONTH_START)
from (
    select
        X as N,
        case mod(X, 3)
            when 0 then timestamp '2024-12-01 00:00:00'
            when 1 then timestamp '2025-01-01 00:00:00'
            else timestamp '2025-02-01 00:00:00'
        end as MONTH_START,
        mod(X * 6700417001, case mod(X, 3) when 2 then 2419200000000 else 2678400000000 end) as OFFSET_MICROS,
        cast(? as bigint) as CUSTOMERS
    from system_range(1, ?)
);

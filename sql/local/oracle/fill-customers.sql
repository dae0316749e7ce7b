-- Customers 1 to ?: a third each in December 2024, January and February 2025, spread over the month to the microsecond.
-- Some have no e-mail ('' is NULL in Oracle), some names outside of ASCII or with characters that COPY must escape.
insert into SOURCE_SCHEMA.CUSTOMERS (CUSTOMER_ID, NAME, EMAIL, STATUS, CREATED_AT, UPDATED_AT)
select
    N,
    case
        when mod(N, 11) = 0 then 'Zoë Ångström 東京 ' || N
        when mod(N, 101) = 0 then 'Back\slash' || char(9) || 'Tab' || char(10) || 'Line 😀 ' || N
        else 'Customer ' || N
    end,
    case when mod(N, 17) = 0 then '' else 'customer' || N || '@example.com' end,
    case mod(N, 5) when 0 then 'INACTIVE' when 1 then 'PENDING' else 'ACTIVE' end,
    dateadd('DAY', -mod(N, 300), dateadd('MICROSECOND', OFFSET_MICROS, MONTH_START)),
    dateadd('MICROSECOND', OFFSET_MICROS, MONTH_START)
from (
    select
        X as N,
        case mod(X, 3)
            when 0 then timestamp '2024-12-01 00:00:00'
            when 1 then timestamp '2025-01-01 00:00:00'
            else timestamp '2025-02-01 00:00:00'
        end as MONTH_START,
        mod(X * 7919000003, case mod(X, 3) when 2 then 2419200000000 else 2678400000000 end) as OFFSET_MICROS
    from system_range(1, ?)
);

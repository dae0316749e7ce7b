-- Whether there is anything of that name in staging.
select to_regclass(format('staging.%I', :staging_table::text)) is not null as there

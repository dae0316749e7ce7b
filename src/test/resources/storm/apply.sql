-- Applies one transaction of the source as DMS does: what does not fit is written into its exceptions table and left out. With it goes how
-- far CDC has got, so that after a crash no transaction is lost or applied twice. "apart": each statement in a subtransaction, otherwise only
-- if one of them does not fit.
create table public.storm_state (stream text primary key, applied bigint not null);
create table public.awsdms_apply_exceptions (
  "TASK_NAME" varchar(128) not null, "TABLE_OWNER" varchar(128) not null, "TABLE_NAME" varchar(128) not null,
  "ERROR_TIME" timestamp not null, "STATEMENT" text not null, "ERROR" text not null);

create procedure public.storm_exception(stream text, statement text, error text) language sql as $$
  insert into public.awsdms_apply_exceptions
  select stream, 'production', found.name, localtimestamp, statement, error from (select substring(statement from 'production\.(\w+)') as name) found
  where found.name is not null
$$;

create function public.storm_apart(stream text, statements text[]) returns text[] language plpgsql as $$
declare
  statement text;
  n bigint;
  results text[] := '{}';
begin
  foreach statement in array statements loop
    begin
      execute statement;
      get diagnostics n = row_count;
      results := results || n::text;
      if n = 0 and statement not like 'delete%' then
        call public.storm_exception(stream, statement, 'no row');
      end if;
    exception when integrity_constraint_violation then
      results := results || sqlerrm;
      call public.storm_exception(stream, statement, sqlerrm);
    end;
  end loop;
  return results;
end
$$;

create function public.storm_apply(stream text, number bigint, statements text[], apart boolean) returns text[] language plpgsql as $$
declare
  statement text;
  n bigint;
  results text[] := '{}';
begin
  update public.storm_state s set applied = number where s.stream = storm_apply.stream;
  if apart then
    return public.storm_apart(stream, statements);
  end if;
  foreach statement in array statements loop
    execute statement;
    get diagnostics n = row_count;
    results := results || n::text;
    if n = 0 and statement not like 'delete%' then
      call public.storm_exception(stream, statement, 'no row');
    end if;
  end loop;
  return results;
end
$$;

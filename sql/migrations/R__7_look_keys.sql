-- The keys of looks: which of them a filter of DMS can name and how, and what shows that the source spells them like that.

-- How a filter may spell the key columns of a table: as a number, as text; text that has several spellings (padded with blanks, in small or
-- capital letters, or a collation that calls different texts equal); null where no filter can name them (dates and the like are spelled
-- otherwise everywhere).
create or replace function admin.look_columns(target regclass, declared text[]) returns table (rank integer, name text, spelled text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select k.rank, a.attname::text,
    case
      when b.base in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype) then 'number'
      when b.base = 'bpchar'::regtype then 'padded'
      when b.base = 'uuid'::regtype then 'cased'
      when b.base in ('text'::regtype, 'varchar'::regtype) then case when coalesce(l.collisdeterministic, true) then 'text' else 'folded' end
    end
  from admin.key_columns(target, declared) k
  join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
  cross join lateral admin.base_type(a.atttypid) b (base)
  left join pg_collation l on l.oid = a.attcollation
$$;

-- The same by what the runs of a table were told.
create or replace function admin.look_columns(target regclass) returns table (rank integer, name text, spelled text)
language sql stable set search_path = pg_catalog, pg_temp as $$ select * from admin.look_columns(target, admin.declared_key(target)) $$;

-- What the statements about keys l.key of a table are made of, as SQL. nameable: a filter can name it. kind and lengths: its shape; kind is
-- null where the value has more than one spelling, as numbers with decimals have. number: its value, where the key is one whole number.
create or replace function admin.look_terms(target regclass, out nameable text, out kind text, out lengths text, out number text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select
    string_agg(case
        when c.spelled = 'number' then format('jsonb_typeof(l.key -> %L) = ''number''', c.name)
        when c.spelled is not null then format('coalesce(l.key ->> %L ~ ''^[^''''[:cntrl:]]{1,200}$'', false)', c.name)
        else 'false' end, ' and ' order by c.rank),
    string_agg(case c.spelled
        when 'number' then format('substring(l.key ->> %L from ''^-?(?=\d+$)'') || ''9''', c.name)
        -- All are as long: control keys tell whether the source has the same blanks, dashes and letters.
        when 'cased' then '''uuid'''
        when 'text' then format('concat(substring(l.key ->> %1$L from ''\d'') is not null, substring(l.key ->> %1$L from ''[[:alpha:]]'') is not null, l.key ->> %1$L ~ ''[^[:alnum:]]'')', c.name)
        else 'null::text' end, ' || ''|'' || ' order by c.rank),
    format('array[%s]', string_agg(format('length(l.key ->> %L)', c.name), ', ' order by c.rank)),
    case when count(*) = 1 and bool_and(c.spelled = 'number')
      then format('substring(l.key ->> %L from ''^\d+$'')::numeric', min(c.name)) else 'null::numeric' end
  from admin.look_columns(target) c
$$;

-- Whether none of the lengths is greater than the other's.
create or replace function admin.at_most(these integer[], those integer[]) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(bool_and(x.a <= x.b), false) from unnest(these, those) x (a, b)
$$;

-- Chooses what a look asks for: at most so many conditions a table, one for a key, or for whole numbers that follow each other.
-- What cannot settle itself comes first. The other keys wait for the next look.
create or replace function admin.look_choose(look_run bigint, pos integer, target regclass, most integer) returns void
-- The keys are new to the planner, which takes thousands of them for one.
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
begin
  execute format($f$
    with numbered as (
      select l.key, admin.look_urgency(l.reason) as urgency, %s as number
      from admin.reload_look_keys l where l.run_id = $1 and l.position = $2 and not l.control),
    ranged as (
      select *, sum(case when number - before = 1 and length(number::text) = length(before::text) then 0 else 1 end)
        over (order by number, key rows unbounded preceding) as range
      from (select *, lag(number) over (order by number, key) as before from numbered) n),
    chosen as (
      select key, dense_rank() over (order by first, range) as rank
      from (select key, range, min(urgency) over (partition by range) as first from ranged) r)
    update admin.reload_look_keys l set asked = c.rank <= $3
    from chosen c where l.run_id = $1 and l.position = $2 and l.key = c.key$f$, (admin.look_terms(target)).number)
  using look_run, pos, most;
end
$$;

-- What a look reads first, where it cannot read all.
create or replace function admin.look_urgency(reason text) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_position(array['deleted', 'has_children', 'refused', 'touched', 'delete_candidate', 'tie_touched_by_cdc', 'newer_in_target',
    'key_reused', 'deleted_by_cdc', 'updated', 'inserted'], reason), 4)
$$;

-- The conditions of a look's filters, one column after the other: low and high are the same for one value. Ranges hold whole numbers of as
-- many digits, so that they mean the same where the source keeps texts. Of a key of several columns each value is named alone.
create or replace function admin.look_ranges(look_run bigint, pos integer) returns table (rank integer, name text, low text, high text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- Materialized: the catalog is asked once, not once a key.
  with columns as materialized (
    select c.*
    from admin.reload_run_tables t cross join lateral admin.look_columns(admin.relation(t.target_schema, t.target_table)) c
    where t.run_id = look_run and t.position = pos),
  named as (
    select distinct c.rank, c.name, c.spelled, l.key ->> c.name as value
    from columns c join admin.reload_look_keys l on l.run_id = look_run and l.position = pos and l.asked),
  numbers as (
    select n.*, value::numeric as number from named n where spelled = 'number' and value ~ '^\d+$'),
  ranged as (
    select *, sum(case when number - before = 1 and length(value) = length(last) then 0 else 1 end)
      over (partition by n.rank order by number rows unbounded preceding) as range
    from (
      select *, lag(number) over w as before, lag(value) over w as last
      from numbers window w as (partition by numbers.rank order by number)) n)
  select r.rank, r.name, min(r.number)::text, max(r.number)::text from ranged r group by r.rank, r.name, r.range
  union all
  select n.rank, n.name, v, v
  from named n
  cross join lateral (
    select n.value
    union select rtrim(n.value) where n.spelled = 'padded' and rtrim(n.value) <> ''
    union select upper(n.value) where n.spelled = 'cased') x (v)
  where not (n.spelled = 'number' and n.value ~ '^\d+$')
  order by 1, 3
$$;

-- Gives a look its control keys: some that the run has just read from the source and that production holds, unwritten since but by the run
-- itself, of the shapes that are asked for. Shorter ones of a kind will do, as admin.look_proven says. Staging is sampled at both ends.
create or replace function admin.look_controls(run bigint, look_run bigint, pos integer) returns void
-- The keys are new to the planner, which takes thousands of them for one.
language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
declare
  t record := admin.merge_terms(run, pos);
  k record := admin.look_terms(t.target);
begin
  execute format($f$
    with wanted as (
      select distinct %1$s as kind, %2$s as lengths from admin.reload_look_keys l where l.run_id = $2 and l.position = $3),
    sample as (
      (select %4$s from %5$s s limit 50000) union (select %4$s from %5$s s order by %6$s desc limit 50000)),
    known as (
      select l.key, %1$s as kind, %2$s as lengths
      from (
        select jsonb_build_object(%3$s) as key from sample d join %7$s p on %8$s
        where not %9$s or p.xmin in (select c.xid from admin.merge_chunks c where c.run_id = $1 and c.position = $3)) l
      where %10$s and not exists (select from admin.reload_look_keys x where x.run_id = $2 and x.position = $3 and x.key = l.key)),
    fit as (
      select key, row_number() over (partition by kind, lengths) as n, exists (select from wanted w where w.kind = s.kind and w.lengths = s.lengths) as same
      from known s where exists (select from wanted w where w.kind = s.kind and admin.at_most(s.lengths, w.lengths)))
    insert into admin.reload_look_keys (run_id, position, key, reason, control)
    select $2, $3, key, 'control', true from fit where n <= 3 order by same desc, n limit 60$f$,
    k.kind, k.lengths, t.key_json, t.staged_keys, t.staging, (select string_agg('s.' || x.name, ' desc, ' order by x.rank) from admin.key_columns(t.target) x),
    t.target, t.p_is_d, t.touched, k.nameable)
  using run, look_run, pos;
end
$$;

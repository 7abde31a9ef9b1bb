-- One row for each version of a form in whose closed views two or more fields were touched that are merged into one.
with merged as (
    select *
    from unnest($5::bigint[], $6::smallint[], $7::int[]) as merged (form_id, field_id, number)
),
touched as (
    select form_id, version_id, field_id
    from field_day_total
    where site_id = $1
      and form_id = any($2::bigint[])
      and day between $3 and $4
    union
    select form_id, version_id, field_id
    from error_day_total
    where site_id = $1
      and form_id = any($2::bigint[])
      and day between $3 and $4
)
select distinct touched.form_id, touched.version_id
from touched
join merged
    on merged.form_id = touched.form_id
    and merged.field_id = touched.field_id
group by touched.form_id, touched.version_id, merged.number
having count(*) > 1

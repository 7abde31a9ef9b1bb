-- One row for each version of a form in whose closed views two or more fields were touched that are merged into one.
with merged as (
    select *
    from unnest($6::bigint[], $7::smallint[], $8::int[]) as merged (form_id, field_id, number)
),
touched as (
    select form_id, version_id, field_id
    from unnest($3::smallint[], $4::date[], $5::date[]) as part (days, first, last)
    join field_day
        on field_day.site_id = $1
        and field_day.form_id = any($2::bigint[])
        and field_day.days = part.days
        and field_day.day between part.first and part.last
    where field_day.site_id = $1
    union
    select form_id, version_id, field_id
    from unnest($3::smallint[], $4::date[], $5::date[]) as part (days, first, last)
    join error_day
        on error_day.site_id = $1
        and error_day.form_id = any($2::bigint[])
        and error_day.days = part.days
        and error_day.day between part.first and part.last
    where error_day.site_id = $1
)
select distinct touched.form_id, touched.version_id
from touched
join merged
    on merged.form_id = touched.form_id
    and merged.field_id = touched.field_id
group by touched.form_id, touched.version_id, merged.number
having count(*) > 1

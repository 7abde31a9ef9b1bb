-- One row for each field of each form, or its submit step (-2), and message: how often it came up, in how many of the
-- closed views that the filters keep.
with came_up as (
    select
        kept.form_id,
        kept.view_id,
        case when (error.it ->> 0)::int < 0 then -2 else kept.fields[(error.it ->> 0)::int + 1] end as field_id,
        error.it ->> 1 as message,
        (error.it ->> 2)::bigint as count
    from view_closed kept
    cross join lateral jsonb_array_elements(kept.errors) as error (it)
    where kept.site_id = $1
      and kept.form_id = any($2::bigint[])
      and kept.started_at >= $3
      and kept.started_at < $4
      and ($5::smallint is null or kept.device = $5)
      and ($6::smallint is null or kept.source = $6)
      and ($7::bigint[] is null or kept.version_id = any($7))
      and ($8::smallint is null or kept.device <> $8)
      and ($9::text is null or kept.page = $9)
      and ($10::jsonb is null or kept.attributes @> $10)
      and kept.errors is not null
)
select
    form_id,
    field_id,
    message,
    sum(count)::bigint as count,
    count(distinct view_id) as views
from came_up
group by form_id, field_id, message

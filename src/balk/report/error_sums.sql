-- One row for each field of each form, or its submit step (-2), and message: how often it came up, in how many views.
select
    form_id,
    field_id,
    message,
    sum(count)::bigint as count,
    sum(views)::bigint as views
from error_day
where site_id = $1
  and form_id = any($2::bigint[])
  and day between $3 and $4
  and ($5::smallint is null or device = $5)
  and ($6::smallint is null or source = $6)
  and ($7::bigint[] is null or version_id = any($7))
  and ($8::smallint is null or device <> $8)
group by form_id, field_id, message

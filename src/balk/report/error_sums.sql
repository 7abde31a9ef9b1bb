-- One row for each field and message: how often it came up, and in how many views.
select
    field_id,
    message,
    sum(count)::bigint as count,
    sum(views)::bigint as views
from error_day
where site_id = $1
  and form_id = $2
  and day between $3 and $4
  and ($5::smallint is null or device = $5)
  and ($6::smallint is null or source = $6)
  and ($7::bigint is null or version_id = $7)
  and ($8::smallint is null or device <> $8)
group by field_id, message

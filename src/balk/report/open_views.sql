-- One row for each open view of the forms in the period.
select
    view_id, visit_id, seq, form_id, version_id, started_at, last_at, device, source, flags, doc
from view_open
where site_id = $1
  and form_id = any($2::bigint[])
  and started_at >= $3
  and started_at < $4
  and ($5::smallint is null or device = $5)
  and ($6::smallint is null or source = $6)
  and ($7::bigint[] is null or version_id = any($7))
  and ($8::smallint is null or device <> $8)

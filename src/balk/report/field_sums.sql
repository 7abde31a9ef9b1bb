-- One row for each field: its figures over closed views of the period. Histograms come as text.
select
    field_id,
    sum(reached)::bigint as reached,
    sum(completed)::bigint as completed,
    sum(abandoned)::bigint as abandoned,
    sum(skipped)::bigint as skipped,
    sum(returns)::bigint as returns,
    sum(corrections)::bigint as corrections,
    sum(refills)::bigint as refills,
    sum(rage_clicks)::bigint as rage_clicks,
    sum(autofilled)::bigint as autofilled,
    sum(pasted)::bigint as pasted,
    sum(censored)::bigint as censored,
    sum(left_empty)::bigint as left_empty,
    sum(left_partial)::bigint as left_partial,
    sum(left_filled)::bigint as left_filled,
    sum(left_invalid)::bigint as left_invalid,
    sum(hesitation)::text as hesitation,
    sum(active)::text as active
from field_day
where site_id = $1
  and form_id = $2
  and day between $3 and $4
  and ($5::smallint is null or device = $5)
  and ($6::smallint is null or source = $6)
  and ($7::bigint is null or version_id = $7)
  and ($8::smallint is null or device <> $8)
group by field_id

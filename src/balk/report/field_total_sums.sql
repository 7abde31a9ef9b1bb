-- One row for each field of each form: its figures over closed views of the period. All devices and
-- sources; bots only where they count. Histograms come as text.
select
    form_id,
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
from field_day_total
where site_id = $1
  and form_id = any($2::bigint[])
  and day between $3 and $4
  and ($5::bigint[] is null or version_id = any($5))
  and ($6 or not bots)
group by form_id, field_id

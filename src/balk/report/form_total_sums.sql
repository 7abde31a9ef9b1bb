-- One row for each form: its figures over closed views of the period. All devices and
-- sources; bots only where they count. Histograms come as text, one whole number each.
select
    form_id,
    sum(views)::bigint as views,
    sum(started)::bigint as started,
    sum(edited)::bigint as edited,
    sum(attempted)::bigint as attempted,
    sum(completed)::bigint as completed,
    sum(unconfirmed)::bigint as unconfirmed,
    sum(abandoned)::bigint as abandoned,
    sum(blind_spots)::bigint as blind_spots,
    sum(failed_attempts)::bigint as failed_attempts,
    sum(submit_abandoned)::bigint as submit_abandoned,
    sum(shown)::bigint as shown,
    sum(answered)::bigint as answered,
    sum(dismissed)::bigint as dismissed,
    sum(holdout_started)::bigint as holdout_started,
    sum(holdout_completed)::bigint as holdout_completed,
    sum(active)::text as active
from form_day_total
where site_id = $1
  and form_id = any($2::bigint[])
  and day between $3 and $4
  and ($5::bigint[] is null or version_id = any($5))
  and ($6 or not bots)
group by form_id

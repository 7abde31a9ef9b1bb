-- One row: the figures of a form, with those merged into it, over closed views of the period. Histograms come as text,
-- one whole number each.
select
    coalesce(sum(views), 0)::bigint as views,
    coalesce(sum(started), 0)::bigint as started,
    coalesce(sum(edited), 0)::bigint as edited,
    coalesce(sum(attempted), 0)::bigint as attempted,
    coalesce(sum(completed), 0)::bigint as completed,
    coalesce(sum(unconfirmed), 0)::bigint as unconfirmed,
    coalesce(sum(abandoned), 0)::bigint as abandoned,
    coalesce(sum(blind_spots), 0)::bigint as blind_spots,
    coalesce(sum(failed_attempts), 0)::bigint as failed_attempts,
    coalesce(sum(submit_abandoned), 0)::bigint as submit_abandoned,
    coalesce(sum(shown), 0)::bigint as shown,
    coalesce(sum(answered), 0)::bigint as answered,
    coalesce(sum(dismissed), 0)::bigint as dismissed,
    coalesce(sum(holdout_started), 0)::bigint as holdout_started,
    coalesce(sum(holdout_completed), 0)::bigint as holdout_completed,
    coalesce(sum(active), 0)::text as active
from form_day
where site_id = $1
  and form_id = any($2::bigint[])
  and day between $3 and $4
  and ($5::smallint is null or device = $5)
  and ($6::smallint is null or source = $6)
  and ($7::bigint[] is null or version_id = any($7))
  and ($8::smallint is null or device <> $8)

-- One row for each form and time bucket (views.histogram) of the active time of started views, and one (null) for those that
-- never started: the figures of the closed views in it that the filters keep.
with kept as (
    select
        form_id,
        flags,
        point,
        failed,
        active_ms,
        coalesce(blind_spots, 0) as blind_spots,
        coalesce(shown, 0) as shown,
        coalesce(answered, 0) as answered,
        coalesce(dismissed, 0) as dismissed
    from view_closed
    where site_id = $1
      and form_id = any($2::bigint[])
      and started_at >= $3
      and started_at < $4
      and ($5::smallint is null or device = $5)
      and ($6::smallint is null or source = $6)
      and ($7::bigint[] is null or version_id = any($7))
      and ($8::smallint is null or device <> $8)
      and ($9::text is null or page = $9)
      and ($10::jsonb is null or attributes @> $10)
)
select
    form_id,
    case
        when flags & 9 = 0 then null
        when active_ms <= 10 then 0
        else least(299, greatest(0, round(25 * ln(active_ms::double precision)) - 58))::int
    end as bucket,
    count(*) as views,
    count(*) filter (where flags & 9 <> 0) as started,
    count(*) filter (where flags & 2 <> 0) as edited,
    count(*) filter (where flags & 4 <> 0) as attempted,
    count(*) filter (where flags & 8 <> 0) as completed,
    count(*) filter (where flags & 9 = 1 and flags & 32 <> 0) as unconfirmed,
    count(*) filter (where flags & 9 = 1 and flags & 32 = 0) as abandoned,
    sum(blind_spots)::bigint as blind_spots,
    sum(failed)::bigint as failed_attempts,
    count(*) filter (where point = -2) as submit_abandoned,
    sum(shown)::bigint as shown,
    sum(answered)::bigint as answered,
    sum(dismissed)::bigint as dismissed,
    count(*) filter (where flags & 9 <> 0 and flags & 256 <> 0) as holdout_started,
    count(*) filter (where flags & 8 <> 0 and flags & 256 <> 0) as holdout_completed
from kept
group by form_id, bucket

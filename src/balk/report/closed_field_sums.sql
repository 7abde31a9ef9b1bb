-- Three kinds of rows for each field that the closed views which the filters keep have reached. Where `kind` is 3: its
-- figures. Where it is 1 or 2: how many of its hesitations, or of its active times, are in that bucket (views.histogram).
with reached as (
    select
        kept.form_id,
        kept.flags as view_flags,
        kept.point,
        field.field_id,
        field.hesitation_ms,
        figures[6 * field.position - 5] as end_state,
        figures[6 * field.position - 4] as flags,
        figures[6 * field.position - 3] as returns,
        figures[6 * field.position - 2] as corrections,
        figures[6 * field.position - 1] as refills,
        figures[6 * field.position] as rage_clicks,
        case
            when field.hesitation_ms < 0 then null
            when field.hesitation_ms <= 10 then 0
            else least(299, greatest(0, round(25 * ln(field.hesitation_ms::double precision)) - 58))::int
        end as hesitation_bucket,
        case
            when field.hesitation_ms < 0 then null
            when field.active_ms <= 10 then 0
            else least(299, greatest(0, round(25 * ln(field.active_ms::double precision)) - 58))::int
        end as active_bucket
    from view_closed kept
    cross join lateral unnest(kept.fields, kept.hesitation, kept.active)
        with ordinality as field (field_id, hesitation_ms, active_ms, position)
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
)
select
    grouping(hesitation_bucket, active_bucket) as kind,
    form_id,
    field_id,
    coalesce(hesitation_bucket, active_bucket) as bucket,
    count(*) as reached,
    count(*) filter (where view_flags & 8 <> 0) as completed,
    count(*) filter (where point = field_id) as abandoned,
    count(*) filter (where end_state = 0) as skipped,
    sum(returns)::bigint as returns,
    sum(corrections)::bigint as corrections,
    sum(refills)::bigint as refills,
    sum(rage_clicks)::bigint as rage_clicks,
    count(*) filter (where flags & 2 <> 0) as autofilled,
    count(*) filter (where flags & 4 <> 0) as pasted,
    count(*) filter (where hesitation_ms >= 0 and flags & 1 = 0) as censored,
    count(*) filter (where end_state = 0) as left_empty,
    count(*) filter (where end_state = 1) as left_partial,
    count(*) filter (where end_state = 2) as left_filled,
    count(*) filter (where end_state = 3) as left_invalid
from reached
where hesitation_ms >= 0 or flags <> 0
group by grouping sets ((form_id, field_id), (form_id, field_id, hesitation_bucket), (form_id, field_id, active_bucket))

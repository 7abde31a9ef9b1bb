-- One row for each answer of the site: the answer, and the view it was given in as far as that has arrived.
-- An open view that was closed before counts as it is now, one that was removed by its age as it was then.
select
    a.answer_id,
    a.at,
    a.form_id,
    a.field_id,
    a.mentioned_field_id,
    a.prompt,
    a.question,
    a.choices,
    a.score,
    a.text,
    a.lang,
    a.sentiment,
    a.tags,
    a.page,
    a.device,
    a.source,
    a.view_id,
    coalesce(o.flags, c.flags, a.view_flags) as flags,
    coalesce(o.version_id, c.version_id, a.view_version_id) as version_id,
    o.doc,
    coalesce(c.point, a.view_point) as point,
    c.rest,
    case
        when coalesce(o.flags, c.flags, a.view_flags) is null then 'unknown'
        when coalesce(o.flags, c.flags, a.view_flags) & 8 <> 0 then 'completed'
        when coalesce(o.flags, c.flags, a.view_flags) & 1 = 0 then 'seen'
        when o.view_id is not null and o.last_at > $2 then 'in_progress'
        when coalesce(o.flags, c.flags, a.view_flags) & 32 <> 0 then 'unconfirmed'
        else 'abandoned'
    end as outcome
from answer a
left join view_closed c
    on c.site_id = a.site_id
    and c.view_id = a.view_id
left join view_open o
    on o.site_id = a.site_id
    and o.view_id = a.view_id
    and (c.seq is null or o.seq > c.seq)
where a.site_id = $1
  and ($3::smallint is null or a.device <> $3)

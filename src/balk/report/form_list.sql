-- One row for each form: its figures over closed views of the period.
select
    form_id,
    sum(views)::bigint as views,
    sum(started)::bigint as started,
    sum(edited)::bigint as edited,
    sum(attempted)::bigint as attempted,
    sum(completed)::bigint as completed,
    sum(unconfirmed)::bigint as unconfirmed,
    sum(abandoned)::bigint as abandoned
from form_day_total
where site_id = $1
  and day between $2 and $3
  and ($4 or not bots)
group by form_id

-- Sums over all devices and sources (0005, 0008) made one kind of report fast. Longer spans make all of them so.
drop table form_day_total, field_day_total, error_day_total;

-- A report over months adds up thousands of rows: days, versions, devices and sources of each field. So every rollup has
-- longer rows beside its days: a row counts `days` days from `day` on, one, a week from a Monday on, or four of them, all
-- counted from the year 1, which began on a Monday. The longer ones are always the sums of their days.
alter table form_day add column days smallint not null default 1;
alter table form_day alter column days drop default;
alter table form_day drop constraint form_day_pkey;
alter table form_day add primary key (site_id, form_id, days, day, version_id, device, source);

insert into form_day (
    site_id, form_id, days, day, version_id, device, source, views, started, edited, attempted, completed,
    unconfirmed, abandoned, blind_spots, failed_attempts, submit_abandoned, shown, answered, dismissed,
    holdout_started, holdout_completed, active
)
select
    site_id, form_id, span.days, date '0001-01-01' + (day - date '0001-01-01') / span.days * span.days as first,
    version_id, device, source, sum(views), sum(started), sum(edited), sum(attempted), sum(completed),
    sum(unconfirmed), sum(abandoned), sum(blind_spots), sum(failed_attempts), sum(submit_abandoned), sum(shown),
    sum(answered), sum(dismissed), sum(holdout_started), sum(holdout_completed), sum(active)
from form_day
cross join (values (7::smallint), (28)) as span (days)
group by site_id, form_id, span.days, first, version_id, device, source;

alter table field_day add column days smallint not null default 1;
alter table field_day alter column days drop default;
alter table field_day drop constraint field_day_pkey;
alter table field_day add primary key (site_id, form_id, days, day, field_id, version_id, device, source);

insert into field_day (
    site_id, form_id, days, day, field_id, version_id, device, source, reached, completed, abandoned, skipped,
    returns, corrections, refills, rage_clicks, autofilled, pasted, censored, left_empty, left_partial, left_filled,
    left_invalid, hesitation, active
)
select
    site_id, form_id, span.days, date '0001-01-01' + (day - date '0001-01-01') / span.days * span.days as first,
    field_id, version_id, device, source, sum(reached), sum(completed), sum(abandoned), sum(skipped), sum(returns),
    sum(corrections), sum(refills), sum(rage_clicks), sum(autofilled), sum(pasted), sum(censored), sum(left_empty),
    sum(left_partial), sum(left_filled), sum(left_invalid), sum(hesitation), sum(active)
from field_day
cross join (values (7::smallint), (28)) as span (days)
group by site_id, form_id, span.days, first, field_id, version_id, device, source;

alter table error_day add column days smallint not null default 1;
alter table error_day alter column days drop default;
alter table error_day drop constraint error_day_pkey;
alter table error_day add primary key (site_id, form_id, days, day, field_id, message, version_id, device, source);

insert into error_day (
    site_id, form_id, days, day, field_id, message, version_id, device, source, count, views
)
select
    site_id, form_id, span.days, date '0001-01-01' + (day - date '0001-01-01') / span.days * span.days as first,
    field_id, message, version_id, device, source, sum(count), sum(views)
from error_day
cross join (values (7::smallint), (28)) as span (days)
group by site_id, form_id, span.days, first, field_id, message, version_id, device, source;

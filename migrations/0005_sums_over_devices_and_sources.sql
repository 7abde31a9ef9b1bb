-- Most reports ask for all devices and sources. These sums over both have an eighteenth of the rows: a report over months
-- reads some hundred of them. People and bots stay apart, as sites leave bots out.
create table form_day_total (
    site_id bigint not null,
    form_id bigint not null,
    day date not null,
    version_id bigint not null,
    bots boolean not null,
    views bigint not null,
    started bigint not null,
    edited bigint not null,
    attempted bigint not null,
    completed bigint not null,
    unconfirmed bigint not null,
    abandoned bigint not null,
    blind_spots bigint not null,
    failed_attempts bigint not null,
    submit_abandoned bigint not null,
    shown bigint not null,
    answered bigint not null,
    dismissed bigint not null,
    holdout_started bigint not null,
    holdout_completed bigint not null,
    active numeric not null,
    primary key (site_id, form_id, day, version_id, bots)
) with (fillfactor = 70);

create table field_day_total (
    site_id bigint not null,
    form_id bigint not null,
    day date not null,
    field_id smallint not null,
    version_id bigint not null,
    bots boolean not null,
    reached bigint not null,
    completed bigint not null,
    abandoned bigint not null,
    skipped bigint not null,
    returns bigint not null,
    corrections bigint not null,
    refills bigint not null,
    rage_clicks bigint not null,
    autofilled bigint not null,
    pasted bigint not null,
    censored bigint not null,
    left_empty bigint not null,
    left_partial bigint not null,
    left_filled bigint not null,
    left_invalid bigint not null,
    hesitation numeric not null,
    active numeric not null,
    primary key (site_id, form_id, day, field_id, version_id, bots)
) with (fillfactor = 70);

insert into form_day_total (
    site_id, form_id, day, version_id, bots, views, started, edited, attempted, completed, unconfirmed, abandoned,
    blind_spots, failed_attempts, submit_abandoned, shown, answered, dismissed, holdout_started, holdout_completed, active
)
select
    site_id, form_id, day, version_id, device = 3, sum(views), sum(started), sum(edited), sum(attempted), sum(completed),
    sum(unconfirmed), sum(abandoned), sum(blind_spots), sum(failed_attempts), sum(submit_abandoned), sum(shown),
    sum(answered), sum(dismissed), sum(holdout_started), sum(holdout_completed), sum(active)
from form_day
group by site_id, form_id, day, version_id, device = 3;

insert into field_day_total (
    site_id, form_id, day, field_id, version_id, bots, reached, completed, abandoned, skipped, returns, corrections,
    refills, rage_clicks, autofilled, pasted, censored, left_empty, left_partial, left_filled, left_invalid, hesitation,
    active
)
select
    site_id, form_id, day, field_id, version_id, device = 3, sum(reached), sum(completed), sum(abandoned), sum(skipped),
    sum(returns), sum(corrections), sum(refills), sum(rage_clicks), sum(autofilled), sum(pasted), sum(censored),
    sum(left_empty), sum(left_partial), sum(left_filled), sum(left_invalid), sum(hesitation), sum(active)
from field_day
group by site_id, form_id, day, field_id, version_id, device = 3;

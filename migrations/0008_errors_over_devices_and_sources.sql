-- Messages over all devices and sources, as 0005 has it for forms and fields: of a report over months they were half of
-- the work.
create table error_day_total (
    site_id bigint not null,
    form_id bigint not null,
    day date not null,
    field_id smallint not null,
    message text not null,
    version_id bigint not null,
    bots boolean not null,
    count bigint not null,
    views bigint not null,
    primary key (site_id, form_id, day, field_id, message, version_id, bots)
) with (fillfactor = 70);

insert into error_day_total (site_id, form_id, day, field_id, message, version_id, bots, count, views)
select site_id, form_id, day, field_id, message, version_id, device = 3, sum(count), sum(views)
from error_day
group by site_id, form_id, day, field_id, message, version_id, device = 3;

-- How long each site keeps what it records, and what has been removed for that.
--
-- keep_views_days: closed views and moments. keep_aggregates_months: rollups and counts of refusals, never less than the
-- views. keep_answers_days: answers; null is for ever. views_kept_since is the first day (UTC) of which every closed view
-- is still there, written before any older one is removed: what a longer keep_views_days cannot bring back, and what
-- rollups must not be made again from. Null: nothing was ever removed.
--
-- removed_site: a message that was on its way when its site was removed is removed in the hours after. A small table.

alter table site add column keep_views_days int not null default 90 check (keep_views_days > 0);

alter table site add column keep_aggregates_months int not null default 25 check (keep_aggregates_months > 0);

alter table site add column keep_answers_days int check (keep_answers_days > 0);

alter table site add column views_kept_since date;

create table removed_site (
    site_id bigint primary key,
    removed_at timestamptz not null
);

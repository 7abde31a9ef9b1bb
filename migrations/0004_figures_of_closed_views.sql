-- A report of one page, or of views with an attribute, is added up from closed views: what it needs stands in columns,
-- so that the database can do it. Views closed before this have the same in `rest`, where only one at a time is read.
alter table view_closed add column page text;

alter table view_closed add column attributes jsonb;

alter table view_closed add column errors jsonb;

alter table view_closed add column blind_spots smallint;

alter table view_closed add column shown smallint;

alter table view_closed add column answered smallint;

alter table view_closed add column dismissed smallint;

-- An answer keeps what its view came to, written as the view is closed: a report then need not find thousands of views
-- by their ids, and an answer that is kept longer than views still says whether the person left.
alter table answer add column view_seq int;

alter table answer add column view_flags int;

alter table answer add column view_version_id bigint;

alter table answer add column view_point smallint;

alter table answer add column view_attributes jsonb;

create index answer_by_view on answer (site_id, view_id);

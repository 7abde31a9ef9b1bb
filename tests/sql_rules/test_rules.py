"""Each rule by a statement that breaks it and one that keeps to it."""

import asyncpg
import pytest

from sql_rules.rules import IMMUTABLE, complaints

BROKEN = [
    ("select seq from view_open where view_id = $1", "view_open is asked without its site_id"),
    ("select seq from view_open where site_id = 5", "view_open is asked without its site_id"),
    ("select seq from view_open where site_id = any($1)", "view_open is asked without its site_id"),
    ("select seq from view_open where site_id = $1 or seq = $2", "view_open is asked without its site_id"),
    ("select seq from view_closed_2026_11 where seq = $1", "view_closed_2026_11 is asked without its site_id"),
    ("select 1 where exists (select from form where key = $1)", "form is asked without its site_id"),
    ("with f as (select * from form) select * from f where site_id = $1", "form is asked without its site_id"),
    ("select 1 from form where site_id = $1 union select 1 from field", "field is asked without its site_id"),
    ("select * from (select * from answer) a where site_id = $1", "answer is asked without its site_id"),
    ("update form set name = $2 where form_id = $1", "form is asked without its site_id"),
    ("delete from moment where visit_id = $1", "moment is asked without its site_id"),
    (
        "select 1 from answer a join view_open o on o.view_id = a.view_id where a.site_id = $1",
        "view_open is asked without its site_id",
    ),
    (
        "select 1 from answer a left join view_open o on o.view_id = a.view_id and o.seq = $2 where a.site_id = $1",
        "view_open is asked without its site_id",
    ),
    (
        "select 1 from form where site_id = $1 and exists (select from field where field.form_id = form.form_id)",
        "field is asked without its site_id",
    ),
    (
        "delete from view_open using form where view_open.site_id = $1 and form.key = $2",
        "form is asked without its site_id",
    ),
    ("select 1 from form where key = $2 and site_id = $1", "site_id does not come first in the where"),
    (
        "select 1 from account join form on form.site_id = account.account_id where form.site_id = $1",
        "account, a local table, is joined to form",
    ),
    (
        "insert into moment (visit_id, site_id) values ($1, $2)",
        "an insert into moment whose first column is not site_id",
    ),
    ("insert into moment values ($1, $2)", "an insert into moment whose first column is not site_id"),
    (
        "insert into moment (site_id, name) values ($1, $2), ($3, $4)",
        "a mixed-site batch: the site of what is inserted into moment is not one parameter",
    ),
    (
        "insert into moment (site_id, name) select u.* from unnest($1::bigint[], $2::text[]) as u",
        "a mixed-site batch: the site of what is inserted into moment is not one parameter",
    ),
    (
        "insert into moment (site_id, name) select site, name from unnest($1::bigint[], $2::text[]) as u (site, name)",
        "a mixed-site batch: the site of what is inserted into moment is not one parameter",
    ),
    (
        "insert into form (site_id, key) values ($1, $2) on conflict (key) do nothing",
        "a conflict in form whose key does not begin with site_id",
    ),
    *(
        (f"insert into form (site_id, key) values ($1, $2) on conflict (site_id, key) do update set {what}", said)
        for what, said in [
            ("first_seen_at = now()", "do update of form that calls now(), which is not known as immutable"),
            (
                "first_seen_at = clock_timestamp()",
                "do update of form that calls clock_timestamp(), which is not known as immutable",
            ),
            ("form_id = random()", "do update of form that calls random(), which is not known as immutable"),
            ("first_seen_at = current_timestamp", "do update of form that asks for the current time or user"),
            ("site_id = $1", "do update of form that changes site_id"),
            (
                "name = 'x' where form.first_seen_at < now()",
                "do update of form that calls now(), which is not known as immutable",
            ),
            ("name = (select name from site)", "do update of form that asks a query"),
        ]
    ),
    (
        "update form set first_seen_at = now() where site_id = $1",
        "an update of form that calls now(), which is not known as immutable",
    ),
    ("update form set site_id = $2 where site_id = $1", "an update of form that changes site_id"),
    (
        "delete from answer where site_id = $1 and at < clock_timestamp()",
        "a delete of answer that calls clock_timestamp(), which is not known as immutable",
    ),
    (
        "create trigger t after insert on answer for each row execute function f()",
        "a trigger: none runs on a cluster's shards as it does here",
    ),
    ("create rule r as on insert to answer do nothing", "a rule: “the rule system isn’t supported”"),
    ("create table orders (n int)", "the table orders is not in balk.distribute.TABLES"),
    ("create unique index on answer (answer_id)", "a unique index of answer that does not begin with site_id"),
    (
        "alter table session add foreign key (csrf) references answer",
        "a foreign key from session to answer: none goes into or out of a growing table",
    ),
    (
        "alter table answer add column by_site bigint references site",
        "a foreign key from answer to site: none goes into or out of a growing table",
    ),
    (
        "alter table session add column at_site bigint references site",
        "a foreign key from session to site, which are spread in different ways",
    ),
    ("alter table answer add exclude using gist (at with =)", "an exclude constraint on answer"),
    ("alter table answer add unique (answer_id)", "a key of answer that does not begin with site_id"),
    (
        "alter table answer alter text set storage external",
        "an alteration of answer that a cluster does not take: AT_SetStorage",
    ),
    (
        "alter table answer add column n bigint generated always as identity",
        "an identity added to answer: not supported on a table with rows (citusdata/citus #6808)",
    ),
    (
        "alter table view_closed detach partition view_closed_2026_11 concurrently",
        "view_closed: partitions can't be detached concurrently on a cluster",
    ),
    ("create table moment (site_id bigint not null, name text)", "moment has no primary key"),
    (
        "create table moment (site_id int not null, name text, primary key (site_id, name))",
        "moment has no column `site_id bigint not null`",
    ),
    (
        "create table moment (site_id bigint not null, name text primary key)",
        "a key of moment that does not begin with site_id",
    ),
    (
        "create table moment (site_id bigint not null, name text, primary key (name, site_id))",
        "a key of moment that does not begin with site_id",
    ),
    (
        "create table moment (site_id bigint not null, n int generated always as identity, primary key (site_id, n))",
        "the identity moment.n is no bigint: machines could not number by themselves",
    ),
    (
        "create table moment (site_id bigint not null references site, n int, primary key (site_id, n))",
        "a foreign key from moment to site: none goes into or out of a growing table",
    ),
]

KEPT = [
    "select name from site where key = $1",
    "select seq from view_open where site_id = $1 and view_id = $2 for update skip locked",
    "select (select count(*) from form where site_id = $1), (select count(*) from answer where site_id = $1)",
    "select 1 from answer a left join view_open o on o.site_id = a.site_id and o.seq = a.seq where a.site_id = $1",
    "select 1 from answer join view_open using (site_id, view_id) where answer.site_id = $1",
    "select 1 from form where site_id = $1 and exists (select from field where field.site_id = form.site_id)",
    "select 1 from form join site on site.site_id = form.site_id where form.site_id = $1",
    "with f as (select * from form where site_id = $1) select * from f join unnest($2::text[]) k (key) using (key)",
    "insert into moment (site_id, name) select $1, u.* from unnest($2::text[]) as u on conflict do nothing",
    "insert into form (site_id, key) values ($1, $2) on conflict (site_id) do update set name = lower(excluded.name)",
    "insert into form_day (site_id, views) values ($1, $2) on conflict (site_id) do update set views = form_day.views",
    "update site set created_at = now()",
    "delete from session where expires_at <= now()",
    "create table if not exists view_closed_2026_11 partition of view_closed for values from ('1') to ('2')",
    "alter table view_closed attach partition view_closed_2026_11 for values from ('1') to ('2')",
    "drop table view_closed_2026_11",
]


@pytest.mark.parametrize(("sql", "said"), BROKEN, ids=[said[:60] for _, said in BROKEN])
def test_a_statement_that_breaks_a_rule_is_caught(sql: str, said: str) -> None:
    assert said in complaints(sql)


@pytest.mark.parametrize("sql", KEPT, ids=[sql[:60] for sql in KEPT])
def test_a_statement_that_keeps_to_the_rules_is_not(sql: str) -> None:
    assert complaints(sql) == []


@pytest.mark.parametrize(
    "sql",
    ["insert into refusal (site_id, day) values ($1, $2)", "update form set name = $2 where site_id = $1"],
)
def test_one_statement_run_for_many_rows_is_a_batch_of_any_sites(sql: str) -> None:
    assert complaints(sql) == []
    assert [said.split(":")[0] for said in complaints(sql, many=True)] == ["a mixed-site batch"]


def test_what_ran_before_tables_were_spread_may_alter_them_freely() -> None:
    sql = "alter table view_open alter doc set storage external"

    assert (complaints(sql, migration=3), len(complaints(sql, migration=4))) == ([], 1)


async def test_functions_that_a_change_may_call_are_immutable(db: asyncpg.Pool) -> None:
    rows = await db.fetch(
        "select proname, bool_and(provolatile = 'i') as immutable from pg_proc where proname = any($1) group by 1",
        sorted(IMMUTABLE),
    )

    assert {row["proname"]: row["immutable"] for row in rows} == dict.fromkeys(IMMUTABLE, True)

"""Erasing: what was asked for is gone from every table, nothing else is, and figures are as if it had never come."""

import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

import given as g
from balk import form_settings, success_rules, wire
from balk.accounts import add_token
from balk.erasure import OF_A_SITE, Erasure, clear_files, erase_answers, erase_site, erase_visit
from balk.ingest.refusals import UNKNOWN_SITE, Refusals
from balk.ingest.writer import Writer
from balk.report.catalogue import form_by_key
from balk.report.form_fields import form_fields
from balk.report.friction import friction_report
from balk.report.journey import find_journey
from balk.report.moments import stream_moments
from balk.report.responses import stream_responses
from balk.report.shape import Filters, ResponseFilters
from balk.report.views import stream_views
from balk.retention import remove_what_is_over
from balk.sites import Site
from balk.views.close import close_idle_views
from balk.views.rebuild import rebuild_rollups
from balk.views.rollups import ROLLUPS

WINDOW = timedelta(minutes=30)
LATER = g.NOW + WINDOW


async def sent(db: asyncpg.Pool, site: Site, *batches: wire.Batch, closed: bool = False) -> None:
    """Messages that were taken; their views are closed where `closed`."""
    writer = Writer(db, patience=30)
    for batch in batches:
        await writer.write(site, batch, g.NOW, is_bot=False)
    await writer.close()
    while closed and await close_idle_views(db, site, LATER):
        pass


async def everything(db: asyncpg.Pool, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these tables, or of all, also those that count nothing."""
    found = tables or tuple(
        row["name"]
        for row in await db.fetch(
            """
            select relname as name
            from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
            """
        )
    )
    return {
        table: sorted((tuple(row) for row in await db.fetch(f"select * from {table}")), key=repr) for table in found
    }


def a_visit(mark: str = "", **what: Any) -> wire.Batch:
    """A visit with everything that one can bring, `mark` in every text of it."""
    errors = [wire.FieldError(f"{mark} too short", 2)]
    left = g.a_view(
        [g.touched("name"), g.touched("phone", 3, errors=errors)], page=f"/{mark}a", errors=errors, answered=1
    )
    done = g.a_view([g.touched("name")], attempts=1, outcome="api", page=f"/{mark}b")
    answer = g.an_answer(
        left,
        text=f"I do not trust {mark} you",
        choices=[f"{mark}-choice"],
        page=f"/{mark}c",
        question=f"{mark}, why?",
        prompt=f"{mark}-prompt",
    )
    return g.a_batch(
        [left, done],
        answers=[answer],
        moments=[wire.Moment(name=f"{mark}-moment", page=f"/{mark}d")],
        attributes={f"{mark}plan": f"{mark}pro"},
        language=f"{mark}en",
        referrer=f"{mark}.example",
        medium=f"{mark}-medium",
        **what,
    )


async def test_an_erased_visit_leaves_everything_as_if_it_had_never_come(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await sent(db, site, a_visit("other"), closed=True)
    before = await everything(db)
    batch = a_visit("one")
    await sent(db, site, batch, closed=True)

    done = await erase_visit(db, site, batch.visit)

    assert await everything(db) == before
    assert done == Erasure(
        {
            "view_open": 0,
            "view_closed": 2,
            "answer": 1,
            "moment": 1,
            **dict.fromkeys(ROLLUPS, 0),
            "error_day": 6,
        },
        {"view_open": 0, "view_closed": 0, "answer": 0, "moment": 0},
    )


async def test_a_visit_is_erased_while_its_views_are_open(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await sent(db, site, a_visit("other"))
    before = await everything(db)
    batch = a_visit("one")
    await sent(db, site, batch)

    done = await erase_visit(db, site, batch.visit)

    assert await everything(db) == before
    assert (done.erased["view_open"], done.remaining["view_open"]) == (2, 0)


async def test_a_view_that_went_on_in_a_second_visit_goes_with_either(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    for second_is_closed in (False, True):
        for erased in (0, 1):
            visits = [uuid.uuid4(), uuid.uuid4()]
            view = g.a_view()
            on = msgspec.structs.replace(view, seq=2)
            await sent(db, site, g.a_batch([view], visit=visits[0]), closed=True)
            answer = g.an_answer(view, text="why")
            await sent(db, site, g.a_batch([on], visit=visits[1], answers=[answer]), closed=second_is_closed)
            gone = visits[1] if second_is_closed else visits[erased]

            done = await erase_visit(db, site, gone)

            left = await everything(db, "view_open", "view_closed", "answer", *ROLLUPS)
            assert left == {table: [] for table in left}
            assert sum(done.remaining.values()) == 0


async def test_a_visit_that_nobody_knows_and_one_of_another_site_change_nothing(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    batch = a_visit("one")
    await sent(db, site, batch, closed=True)
    before = await everything(db)

    done = [await erase_visit(db, other, batch.visit), await erase_visit(db, site, uuid.uuid4())]

    assert await everything(db) == before
    assert [sum(one.erased.values()) for one in done] == [0, 0]


async def test_a_late_message_of_an_erased_visit_is_a_visit_like_any_other(db: asyncpg.Pool) -> None:
    """A page that is still open goes on: nothing is kept by which it could be known again."""
    site = await g.a_site(db)
    batch = a_visit("one")
    await sent(db, site, batch, closed=True)
    before = await everything(db)
    await erase_visit(db, site, batch.visit)

    await sent(db, site, batch, closed=True)

    assert await everything(db) == before


async def answers(db: asyncpg.Pool, site: Site) -> list[str]:
    """The texts of a site's answers."""
    rows = await db.fetch("select text from answer where site_id = $1 order by text", site.site_id)
    return [row["text"] for row in rows]


async def test_answers_that_contain_a_text_go_whatever_its_case_and_no_others(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    texts = ["Ask MÜLLER first", "mu\u0308ller again", "50% off", "500 off", "a_b", "acb", "back\\slash"]
    for one in (site, other):
        view = g.a_view(answered=1)
        given = [g.an_answer(view, text=text) for text in texts]
        given.append(g.an_answer(view, text="", choices=["privacy-trust"]))
        await sent(db, one, g.a_batch([view], answers=given), closed=True)
    rollups = await everything(db, *ROLLUPS)

    done = [await erase_answers(db, site, text) for text in ("Müller", "0%", "A_B", "k\\S", "nothing")]
    left = await answers(db, site)
    chosen = await db.fetchval("select choices[1] from answer where site_id = $1 and choices <> '{}'", site.site_id)
    by_choice = await erase_answers(db, site, chosen[2:-2].upper())

    assert [(one.erased["answer"], one.remaining["answer"]) for one in done] == [(2, 0), (1, 0), (1, 0), (1, 0), (0, 0)]
    assert left == ["", "500 off", "acb"]
    assert (by_choice.erased, await answers(db, site)) == ({"answer": 1}, ["500 off", "acb"])
    assert len(await answers(db, other)) == 8
    assert await everything(db, *ROLLUPS) == rollups


async def test_every_table_that_holds_something_of_a_site_is_emptied_of_it(db: asyncpg.Pool) -> None:
    """A table of a later migration has to be named in OF_A_SITE."""
    rows = await db.fetch(
        """
        select c.relname as name
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        where a.attname = 'site_id' and c.relnamespace = 'public'::regnamespace
          and c.relkind in ('r', 'p') and not c.relispartition
        """
    )

    assert {row["name"] for row in rows} == {*OF_A_SITE, "removed_site"}


async def a_full_site(db: asyncpg.Pool, mark: str) -> tuple[Site, wire.Batch]:
    """A site with a row in every table, `mark` in every text that a page or its owner can write."""
    site = await g.a_site(db, f"{mark} shop")
    keys = [f"{mark}{key}" for key in ("name", "phone")]
    fields = [wire.Field(key=key, label=f"{key} label", type=f"{mark}type") for key in keys]
    form = wire.Form(key=f"{mark}form", version=f"{mark}version", name=f"{mark} name", fields=fields)
    batch = a_visit(mark, forms=[form])
    views = [
        msgspec.structs.replace(
            view,
            form=form.key,
            version=form.version,
            touched=[msgspec.structs.replace(touched, key=f"{mark}{touched.key}") for touched in view.touched],
        )
        for view in batch.views
    ]
    given = [msgspec.structs.replace(answer, form=form.key, field=keys[1]) for answer in batch.answers]
    batch = msgspec.structs.replace(batch, views=views, answers=given)
    await sent(db, site, batch, closed=True)
    await sent(db, site, msgspec.structs.replace(batch, views=[msgspec.structs.replace(views[0], seq=2)]))
    await success_rules.add_rule(db, site.site_id, wire.SuccessRule(url=f"/{mark}", form=form.key), g.NOW)
    await success_rules.add_rule(db, site.site_id, wire.SuccessRule(selector=f".{mark}"), g.NOW)
    await add_token(db, site, "read", g.NOW)
    await db.execute("insert into refusal values ($1, $2, $3, 1)", site.site_id, g.NOW.date(), mark)
    entry = await form_by_key(db, site.site_id, form.key)
    assert entry is not None
    await form_settings.hide_form(db, site.site_id, entry, True)
    its_fields = await form_fields(db, site.site_id, entry)
    await form_settings.hide_field(db, site.site_id, entry, its_fields.entries[0], True)
    return site, batch


def ids_of(batch: wire.Batch) -> list[str]:
    """Every id that a message brings."""
    views, answers = [view.id for view in batch.views], [answer.id for answer in batch.answers]
    return [str(one) for one in (batch.visit, *views, *answers)]


async def found(db: asyncpg.Pool, *marks: str) -> set[str]:
    """The tables in which any of these stands anywhere: in a text, in bytes, as an id."""
    tables = (await everything(db)).keys()
    spelt = [spelling for mark in marks for spelling in (mark, mark.encode().hex(), mark.replace("-", ""))]
    return {
        table
        for table in tables
        if await db.fetchval(
            f"""
            select exists (
                select from {table} as whole
                join unnest($1::text[]) as mark on strpos(lower(whole::text), lower(mark)) > 0
            )
            """,
            spelt,
        )
    }


async def exported(db: asyncpg.Pool, site: Site, form: str) -> str:
    """All that exports and the API tell of a site."""
    told: list[Any] = [row async for row in stream_views(db, site, LATER)]
    told += [row async for row in stream_moments(db, site)]
    told += [row async for row in stream_responses(db, site, ResponseFilters(), LATER)]
    told.append(await friction_report(db, site, form, Filters(g.NOW.date(), LATER.date()), LATER))
    return msgspec.json.encode(told).decode()


async def test_nothing_of_an_erased_visit_is_found_anywhere(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await sent(db, site, a_visit("zonk"), closed=True)
    batch = a_visit("qwzx")
    closed = batch.views[0]
    await sent(db, site, batch, closed=True)
    await sent(db, site, msgspec.structs.replace(batch, views=[msgspec.structs.replace(closed, seq=2)]))
    marks = ["qwzx", *ids_of(batch)]
    before = await found(db, *marks), "qwzx" in await exported(db, site, "signup")

    await erase_visit(db, site, batch.visit)

    assert before == ({"view_open", "view_closed", "answer", "moment", "error_day"}, True)
    assert (await found(db, *marks), "qwzx" in await exported(db, site, "signup")) == (set(), False)
    assert await find_journey(db, site, closed.id, LATER) is None
    assert await found(db, "zonk") == {"view_closed", "answer", "moment", "error_day", "form"}


async def test_nothing_of_an_erased_site_is_found_anywhere(db: asyncpg.Pool) -> None:
    site, batch = await a_full_site(db, "qwzx")
    await a_full_site(db, "zonk")
    others = await everything(db)
    marks = ["qwzx", site.key, *ids_of(batch)]
    before = await found(db, *marks)

    done = await erase_site(db, site, LATER, believed_s=0)

    in_rollups_are_ids_only = {*ROLLUPS, "api_token", "form_setting"} - {"error_day"}
    assert before == set(OF_A_SITE) - in_rollups_are_ids_only
    assert await found(db, *marks) == set()
    assert min(done.erased.values()) > 0, "each table had something"
    assert done.remaining == dict.fromkeys(OF_A_SITE, 0)
    left = await everything(db)
    assert left.pop("removed_site") == [(site.site_id, LATER)]
    kept = {table: [row for row in rows if site.site_id != row[0]] for table, rows in others.items()}
    assert {table: left[table] for table in OF_A_SITE if table != "api_token"} == {
        table: kept[table] for table in OF_A_SITE if table != "api_token"
    }


async def test_refusals_that_waited_while_their_site_was_removed_are_not_written(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    refusals = Refusals(db)
    for one in (site.site_id, other.site_id, UNKNOWN_SITE):
        refusals.count(one, g.NOW.date(), "origin")
    await erase_site(db, site, LATER, believed_s=0)

    await refusals.close()

    rows = await db.fetch("select site_id, count from refusal")
    assert {tuple(row) for row in rows} == {(other.site_id, 1), (UNKNOWN_SITE, 1)}


async def test_a_message_that_was_on_its_way_when_its_site_was_removed_goes_after_it(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    await sent(db, other, a_visit("other"), closed=True)
    await remove_what_is_over(db, LATER)
    before = await everything(db)
    await erase_site(db, site, LATER, believed_s=0)
    await sent(db, site, a_visit("late"))

    removed = await remove_what_is_over(db, LATER + timedelta(hours=1))
    known = await everything(db, "removed_site")
    await remove_what_is_over(db, LATER + timedelta(hours=3))

    assert (removed["view_open"], known) == (2, {"removed_site": [(site.site_id, LATER)]})
    after = await everything(db)
    assert after.pop("site") == before.pop("site")[1:]
    assert after == before


async def test_rollups_made_again_after_an_erasure_are_the_same(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    batches = [a_visit("one"), a_visit("two"), a_visit("one")]
    await sent(db, site, *batches, closed=True)
    await erase_visit(db, site, batches[0].visit)
    incremental = await everything(db, *ROLLUPS)

    views = await rebuild_rollups(db, site.site_id)

    assert (views, await everything(db, *ROLLUPS)) == (4, incremental)


async def in_files(db: asyncpg.Pool, mark: str) -> bool:
    """Whether these bytes stand in a file of the database's tables and indexes."""
    await db.execute("checkpoint")
    place = await db.fetchrow(
        "select current_setting('data_directory') as folder, oid from pg_database where datname = current_database()"
    )
    files = (Path(place["folder"]) / "base" / str(place["oid"])).iterdir()
    return any(mark.encode() in file.read_bytes() for file in files)


@pytest.mark.skipif("BALK_TEST_DATABASE_URL" in os.environ, reason="looks into the embedded database's files")
async def test_tables_that_are_written_anew_hold_no_bytes_of_what_was_erased(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await sent(db, site, a_visit("zonk"), closed=True)
    batch = a_visit("qwzx")
    await sent(db, site, batch, closed=True)
    before = await in_files(db, "qwzx")

    await clear_files(db, await erase_visit(db, site, batch.visit), rewrite=True)

    assert (before, await in_files(db, "qwzx"), await in_files(db, "zonk")) == (True, False, True)

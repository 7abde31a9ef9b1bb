"""`balk erase`, and the retention that `balk site` sets and `balk doctor` looks after."""

import asyncio
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from balk.ingest.writer import Writer
from balk.sites import Site, site_by_name
from balk.views.close import close_idle_views
from cli.serving import environment
from cli.test_commands import run
from given import a_batch, a_site, a_view, an_answer


async def a_visit(db: asyncpg.Pool, site: Site, text: str = "too dear") -> uuid.UUID:
    """A visit with one view and one answer."""
    view = a_view()
    batch = a_batch([view], answers=[an_answer(view, text=text)])
    writer = Writer(db, patience=30)
    await writer.write(site, batch, datetime.now(UTC), False)
    await writer.close()
    return batch.visit


async def test_an_erased_visit_is_told_with_the_proof(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    visit, other = await a_visit(db, site), await a_visit(db, site)

    ended = await run("erase", "shop", "--visit", str(visit), "--database-url", dsn)
    as_json = await run("erase", "shop", "--visit", str(other), "--yes", "--json", "--database-url", dsn)

    rows = [line.split() for line in ended.out.splitlines()]
    assert (ended.status, rows[0]) == (0, ["table", "erased", "remaining"])
    assert ["view_open", "1", "0"] in rows
    assert ["moment", "0", "0"] in rows
    assert as_json.json() == {
        "erased": {
            "view_open": 1,
            "view_closed": 0,
            "answer": 1,
            "moment": 0,
            "form_day": 0,
            "field_day": 0,
            "error_day": 0,
        },
        "remaining": {"view_open": 0, "view_closed": 0, "answer": 0, "moment": 0},
    }


async def test_answers_are_erased_by_what_they_contain(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    for text in ("Ask Ada about it", "ADA knows", "nobody knows"):
        await a_visit(db, site, text)

    ended = await run("erase", "shop", "--answers-containing", " ada ", "--json", "--database-url", dsn)

    assert ended.json() == {"erased": {"answer": 2}, "remaining": {"answer": 0}}
    assert await db.fetchval("select array_agg(text) from answer") == ["nobody knows"]
    assert await db.fetchval("select count(*) from view_open") == 3


async def test_what_came_while_the_rest_was_erased_is_status_1(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    visit = await a_visit(db, site)
    await db.execute("create function kept() returns trigger language plpgsql as 'begin return null; end'")
    await db.execute("create trigger kept before delete on answer for each row execute function kept()")

    ended = await run("erase", "shop", "--visit", str(visit), "--json", "--database-url", dsn)

    await db.execute("drop function kept cascade")
    assert (ended.status, ended.json()["remaining"]) == (
        1,
        {"view_open": 0, "view_closed": 0, "answer": 1, "moment": 0},
    )
    assert ended.err.startswith("balk: not all of it is gone: 1 in answer; ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("erase", "shop"),
        ("erase", "shop", "--visit", "me"),
        ("erase", "shop", "--answers-containing", "  "),
        ("erase", "shop", "--answers-containing", "x", "--visit", str(uuid.UUID(int=7))),
        ("site", "set", "shop", "--keep-views", "0"),
        ("site", "set", "shop", "--keep-answers", "never"),
        ("site", "set", "shop", "--keep-aggregates", "2000"),
    ],
    ids=" ".join,
)
async def test_wrong_usage_changes_nothing(db: asyncpg.Pool, dsn: str, arguments: tuple[str, ...]) -> None:
    site = await a_site(db)

    ended = await run(*arguments, "--database-url", dsn)

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert await site_by_name(db, "shop") == site


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
async def test_in_a_terminal_a_visit_is_erased_after_a_yes_only(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    visit = await a_visit(db, site)
    ours, theirs = os.openpty()
    os.write(ours, b"n\n")
    command = [sys.executable, "-m", "balk", "erase", "shop", "--visit", str(visit), "--database-url", dsn]

    done = await asyncio.to_thread(
        subprocess.run, command, stdin=theirs, capture_output=True, text=True, env=environment(), timeout=120
    )

    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Erase from shop: 1 view, 1 answer, 0 moments?" in done.stderr
    assert await db.fetchval("select count(*) from view_open") == 1


async def test_how_long_a_site_keeps_what_it_records_is_set_and_shown(db: asyncpg.Pool, dsn: str) -> None:
    place = ("--database-url", dsn)
    added = ("--keep-views", "30", "--keep-aggregates", "12", "--keep-answers", "365")
    await run("site", "add", "shop", "--origin", "https://shop.example", *added, *place)
    first = await run("site", "list", "--json", *place)
    changed = await run("site", "set", "shop", "--keep-answers", "forever", "--json", *place)
    shown = await run("site", "list", *place)

    names = ("keep_views_days", "keep_aggregates_months", "keep_answers_days")
    sites = first.json()["sites"]
    assert isinstance(sites, list)
    assert [[one[name] for name in names] for one in sites] == [[30, 12, 365]]
    assert [changed.json()[name] for name in names] == [30, 12, None]
    assert "views 30 days, figures 12 months, answers for ever" in shown.out


async def test_the_doctor_says_where_views_are_kept_for_too_long(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db, keep_views_days=10)
    writer = Writer(db, patience=30)
    says = []
    for days in (11, 13):
        at = datetime.now(UTC) - timedelta(days=days)
        await writer.write(site, a_batch([a_view()]), at, is_bot=False)
        await close_idle_views(db, site, at + timedelta(minutes=31))
        ended = await run("doctor", "--json", "--database-url", dsn)
        says += [check for check in ended.json()["checks"] if check["name"] == "retention"]  # type: ignore[attr-defined]  # a list, or this fails
    await writer.close()

    assert [check["state"] for check in says] == ["ok", "warn"]
    assert says[1]["says"].startswith("views of shop are kept for longer than they should be: ")

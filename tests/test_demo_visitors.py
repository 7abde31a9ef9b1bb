"""The simulated visitors of `balk demo`: what they did is what Balk says they did."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import uvicorn

from balk.app import create_app
from balk.demo.manners import NEWSLETTER, SIGN_UP
from balk.demo.visitors import Truth, send_visitors, visits_of
from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.settings import Settings
from balk.sites import Site
from balk.views.close import close_idle_views
from given import NOW, a_site, eventually


@asynccontextmanager
async def a_server(dsn: str) -> AsyncIterator[str]:
    """Balk on that database, without its background work; its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        app = create_app(Settings(data=Path("none"), port=port), dsn)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        running = asyncio.create_task(server.serve(sockets=[taken]))
        while not server.started:
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        await running


async def sent(dsn: str, site: Site, visits: int) -> Truth:
    async with a_server(dsn) as url:
        return await send_visitors(url, site, datetime.now(UTC), visits=visits)


async def test_every_simulated_view_is_stored_with_the_field_it_was_left_at(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    truth = await sent(dsn, site, 1_000)
    now = datetime.now(UTC)
    while await close_idle_views(db, site, now):
        pass
    today = now.date()
    said: dict[str, tuple[int, ...]] = {}
    left: dict[str, dict[str, int]] = {}
    for form in truth.forms:
        report = await friction_report(db, site, form, Filters(today - timedelta(days=31), today), now)
        assert report is not None
        t = report.totals
        said[form] = (t.views, t.started, t.attempted, t.completed, t.unconfirmed, t.abandoned, t.in_progress)
        left[form] = {field.field: field.abandoned for field in report.fields if field.abandoned}
        if report.submit.abandoned:
            left[form][""] = report.submit.abandoned
        if form == truth.bad_form:
            worst = max(report.fields, key=lambda field: field.recoverable.value)
            assert (worst.field, worst.recoverable.low > 0) == (truth.bad_field, True)
            assert max(worst.reasons, key=lambda reason: reason.left).tag in (
                "unnecessary-question",
                "privacy-trust",
                "validation",
            )
    assert said == {
        form: (t.views, t.started, t.attempted, t.completed, t.unconfirmed, t.abandoned, t.in_progress)
        for form, t in truth.forms.items()
    }
    assert left == {form: t.abandoned_at for form, t in truth.forms.items()}
    answers = await db.fetchval("select count(*) from answer where site_id = $1", site.site_id)
    assert answers == sum(form.answered for form in truth.forms.values())


async def test_the_script_is_asked_for_before_the_first_view_is_sent(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    assert await db.fetchval("select script_seen_at from site where site_id = $1", site.site_id) is None

    async with a_server(dsn) as url:
        await send_visitors(url, site, datetime.now(UTC), visits=20)
        await eventually(
            lambda: db.fetchval("select script_seen_at from site where site_id = $1", site.site_id),
            lambda seen_at: seen_at is not None,
        )


async def test_whoever_sends_visits_is_told_of_each_as_it_is_sent(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    told: list[tuple[int, int]] = []

    async with a_server(dsn) as url:
        truth = await send_visitors(
            url, site, datetime.now(UTC), visits=20, tell=lambda sent, of: told.append((sent, of))
        )

    assert told == [(sent, truth.messages) for sent in range(1, truth.messages + 1)]


async def test_the_same_seed_makes_the_same_people(db: asyncpg.Pool) -> None:
    site = await a_site(db)
    once, again, other = (list(visits_of(site, NOW, days=30, visits=50, seed=seed)) for seed in (7, 7, 8))
    assert once == again
    assert once != other


async def test_nobody_in_the_holdout_is_asked(db: asyncpg.Pool) -> None:
    site = await a_site(db, holdout=0.5)
    held = [visit.told for visit in visits_of(site, NOW, days=30, visits=600, seed=1) if visit.batch.holdout]
    assert len(held) > 200
    assert [(told.view.shown, told.answer) for told in held if told.view.shown or told.answer] == []


async def test_visits_lie_within_the_days_asked_for(db: asyncpg.Pool) -> None:
    site = await a_site(db)
    ages = [visit.batch.views[0].age_ms for visit in visits_of(site, NOW, days=30, visits=600, seed=1)]
    assert max(ages) <= 30 * 86_400_000
    assert min(ages) >= 0


async def test_too_few_days_for_the_abandonment_window_are_refused(db: asyncpg.Pool) -> None:
    site = await a_site(db, abandon_after_s=86_400)
    with pytest.raises(ValueError, match="1 days are too few"):
        await send_visitors("http://127.0.0.1:9", site, NOW, days=1)


def test_every_field_of_a_simulated_form_has_manners() -> None:
    for simulated in (SIGN_UP, NEWSLETTER):
        assert [field.key for field in simulated.form.fields] == list(simulated.manners)

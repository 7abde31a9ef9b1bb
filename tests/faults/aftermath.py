"""What is in the database when all is over, beside what the pages know."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from balk.db import open_pool
from balk.embedded import open_cluster
from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.sites import site_by_name
from balk.views.close import close_idle_views
from balk.views.rebuild import rebuild_rollups
from counting import counted, reported, rollup_rows
from faults.load import Known


class Aftermath(Struct):
    """What was found wrong: nothing, in each of these, where all is well."""

    lost: dict[str, Any]
    """Acknowledged, and not there or older there."""
    twice: list[UUID]
    invented: list[Any]
    """There, and never sent."""
    wrong: dict[str, tuple[Any, Any]]
    """Figures that are not as the model's, with both."""


@asynccontextmanager
async def opened(data: Path) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the database of a data folder, whoever else uses it."""
    with open_cluster(data) as cluster:
        db = await open_pool(cluster.dsn(), largest=2)
        try:
            yield db
        finally:
            await db.close()


async def closed_views(data: Path) -> dict[UUID, int]:
    """Every closed view, with the `seq` at which it was closed."""
    async with opened(data) as db:
        return {row["view_id"]: row["seq"] for row in await db.fetch("select view_id, seq from view_closed")}


async def aftermath(data: Path, known: Known) -> Aftermath:
    """Close every view, and compare the database with what the pages know, and the report with the model."""
    async with opened(data) as db:
        site = await site_by_name(db, "shop")
        assert site is not None
        later = datetime.now(UTC) + timedelta(seconds=site.abandon_after_s, minutes=10)
        while await close_idle_views(db, site, later):
            pass
        there = [(row["view_id"], row["seq"]) for row in await db.fetch("select view_id, seq from view_closed")]
        answers = {row["answer_id"]: row["seq"] for row in await db.fetch("select answer_id, seq from answer")}
        moments = {
            (row["visit_id"], row["name"]): row["count"]
            for row in await db.fetch("select visit_id, name, count from moment")
        }
        told = reported(await friction_report(db, site, "signup", Filters(date(2000, 1, 1), date(2100, 1, 1)), later))
        incremental = await rollup_rows(db, site.site_id)
        await rebuild_rollups(db, site.site_id)
        rebuilt = await rollup_rows(db, site.site_id)
        still_open = await db.fetchval("select count(*) from view_open")
    model = counted(known.snapshots[view] for view in there if view in known.snapshots)
    compared = {"report": (told, model), "rollups": (incremental, rebuilt), "open": (still_open, 0)}
    return Aftermath(
        lost={
            kind: missing
            for kind, promised, stored in (
                ("views", known.views, dict(there)),
                ("answers", known.answers, answers),
                ("moments", known.moments, moments),
            )
            if (missing := older(promised, stored))
        },
        twice=[view for view, count in Counter(view for view, _ in there).items() if count > 1],
        invented=[view for view in there if view not in known.snapshots],
        wrong={what: both for what, both in compared.items() if both[0] != both[1]},
    )


def older(promised: dict[Any, int], stored: dict[Any, int]) -> dict[Any, tuple[int, int]]:
    """What is not there as it was promised, or further: the promised number, and the one found."""
    return {one: (number, stored.get(one, -1)) for one, number in promised.items() if stored.get(one, -1) < number}

"""Erasing: one visit, every answer that contains a text, a whole site; each with the proof that nothing remains.

What a visit adds to the rollups is taken out of them, so that rollups made again from the closed views come out the
same. What it told of the form itself stays: the names of forms and fields are the page's, not the visit's. A page that
is still open goes on sending; what it then sends is a visit like any other.
"""

import asyncio
import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from typing import Any  # arguments of statements
from uuid import UUID

import asyncpg
from msgspec import Struct

from balk.sites import Site, change_site
from balk.views.close import closed_views, closer_lock
from balk.views.rollups import ROLLUPS, Sums, drop_empty

_ROWS = 5_000
_PATIENCE_S = 6 * 3600
"""Nothing leads from a visit to its closed views: they are all looked through."""

BELIEVED_S = 4.0
"""So long after a site was disabled hardly anything arrives any more: `KnownSites` believes what it knows for two
seconds, and a flush has failed after two more. A slow body can take longer."""

_ON_THE_WAY = timedelta(hours=2)
"""Nothing takes so long from being received to being written."""

OF_A_SITE = (
    *("view_open", "view_closed", *ROLLUPS, "answer", "moment", "refusal"),
    *("field_setting", "form_setting", "success_rule", "field", "version", "form", "api_token", "site"),
)
"""Every table that holds something of one site; what others lead to comes after them."""


class Erasure(Struct, frozen=True):
    """What was removed, and what is still there when looked for again afterwards, by table."""

    erased: dict[str, int]
    remaining: dict[str, int]


async def erase_visit(db: asyncpg.Pool, site: Site, visit: UUID) -> Erasure:
    """Remove a visit's views, open and closed, with what they add to the rollups, its answers and its moments.

    A visit that goes on after half an hour is another one. A view that began in the first goes with either, and the
    answers given in it go with it.
    """
    async with db.acquire(timeout=10) as connection:
        async with connection.transaction():
            await _lock(connection, site)
            views = await _views_of(connection, site, visit)
            emptied = await _take_out(connection, site, views)
            erased = {
                table: await _delete(connection, f"delete from {table} where site_id = $1 and {condition}", *arguments)
                for table, (condition, *arguments) in _of_visit(site, visit, views).items()
            }
        left = {*views, *await _views_of(connection, site, visit)}
        return Erasure(erased | emptied, await _count_visit(connection, site, visit, list(left)))


async def count_visit(db: asyncpg.Pool, site: Site, visit: UUID) -> dict[str, int]:
    """What there is of a visit, by table."""
    async with db.acquire(timeout=10) as connection:
        return await _count_visit(connection, site, visit, await _views_of(connection, site, visit))


async def _count_visit(db: asyncpg.Connection, site: Site, visit: UUID, views: list[UUID]) -> dict[str, int]:
    return {
        table: await db.fetchval(
            f"select count(*) from {table} where site_id = $1 and {condition}", *arguments, timeout=_PATIENCE_S
        )
        for table, (condition, *arguments) in _of_visit(site, visit, views).items()
    }


def _of_visit(site: Site, visit: UUID, views: list[UUID]) -> dict[str, tuple[Any, ...]]:
    """A condition for each table, and its arguments."""
    return {
        "view_open": ("view_id = any($2::uuid[])", site.site_id, views),
        "view_closed": ("view_id = any($2::uuid[])", site.site_id, views),
        "answer": ("(visit_id = $2 or view_id = any($3::uuid[]))", site.site_id, visit, views),
        "moment": ("visit_id = $2", site.site_id, visit),
    }


async def _views_of(db: asyncpg.Connection, site: Site, visit: UUID) -> list[UUID]:
    rows = await db.fetch(
        """
        select view_id from view_open where site_id = $1 and visit_id = $2
        union
        select view_id from view_closed where site_id = $1 and visit_id = $2
        """,
        site.site_id,
        visit,
        timeout=_PATIENCE_S,
    )
    return [row["view_id"] for row in rows]


async def _take_out(db: asyncpg.Connection, site: Site, views: list[UUID]) -> dict[str, int]:
    """What these views add to the rollups, where they are closed; how many rows thereby counted nothing, and went."""
    sums = Sums()
    for view in (await closed_views(db, site.site_id, list(views))).values():
        sums.add(view, -1)
    await sums.store(db, site.site_id)
    return await drop_empty(db, site.site_id, sums)


async def erase_answers(db: asyncpg.Pool, site: Site, text: str) -> Erasure:
    """Remove every answer whose text, or a chosen text, contains `text`, whatever its case.

    Views still say that something was answered; messages that a page showed are no answers.
    """
    async with db.acquire(timeout=10) as connection:
        found = await _answers_with(connection, site, text)
        erased = 0
        for at in range(0, len(found), _ROWS):
            erased += await _delete(
                connection,
                "delete from answer where site_id = $1 and answer_id = any($2::uuid[])",
                site.site_id,
                found[at : at + _ROWS],
            )
        return Erasure({"answer": erased}, {"answer": len(await _answers_with(connection, site, text))})


async def count_answers(db: asyncpg.Pool, site: Site, text: str) -> dict[str, int]:
    """How many answers contain a text, by table."""
    async with db.acquire(timeout=10) as connection:
        return {"answer": len(await _answers_with(connection, site, text))}


async def _answers_with(db: asyncpg.Connection, site: Site, text: str) -> list[UUID]:
    """Compared here and not in the database, which may know the upper case of ASCII letters only."""
    wanted = _plain(text)
    async with db.transaction(readonly=True):
        rows = db.cursor("select answer_id, text, choices from answer where site_id = $1", site.site_id, prefetch=_ROWS)
        return [
            row["answer_id"]
            async for row in rows
            if any(wanted in _plain(one) for one in (row["text"], *row["choices"]))
        ]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


async def erase_site(db: asyncpg.Pool, site: Site, now: datetime, *, believed_s: float = BELIEVED_S) -> Erasure:
    """Remove a site with its key, its tokens and everything recorded for it.

    Takes some seconds: it is first disabled, so that nothing arrives any more. What was on its way all the same is
    removed by `erase_stragglers`.
    """
    await change_site(db, site, enabled=False)
    await asyncio.sleep(believed_s)
    async with db.acquire(timeout=10) as connection:
        async with connection.transaction():
            await _lock(connection, site)
            erased = await _delete_site(connection, site.site_id)
            await connection.execute("insert into removed_site values ($1, $2)", site.site_id, now)
        return Erasure(erased, await _count_site(connection, site))


async def erase_stragglers(db: asyncpg.Connection, now: datetime) -> Counter[str]:
    """Remove what arrived for sites that had just been removed, and forget those that were removed long enough ago."""
    erased: Counter[str] = Counter()
    for row in await db.fetch("select site_id, removed_at from removed_site"):
        erased += Counter(await _delete_site(db, row["site_id"]))
        if row["removed_at"] < now - _ON_THE_WAY:
            await db.execute("delete from removed_site where site_id = $1", row["site_id"])
    return erased


async def _delete_site(db: asyncpg.Connection, site_id: int) -> dict[str, int]:
    return {table: await _delete(db, f"delete from {table} where site_id = $1", site_id) for table in OF_A_SITE}


async def count_site(db: asyncpg.Pool, site: Site) -> dict[str, int]:
    """What there is of a site, by table."""
    async with db.acquire(timeout=10) as connection:
        return await _count_site(connection, site)


async def _count_site(db: asyncpg.Connection, site: Site) -> dict[str, int]:
    return {
        table: await db.fetchval(f"select count(*) from {table} where site_id = $1", site.site_id, timeout=_PATIENCE_S)
        for table in OF_A_SITE
    }


async def clear_files(db: asyncpg.Pool, done: Erasure, *, rewrite: bool = False) -> None:
    """Free the space that erased rows, and earlier states of them, took in the files of tables.

    The bytes stay there until others come in their place. With `rewrite` the tables are written anew, and nothing is
    left; whoever uses them waits meanwhile. What the write-ahead log, replicas and backups hold is not touched.
    """
    if not any(done.erased.values()):
        return
    async with db.acquire(timeout=10) as connection:
        for table in done.erased:
            await connection.execute(f"vacuum {'(full) ' if rewrite else ''}{table}", timeout=_PATIENCE_S)


async def _lock(db: asyncpg.Connection, site: Site) -> None:
    """Let no closer be at work on the site until this transaction ends."""
    await db.execute("select pg_advisory_xact_lock($1)", closer_lock(site.site_id))


async def _delete(db: asyncpg.Connection, sql: str, *arguments: object) -> int:
    return int((await db.execute(sql, *arguments, timeout=_PATIENCE_S)).removeprefix("DELETE "))

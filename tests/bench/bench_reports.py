"""Reports at one million and at ten million closed views of one site.

    python tests/bench/bench_reports.py [--views 1000000 10000000] [--data DIR1 DIR2] [--questions 60]

Fills an embedded PostgreSQL for each size (`generate_views`; what a given DIR holds already is used again), then asks
60 different reports a kind of filter, each once before it counts: in this process, where `database` is the time of all
SQL statements of a report as their connection sees it, and over HTTP from a `balk serve`, for the API's JSON and, where
a page offers the filter, for the page, signed in. Then which statements took it, the other pages, filters that no
rollup knows, disk, and how far p50 and p90 are from exact ones.

Goals: p95 50 ms in the database and 100 ms as a page, alike for both sizes; 1.5 KB a started view; errors within 2 %.
"""

import argparse
import asyncio
import http.client
import re
import sys
import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import starmap
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from balk.accounts import AccountExists, add_account, add_token
from balk.accounts.sessions import open_session
from balk.admin.guard import COOKIE
from balk.db import open_pool
from balk.report.friction import friction_report
from balk.sites import Site
from bench import stored
from bench.generate_views import SITE, filled, made_site
from bench.machine import percentile, show
from bench.made_views import MadeForm
from bench.reports_asked import KINDS, Question, odd_questions, questions
from bench.running import Server, a_cluster, balk_serve

OTHER_PAGES = {
    "forms": f"/sites/{SITE}?days=28",
    "responses": f"/sites/{SITE}/responses",
    "responses that abandoned": f"/sites/{SITE}/responses?outcome=abandoned",
    "responses of a form, by text": f"/sites/{SITE}/responses?form=form-2&q=phone",
}


class Timed:
    """How long statements took, in milliseconds, of the report that is being made and by their text."""

    def __init__(self) -> None:
        self.now = 0.0
        self.by_statement: defaultdict[str, list[float]] = defaultdict(list)

    def __call__(self, statement: Any) -> None:  # asyncpg's LoggedQuery
        self.now += 1_000 * statement.elapsed
        self.by_statement[_told(statement.query)].append(1_000 * statement.elapsed)


def _told(sql: str) -> str:
    """A statement in a few words: its comment, or its beginning and the tables it reads."""
    bare = " ".join(sql.split())
    comment = re.search(r"-- ([^\n]{1,70})", sql)
    tables = "+".join(dict.fromkeys(re.findall(r"(?:from|join) (\w+)", sql)))
    return f"{tables}: {comment[1] if comment else bare[:40]}"[:110]


async def in_process(dsn: str, site: Site, asked: list[Question], timed: Timed) -> list[tuple[float, float]]:
    """Milliseconds of each report: in the database, and in all."""
    db = await open_pool(dsn, smallest=2, largest=2)
    async with db.acquire() as one, db.acquire() as other:
        for connection in (one, other):
            connection.add_query_logger(timed)
    took = []
    for measured in (False, True):
        timed.by_statement.clear()
        for question in asked:
            timed.now, began = 0.0, time.perf_counter()
            await friction_report(db, site, question.form, question.filters, datetime.now(UTC))
            if measured:
                took.append((timed.now, 1_000 * (time.perf_counter() - began)))
    await db.close()
    return took


class Reader:
    """A signed-in browser, and a program with a token."""

    def __init__(self, server: Server, session: str, token: str) -> None:
        self._server = server
        self._headers = {"Cookie": f"{COOKIE}={session}", "Authorization": f"Bearer {token}"}

    def get(self, path: str, seconds: float = 120) -> tuple[int, float, int]:
        """Status, milliseconds until all of it was there, and bytes; status 0 where it took longer than `seconds`."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=seconds)
        try:
            connection.request("GET", path, headers=self._headers)
            answer = connection.getresponse()
            size = len(answer.read())
            return answer.status, 1_000 * (time.perf_counter() - began), size
        except TimeoutError:
            return 0, 1_000 * (time.perf_counter() - began), 0
        finally:
            connection.close()

    def all(self, paths: list[str]) -> list[float]:
        """Milliseconds of each, which must be there."""
        for path in paths[:5]:
            self.get(path)
        took = []
        for path in paths:
            status, ms, _ = self.get(path)
            if status != 200:
                raise SystemExit(f"{path} answered {status}")
            took.append(ms)
        return took


async def _reader(dsn: str, server: Server, site: Site) -> Reader:
    db = await open_pool(dsn, largest=1)
    now = datetime.now(UTC)
    with suppress(AccountExists):
        await add_account(db, "bench@example.com", "a long enough password", "owner", now)
    account: int = await db.fetchval("select account_id from account where email = 'bench@example.com'")
    reader = Reader(server, await open_session(db, account, now), await add_token(db, site, "read", now))
    await db.close()
    return reader


def _two(values: list[float]) -> list[object]:
    return [percentile(values, 0.5), percentile(values, 0.95)] if values else ["", ""]


def by_kind(dsn: str, site: Site, forms: list[MadeForm], reader: Reader, number: int, today: date) -> None:
    """Every kind of filter, in the database, as JSON and as a page; then what the statements of the first took."""
    statements: list[list[object]] = []

    def measured(kind: str) -> list[object]:
        asked = questions(kind, forms, number, today)
        timed = Timed()
        took = asyncio.run(in_process(dsn, site, asked, timed))
        over_http = reader.all([question.api for question in asked])
        pages = reader.all([page for question in asked if (page := question.page)])
        database, whole = ([one[at] for one in took] for at in (0, 1))
        if kind == KINDS[0]:
            every = sorted(timed.by_statement.items(), key=lambda one: -sum(one[1]))
            statements.extend(
                [told, len(ms) / len(asked), *_two(ms), sum(ms) / sum(database)] for told, ms in every[:10]
            )
        return [kind, len(asked), *_two(database), *_two(whole), *_two(over_http), *_two(pages)]

    where = ("database", "report", "API", "page")
    show(("ms by filter", "reports", *(f"{what} {p}" for what in where for p in ("p50", "p95"))), map(measured, KINDS))
    print("goals: database p95 50 ms, page p95 100 ms\n")
    show(("statement, reports without filter", "times", "p50 ms", "p95 ms", "share"), statements, first=100)
    print()


def one_by_one(forms: list[MadeForm], reader: Reader, today: date) -> None:
    """Other pages, and filters that no rollup knows."""
    asked = [(f"page: {name}", path, 3) for name, path in OTHER_PAGES.items()]
    asked += [(name, question.api, 1) for name, question in odd_questions(forms, today)]

    def measured(name: str, path: str, times: int) -> list[object]:
        tries = [reader.get(path) for _ in range(times + 1)][1:]
        return [name, tries[-1][0], min(ms for _, ms, _ in tries), max(ms for _, ms, _ in tries)]

    show(("ms of others", "status", "least", "most"), starmap(measured, asked))
    print()


def measure(data: Path | None, views: int, days: int, number: int) -> None:
    """One size."""
    with a_cluster(data) as cluster:
        dsn = cluster.dsn()
        site = asyncio.run(filled(dsn, views, days, say=True))
        _, forms = asyncio.run(_made(dsn))
        today = datetime.now(UTC).date()
        print(f"\n{views:,} views wanted, {days} days, {len(forms)} forms")
        with balk_serve(dsn) as server:
            time.sleep(10)  # its first background work is no part of a report
            reader = asyncio.run(_reader(dsn, server, site))
            by_kind(dsn, site, forms, reader, number, today)
            one_by_one(forms, reader, today)
        asyncio.run(stored.show_disk(dsn, site))
        asyncio.run(stored.show_errors(dsn, site, forms))


async def _made(dsn: str) -> tuple[Site, list[MadeForm]]:
    db: asyncpg.Pool = await open_pool(dsn, largest=1)
    try:
        return await made_site(db)
    finally:
        await db.close()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--views", type=int, nargs="+", default=[1_000_000, 10_000_000])
    options.add_argument("--data", type=Path, nargs="+", default=[])
    options.add_argument("--days", type=int, default=90)
    options.add_argument("--questions", type=int, default=60)
    given = options.parse_args()
    if given.data and len(given.data) != len(given.views):
        options.error("as many folders as sizes")
    for data, views in zip(given.data or [None] * len(given.views), given.views, strict=True):
        measure(data, views, given.days, given.questions)


if __name__ == "__main__":
    main()

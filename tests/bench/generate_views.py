"""A data folder with one site of some million closed views over 90 days, through COPY, and the rollups they add up to.

    python tests/bench/generate_views.py --data DIR [--views 1000000] [--days 90]

Does nothing where DIR holds as many already, but for the views still open, which are made anew. Views lie in the table
in the order in which they would have been closed.
"""

import argparse
import asyncio
import os
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import asyncpg
from msgspec.structs import astuple, replace

sys.path.insert(0, str(Path(__file__).parents[1]))

from balk import embedded, wire
from balk.db import open_pool
from balk.ingest.catalogue import Catalogue
from balk.ingest.statements import STORE_ANSWER
from balk.migrate import migrate
from balk.prompts.answers import StoredAnswer
from balk.sites import Site, add_site, site_by_name
from balk.views import snapshot
from balk.views.close import tell_answers
from balk.views.codes import ViewFlag
from balk.views.partitions import make_partitions, missing_months
from balk.views.record import OPEN_COLUMNS, ViewRecord
from balk.views.rollups import ROLLUPS
from bench.made_rows import DAY_US, Cell, Day, copied, copied_columns, made_cells, made_day
from bench.made_views import FormIds, MadeForm, made_forms

SITE = "bench"
ORIGIN = "https://shop.example"
IDLE = timedelta(minutes=30)
_WEEKDAYS = (1.15, 1.2, 1.15, 1.1, 1.0, 0.7, 0.7)
_TEXTS = (
    "the phone number is not accepted",
    "why do you need my birthday?",
    "too expensive for what it is",
    "I just want to look around first, nothing is wrong with the form as far as I can tell",
    "postcode field keeps saying it is invalid",
    "",
)
_TAGS = ("error", "privacy", "price", "unclear", "later", "length")


async def made_site(db: asyncpg.Pool, name: str = SITE, forms: int = 20, seed: int = 4) -> tuple[Site, list[MadeForm]]:
    """The site, made where it is missing, and its forms."""
    site = await site_by_name(db, name) or await add_site(db, name, [ORIGIN], datetime.now(UTC))
    return site, made_forms(Random(seed), forms)


async def form_ids(db: asyncpg.Pool, site: Site, forms: list[MadeForm]) -> list[FormIds]:
    """The forms' ids; they are made known where they are not."""
    catalogue = Catalogue()
    now = datetime.now(UTC)
    async with db.acquire() as connection:
        for version in range(3):
            batch = wire.Batch(v=wire.VERSION, visit=uuid.uuid4(), forms=[form.form[version] for form in forms])
            view = [wire.View(uuid.uuid4(), 1, form.key, f"v1-{at}", form.pages[0]) for at, form in enumerate(forms)]
            wanted = catalogue.wanted(site.site_id, [replace(batch, views=view)], now)
            await catalogue.learn(connection, site.site_id, wanted, now)
    known = [catalogue.form(site.site_id, form.key) for form in forms]
    return [
        FormIds(
            ids.form_id,
            [ids.version_id(one.version) for one in form.form],
            [ids.field_id(field.key) for field in form.form[0].fields],
        )
        for form, ids in zip(forms, known, strict=True)
    ]


def _answer(site: Site, random: Random, view: ViewRecord) -> tuple[object, ...]:
    text = random.choice(_TEXTS)
    tag = random.choices(_TAGS, (30, 8, 16, 12, 24, 10))[0]
    tags = f'[{{"tag":"{tag}","by":"person","confidence":1.0}}]'
    field = view.snapshot.last_field
    answer = StoredAnswer(
        answer_id=uuid.UUID(bytes=os.urandom(16)),
        seq=1,
        visit_id=view.visit_id,
        view_id=view.view_id,
        form_id=view.form_id,
        field_id=field if field >= 0 else None,
        mentioned_field_id=field if field >= 0 and random.random() < 0.2 else None,
        prompt="what-stopped-you",
        question="What stopped you?",
        choices=["Something did not work"],
        score=None,
        text=text,
        lang="en",
        sentiment="neutral",
        tags=tags,
        page=view.snapshot.page,
        at=view.last_at,
    )
    return (site.site_id, *astuple(answer), view.device, view.source)


async def fill(
    dsn: str, site: Site, cells: list[Cell], views: int, days: int, answers: int = 20_000, say: bool = False
) -> int:
    """Fill the site's last `days` days up to now with about so many closed views; how many there are."""
    random = Random(6)
    now = datetime.now(UTC)
    dates = [now.date() - timedelta(days=days - 1 - place) for place in range(days)]
    until = [DAY_US] * (days - 1)
    until.append(max(0, int((now - IDLE - datetime(now.year, now.month, now.day, tzinfo=UTC)).total_seconds() * 1e6)))
    weights = [_WEEKDAYS[day.weekday()] * (0.9 + 0.2 * random.random()) for day in dates]
    weights[-1] *= until[-1] / DAY_US
    rows, sums = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    await make_partitions(rows, await missing_months(rows, dates))
    made = 0
    began = time.monotonic()
    writing: list[asyncio.Task[object]] = []
    for place, day in enumerate(dates):
        number = views * weights[place] / sum(weights)
        # In a thread, so that the day before is written meanwhile.
        chance = answers / views / 0.88
        one = await asyncio.to_thread(made_day, random, cells, round(number), day, place, until[place], chance)
        await asyncio.gather(*writing)
        made += len(one.rows)
        told = [_answer(site, random, view) for view in one.answered]
        copy = rows.copy_to_table("view_closed", source=copied(one.rows), columns=copied_columns(), format="binary")
        writing = [asyncio.create_task(copy), asyncio.create_task(_stored(sums, site, one, told))]
        if say:
            print(f"\r{day} {made:,} views, {time.monotonic() - began:.0f} s", end="", file=sys.stderr, flush=True)
    await asyncio.gather(*writing)
    await rows.close()
    await sums.close()
    return made


async def _stored(db: asyncpg.Connection, site: Site, day: Day, answers: list[tuple[object, ...]]) -> None:
    await db.executemany(STORE_ANSWER, answers)
    await tell_answers(db, site.site_id, day.answered)
    async with db.transaction():
        await day.sums.store(db, site.site_id)


async def open_views(db: asyncpg.Pool, site: Site, cells: list[Cell], number: int, idle: timedelta = IDLE) -> None:
    """Leave just so many open views of the site, last heard of within `idle`; of each what is in `cells`."""
    random = Random(7)
    now = datetime.now(UTC)
    shares = [cell.share for cell in cells]
    rows = []
    for cell in random.choices(cells, shares, k=number):
        view = random.choice(cell.views)
        if view.flags & ViewFlag.COMPLETED and random.random() < 0.95:
            view = replace(view, flags=view.flags & ~ViewFlag.COMPLETED & ~ViewFlag.ATTEMPTED)
        last_at = now - idle * random.random()
        rows.append(
            replace(
                view,
                view_id=uuid.UUID(bytes=os.urandom(16), version=4),
                visit_id=uuid.UUID(bytes=os.urandom(16), version=4),
                started_at=last_at - (view.last_at - view.started_at),
                last_at=last_at,
            )
        )
    await db.execute("delete from view_open where site_id = $1", site.site_id)
    await copy_open(db, site, rows)


async def copy_open(db: asyncpg.Pool, site: Site, views: list[ViewRecord]) -> None:
    """Put views into `view_open`."""
    columns = OPEN_COLUMNS.split(", ")
    records = [
        (site.site_id, *(snapshot.encode(view.snapshot) if at == "doc" else getattr(view, at) for at in columns))
        for view in views
    ]
    await db.copy_records_to_table("view_open", records=records, columns=["site_id", *columns])


async def filled(dsn: str, views: int, days: int, say: bool = False) -> Site:
    """The made site with about so many closed views, and what 30 minutes of such traffic leave open."""
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    db = await open_pool(dsn, largest=4)
    site, forms = await made_site(db)
    ids = await form_ids(db, site, forms)
    has = await db.fetchval(
        "select coalesce(sum(views), 0)::bigint from form_day where site_id = $1 and days = 1", site.site_id
    )
    new = has < views * 0.9
    cells = await made_cells(connection, site, forms, ids, min(100_000, views) if new else 20_000, days)
    if new:
        made = await fill(dsn, site, cells, views - has, days, say=say)
        print(f"\n{made:,} views made", file=sys.stderr)
        for table in ("view_closed", *ROLLUPS, "answer"):
            await connection.execute(f"vacuum analyze {table}", timeout=3_600)
    await open_views(db, site, cells, views // days // 48)
    await connection.execute("vacuum analyze view_open")
    await db.close()
    await connection.close()
    return site


def main() -> None:
    """Fill the data folder."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--views", type=int, default=1_000_000)
    options.add_argument("--days", type=int, default=90)
    given = options.parse_args()
    with embedded.open_cluster(given.data) as cluster:
        asyncio.run(filled(cluster.dsn(), given.views, given.days, say=True))


if __name__ == "__main__":
    main()

"""The schema and a day's statements on the oldest PostgreSQL that Balk runs on, and on the newest."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from balk import wire
from balk.db import open_pool
from balk.embedded import Cluster, open_cluster
from balk.embedded.binaries import binaries_for
from balk.ingest.writer import Writer
from balk.migrate import migrate
from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.views.close import close_idle_views
from given import NOW, a_batch, a_site, a_view, touched


@pytest.fixture(params=["15", "18"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster of that version."""
    marker = tmp_path / "marker"
    marker.mkdir()
    (marker / "PG_VERSION").write_text(request.param)
    try:
        programs = binaries_for(marker)
    except Exception as error:
        pytest.skip(f"no programs of PostgreSQL {request.param} on this machine: {error}")
    monkeypatch.setenv("BALK_POSTGRES_BIN", str(programs))
    with open_cluster(tmp_path / "data") as cluster:
        yield cluster


async def test_what_is_collected_shows_in_the_report(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.dsn())
    await migrate(connection)
    await connection.close()
    db = await open_pool(cluster.dsn())
    writer = Writer(db)
    site = await a_site(db)
    left = a_view([touched("name"), touched("phone", 0, flags=0)], age_ms=4_000_000, idle_ms=3_600_000)
    done = a_view([touched("name"), touched("phone")], age_ms=4_000_000, idle_ms=3_600_000, attempts=1, outcome="api")
    later = wire.View(**{name: getattr(left, name) for name in left.__struct_fields__} | {"seq": 2})

    await writer.write(site, a_batch([left, done]), NOW, False)
    await writer.write(site, a_batch([later]), NOW, False)
    closed = await close_idle_views(db, site, NOW)
    report = await friction_report(db, site, "signup", Filters(date(2026, 11, 1), date(2026, 11, 30)), NOW)
    await writer.close()
    await db.close()

    assert report is not None
    figures = {field.field: (field.reached, field.abandoned) for field in report.fields if field.reached}
    assert (closed, report.totals.completed, figures) == (2, 1, {"name": (2, 0), "phone": (2, 1)})

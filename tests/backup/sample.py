"""A database with something of everything, and all that it tells."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from litestar.testing import AsyncTestClient

from balk.accounts import add_account, add_token
from balk.app import create_app
from balk.db import open_pool
from balk.export.stream import FORMATS, WHAT, stream
from balk.form_settings import hide_field, merge_form, name_form
from balk.ingest.writer import Writer
from balk.migrate import migrate
from balk.report.catalogue import form_by_key
from balk.report.form_fields import form_fields
from balk.settings import Settings
from balk.sites import all_sites, site_by_name
from balk.success_rules import add_rule, list_rules
from balk.views.close import close_idle_views
from balk.wire import Moment, SuccessRule
from given import a_batch, a_form, a_site, a_view, an_answer, touched

OLD: dict[str, Any] = {"age_ms": 5_000_000, "idle_ms": 4_000_000}


async def fill(dsn: str) -> str:
    """Two sites with views open and closed, answers, moments and an owner's settings; a token for the first."""
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    await connection.close()
    db = await open_pool(dsn)
    writer = Writer(db, patience=60)
    now = datetime.now(UTC)
    for name in ("shop", "other"):
        site = await a_site(db, name)
        left = [a_view([touched("name"), touched("phone", 0)], **OLD) for _ in range(6)]
        done = [a_view([touched("name"), touched("email")], attempts=1, outcome="api", **OLD) for _ in range(4)]
        older = [a_view([touched("name", 0)], form="old", version="v0", **OLD) for _ in range(3)]
        why = [an_answer(left[0], text="I don't trust you"), an_answer(left[1], choices=["rather-not"])]
        forms = [a_form(), a_form("old", version="v0")]
        await writer.write(site, a_batch([*left, *done], forms, answers=why), now, False)
        await writer.write(site, a_batch(older, forms, moments=[Moment(name="cart", value=9.5)]), now, False)
        await close_idle_views(db, site, now)
        await writer.write(site, a_batch([a_view(), a_view([touched("phone", 0)])]), now, False)
        await _arrange(db, site.site_id, now)
    writer.refusals.count(site.site_id, now.date(), "origin", 3)
    await writer.close()
    await add_account(db, "ada@example.com", "correct horse battery", "owner", now)
    first = await site_by_name(db, "shop")
    assert first is not None
    token = await add_token(db, first, "read", now)
    await db.close()
    return token


async def _arrange(db: asyncpg.Pool, site_id: int, now: datetime) -> None:
    form = await form_by_key(db, site_id, "signup")
    assert form is not None
    await name_form(db, site_id, form, "Join us")
    fields = await form_fields(db, site_id, form)
    await hide_field(db, site_id, form, fields.entries[fields.by_key["email"]], True)
    await merge_form(db, site_id, "old", "signup")
    await add_rule(db, site_id, SuccessRule(url="/thanks*"), now)


async def told(dsn: str, token: str) -> dict[str, bytes]:
    """Everything that the API and the exports say, byte for byte."""
    said = {}
    today = datetime.now(UTC).date()
    days = f"?from={today - timedelta(days=9)}&to={today + timedelta(days=1)}"
    db = await open_pool(dsn)
    async with AsyncTestClient(create_app(Settings(data=Path("unused")), dsn)) as client:
        views = await db.fetch("select view_id from view_open union select view_id from view_closed order by 1")
        paths = ["forms", "forms.csv", "forms/signup/report", "forms/signup/report.csv", "forms/signup/fields.csv"]
        paths += ["responses", "responses.csv", "moments", "moments.csv"]
        for path in [f"{path}{days}" for path in paths] + [f"views/{row['view_id']}" for row in views]:
            answer = await client.get(f"/api/v1/sites/shop/{path}", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == (200 if "views/" not in path else answer.status_code), path
            said[path] = answer.content
    now = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(days=1)
    for site in await all_sites(db):
        said[f"{site.name} rules"] = repr(await list_rules(db, site.site_id)).encode()
        for what in WHAT:
            for form in FORMATS:
                said[f"{site.name} {what} {form}"] = b"".join(
                    [chunk async for chunk in stream(db, site, what, form, now)]
                )
    said["refusals"] = repr(await db.fetch("select * from refusal order by site_id, day, reason")).encode()
    await db.close()
    return said

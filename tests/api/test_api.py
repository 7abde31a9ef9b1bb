"""The JSON API from outside: names, tokens, refusals."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from litestar.testing import AsyncTestClient

import given as g
from balk.accounts import add_token
from balk.app import create_app
from balk.form_settings import hide_field, hide_form, merge_field, merge_form
from balk.ingest.writer import Writer
from balk.report.catalogue import form_by_key
from balk.report.form_fields import form_fields
from balk.settings import Settings
from balk.sites import site_by_name


@pytest_asyncio.fixture
async def client(dsn: str) -> AsyncIterator[AsyncTestClient[Any]]:
    async with AsyncTestClient(create_app(Settings(data=Path("unused")), dsn)) as made:
        yield made


@pytest_asyncio.fixture
async def token(db: asyncpg.Pool) -> str:
    """A token of the site "shop", which has one abandoned view with an answer."""
    site = await g.a_site(db)
    writer = Writer(db)
    view = g.a_view(
        [g.touched("name"), g.touched("phone", 0)],
        age_ms=4_000_000,
        idle_ms=3_900_000,
        steps=[0, 0, 12, 1000, 5, 1, 30, 7999],
    )
    batch = g.a_batch([view], answers=[g.an_answer(view, choices=["rather-not"])])
    await writer.write(site, batch, datetime.now(UTC), False)
    await writer.close()
    return await add_token(db, site, "read", datetime.now(UTC))


async def read(client: AsyncTestClient[Any], path: str, token: str | None) -> Any:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return await client.get(f"/api/v1/sites/{path}", headers=headers)


async def test_forms_and_report_have_the_names_of_the_contract(client: AsyncTestClient[Any], token: str) -> None:
    forms = (await read(client, "shop/forms", token)).json()["forms"]
    report = (await read(client, "shop/forms/signup/report", token)).json()

    assert [(form["form"], form["started"], form["abandoned"]) for form in forms] == [("signup", 1, 1)]
    assert list(report) == [
        "form", "name", "page", "period", "sampling", "totals", "fields", "submit", "reasons", "prompts",
        "hidden", "views_kept_since",
    ]  # fmt: skip
    assert list(report["period"]) == ["from", "to"]
    assert list(report["prompts"]["effect"]) == ["with", "holdout", "difference"]
    phone = report["fields"][2]
    assert (phone["field"], phone["abandoned"], phone["end_states"]["empty"]) == ("phone", 1, 1)
    assert phone["reasons"] == [{"tag": "privacy-trust", "left": 1, "completed": 0}]


async def test_a_form_whose_key_has_slashes_has_a_report(
    client: AsyncTestClient[Any], db: asyncpg.Pool, token: str
) -> None:
    site = await site_by_name(db, "shop")
    assert site is not None
    writer = Writer(db)
    batch = g.a_batch([g.a_view([g.touched("code", 0)], form="/go/thanks")], [g.a_form("/go/thanks", ["code"])])
    await writer.write(site, batch, datetime.now(UTC), False)
    await writer.close()

    report = (await read(client, "shop/forms/%2Fgo%2Fthanks/report", token)).json()
    table = await read(client, "shop/forms/%2fgo%2fthanks/report.csv", token)

    assert (report["form"], [field["field"] for field in report["fields"]]) == ("/go/thanks", ["code"])
    assert table.text.splitlines()[1].startswith("/go/thanks,code,")


async def test_responses_and_journey(client: AsyncTestClient[Any], token: str) -> None:
    page = (await read(client, "shop/responses?field=phone", token)).json()
    view = (await read(client, f"shop/views/{page['responses'][0]['view']}", token)).json()

    assert page["next"] is None
    assert page["responses"][0]["outcome"] == "abandoned"
    assert view["steps"] == [
        {"at_ms": 0, "what": "focus", "field": "name"},
        {"at_ms": 1200, "what": "change", "field": "name"},
        {"at_ms": 1700, "what": "focus", "field": "phone"},
        {"at_ms": 4700, "what": "answered", "field": None},
    ]
    assert view["abandoned_at_field"] == "phone"


async def test_a_merged_form_and_field_answer_as_what_they_count_in(
    client: AsyncTestClient[Any], db: asyncpg.Pool, token: str
) -> None:
    site = await site_by_name(db, "shop")
    assert site is not None
    writer = Writer(db)
    view = g.a_view([g.touched("mobile", 0)], form="old", age_ms=4_000_000, idle_ms=3_900_000)
    batch = g.a_batch([view], [g.a_form("old", ["mobile"])], answers=[g.an_answer(view, "mobile", choices=["refused"])])
    await writer.write(site, batch, datetime.now(UTC), False)
    await writer.close()
    await merge_form(db, site.site_id, "old", "signup")
    form = await form_by_key(db, site.site_id, "signup")
    assert form is not None
    await merge_field(db, site.site_id, form, "mobile", "phone")

    report = (await read(client, "shop/forms/signup/report", token)).json()
    phone = report["fields"][2]
    forms = (await read(client, "shop/forms", token)).json()["forms"]
    said = (await read(client, "shop/responses?form=old&field=mobile", token)).json()["responses"]
    journey = (await read(client, f"shop/views/{view.id}", token)).json()

    assert (report["form"], report["totals"]["abandoned"], phone["abandoned"], phone["answers"]) == ("signup", 2, 2, 2)
    assert (await read(client, "shop/forms/old/report", token)).json() == report
    for path in ("report.csv", "fields.csv"):
        texts = [(await read(client, f"shop/forms/{key}/{path}", token)).text for key in ("old", "signup")]
        assert texts[0] == texts[1]
    assert [(one["form"], one["views"]) for one in forms] == [("signup", 2)]
    assert sorted((one["form"], one["field"], one["tags"][0]["tag"]) for one in said) == [
        ("signup", "phone", "privacy-trust"),
        ("signup", "phone", "validation"),
    ]
    assert (journey["form"], journey["abandoned_at_field"]) == ("signup", "phone")


async def test_hidden_fields_and_forms_are_left_out_and_told(
    client: AsyncTestClient[Any], db: asyncpg.Pool, token: str
) -> None:
    site = await site_by_name(db, "shop")
    assert site is not None
    form = await form_by_key(db, site.site_id, "signup")
    assert form is not None
    fields = await form_fields(db, site.site_id, form)
    await hide_field(db, site.site_id, form, fields.entries[fields.by_key["phone"]], True)
    await hide_form(db, site.site_id, form, True)

    report = (await read(client, "shop/forms/signup/report", token)).json()

    assert report["hidden"] == {"fields": 1, "abandoned": 1, "answers": 1}
    assert [field["field"] for field in report["fields"]] == ["name", "email"]
    assert report["totals"]["abandoned"] == 1
    assert (await read(client, "shop/forms", token)).json() == {"forms": []}


@pytest.mark.parametrize("path", ["forms", "responses", "moments", "forms/signup/report", "forms/signup/fields"])
async def test_every_list_comes_as_csv_too(client: AsyncTestClient[Any], token: str, path: str) -> None:
    answer = await read(client, f"shop/{path}.csv", token)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "," in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    "path",
    [
        "forms", "forms.csv", "forms/signup/report", "forms/signup/report.csv", "forms/signup/fields.csv",
        "responses", "responses.csv", "moments", "moments.csv", "views/7b1e0f2e-0000-4000-8000-000000000000",
    ],
)  # fmt: skip
async def test_nothing_is_read_without_a_token_of_that_site(
    client: AsyncTestClient[Any], db: asyncpg.Pool, token: str, path: str
) -> None:
    await g.a_site(db, "other")

    statuses = [
        (await read(client, f"shop/{path}", None)).status_code,
        (await read(client, f"shop/{path}", "balk_nonsense")).status_code,
        (await read(client, f"other/{path}", token)).status_code,
        (await read(client, f"nowhere/{path}", token)).status_code,
    ]

    assert statuses == [401, 401, 404, 404]


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("forms/signup/report?from=2026-13-01", 400, "from"),
        ("forms/signup/report?from=2026-11-02&to=2026-11-01", 400, "from"),
        ("forms/signup/report?device=fridge", 400, "device"),
        ("forms/signup/report?source=%27%3B", 400, "source"),
        ("forms/signup/report?version=never", 400, "version"),
        ("forms/nothing/report", 404, "nothing"),
        ("responses?outcome=weird", 400, "outcome"),
        ("responses?from=never", 400, "from"),
        ("responses?limit=0", 400, "limit"),
        ("responses?limit=100000", 400, "limit"),
        ("responses?cursor=%00", 400, "cursor"),
        ("responses?q=%00", 400, ""),
        ("forms/signup/report?page=%00", 400, ""),
        ("forms/signup/report?attr.plan=%00", 400, ""),
        ("forms/signup/report?attr.%00=pro", 400, ""),
        ("forms/signup/report?version=%00", 400, ""),
        ("views/not-a-view", 404, ""),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(
    client: AsyncTestClient[Any], token: str, query: str, status: int, word: str
) -> None:
    answer = await read(client, f"shop/{query}", token)

    assert answer.status_code == status
    assert word in answer.json()["error"]


async def test_any_date_will_do(client: AsyncTestClient[Any], token: str) -> None:
    for path in ("forms", "forms/signup/report", "responses", "moments"):
        answer = await read(client, f"shop/{path}?from=0001-01-01&to=9999-12-31", token)
        assert answer.status_code == 200, path
    assert (await read(client, "shop/forms/signup/report?to=0001-01-01", token)).status_code == 200


async def test_the_description_names_every_path(client: AsyncTestClient[Any]) -> None:
    description = (await client.get("/api/schema/openapi.json")).json()

    assert description["openapi"].startswith("3.1")
    assert description["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert "/api/v1/sites/{site_name}/forms/{form}/report" in description["paths"]
    assert {"from", "to", "device"} <= {
        given["name"]
        for given in description["paths"]["/api/v1/sites/{site_name}/forms/{form}/report"]["get"]["parameters"]
    }

"""Responses: each answer with its field, its view and what the person then did."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

import given as g
from balk import wire
from balk.ingest.writer import Writer
from balk.report.responses import BadCursor, list_responses, stream_responses
from balk.report.shape import Response, ResponseFilters
from balk.sites import Site
from balk.views.close import close_idle_views

LATER = g.NOW + timedelta(minutes=31)
ALL = ResponseFilters()


@pytest_asyncio.fixture
async def writer(db: asyncpg.Pool) -> AsyncIterator[Writer]:
    writing = Writer(db)
    yield writing
    await writing.close()


async def one_response(db: asyncpg.Pool, site: Site, filters: ResponseFilters = ALL) -> Response:
    responses, _ = await list_responses(db, site, filters, LATER)
    assert len(responses) == 1
    return responses[0]


@pytest.mark.parametrize("closed", [False, True], ids=["view still open", "view closed"])
async def test_an_answer_joins_the_field_that_was_left(db: asyncpg.Pool, writer: Writer, closed: bool) -> None:
    site = await g.a_site(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0)])
    answer = g.an_answer(view, choices=["rather-not"], text="why do you need my phone")
    await writer.write(site, g.a_batch([view], answers=[answer]), g.NOW, False)
    if closed:
        await close_idle_views(db, site, LATER)

    said = await one_response(db, site)

    assert (said.form, said.field, said.field_label, said.mentioned_field) == ("signup", "phone", "Phone", "phone")
    assert (said.question, said.choices) == ("What stopped you?", ["I’d rather not give this"])
    assert (said.text, said.outcome, said.abandoned_at_field) == ("why do you need my phone", "abandoned", "phone")
    assert (said.view, said.id, said.device) == (str(view.id), str(answer.id), "desktop")
    assert said.tags[0].tag == "privacy-trust"
    assert said.tags[0].by == "person"


@pytest.mark.parametrize(
    ("view", "now", "outcome"),
    [
        (g.a_view(attempts=1, outcome="api"), LATER, "completed"),
        (g.a_view(attempts=1, outcome="pending"), LATER, "unconfirmed"),
        (g.a_view(), g.NOW, "in_progress"),
        (g.a_view([]), LATER, "seen"),
    ],
    ids=["completed", "unconfirmed", "in progress", "seen"],
)
async def test_an_answer_says_what_the_person_then_did(
    db: asyncpg.Pool, writer: Writer, view: wire.View, now: object, outcome: str
) -> None:
    site = await g.a_site(db)
    await writer.write(site, g.a_batch([view], answers=[g.an_answer(view)]), g.NOW, False)

    responses, _ = await list_responses(db, site, ALL, LATER if now is LATER else g.NOW)

    assert [said.outcome for said in responses] == [outcome]


async def test_an_answer_whose_view_never_came_is_unknown(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await writer.write(site, g.a_batch(answers=[g.an_answer(g.a_view())]), g.NOW, False)

    assert (await one_response(db, site)).outcome == "unknown"


async def test_filters_keep_what_they_name(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    phone, name = g.a_view([g.touched("phone", 0)]), g.a_view([g.touched("name")], attempts=1, outcome="api")
    at_phone = g.an_answer(phone, choices=["rather-not"], text="50 % of me says no_thanks")
    at_name = g.an_answer(name, field="name", choices=["refused"], text="all fine")
    await writer.write(site, g.a_batch([phone, name], answers=[at_phone, at_name]), g.NOW, False)

    async def kept(**wanted: str) -> set[str]:
        responses, _ = await list_responses(db, site, ResponseFilters(**wanted), LATER)  # type: ignore[arg-type]  # each is text
        return {said.id for said in responses}

    assert await kept(field="phone") == {str(at_phone.id)}
    assert await kept(tag="validation") == {str(at_name.id)}
    assert await kept(outcome="completed") == {str(at_name.id)}
    assert await kept(q="50 % OF") == {str(at_phone.id)}
    assert await kept(q="no_t") == {str(at_phone.id)}
    assert await kept(form="signup") == {str(at_phone.id), str(at_name.id)}
    assert await kept(form="checkout") == set()
    assert await kept(q="' or 1=1 --") == set()


async def test_pages_follow_each_other_without_gap_or_overlap(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    answers = [g.an_answer(age_ms=1_000 * (at // 3)) for at in range(11)]
    await writer.write(site, g.a_batch(answers=answers), g.NOW, False)

    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = await list_responses(db, site, ALL, LATER, limit=4, cursor=cursor)
        seen += [said.id for said in page]
        if cursor is None:
            break

    assert seen == [said.id async for said in stream_responses(db, site, ALL, LATER)]
    assert sorted(seen) == sorted(str(answer.id) for answer in answers)
    with pytest.raises(BadCursor):
        await list_responses(db, site, ALL, LATER, cursor="x")


async def test_an_answer_given_after_its_view_was_closed_says_what_became_of_it(
    db: asyncpg.Pool, writer: Writer
) -> None:
    site = await g.a_site(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0)])
    await writer.write(site, g.a_batch([view]), g.NOW, False)
    await close_idle_views(db, site, LATER)

    await writer.write(site, g.a_batch(answers=[g.an_answer(view, text="too long")]), LATER, False)

    said = await one_response(db, site)
    assert (said.outcome, said.abandoned_at_field) == ("abandoned", "phone")


async def test_an_answer_outlives_its_view(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0)], shown=1, answered=1)
    await writer.write(site, g.a_batch([view], answers=[g.an_answer(view, text="too long")]), g.NOW, False)
    await close_idle_views(db, site, LATER)

    await db.execute("delete from view_closed where site_id = $1", site.site_id)

    said = await one_response(db, site)
    assert (said.outcome, said.abandoned_at_field) == ("abandoned", "phone")

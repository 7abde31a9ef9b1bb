"""One form's report, whole, from what pages send to the Structs of the API."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import msgspec
import pytest
import pytest_asyncio

import given as g
from balk import wire
from balk.ingest.writer import Writer
from balk.report.forms import form_summaries
from balk.report.friction import UnknownVersion, friction_report
from balk.report.shape import (
    EndStates,
    ErrorCount,
    Filters,
    FrictionReport,
    Hesitation,
    Rate,
    ReasonCount,
    SubmitReport,
)
from balk.sites import Site
from balk.views.close import close_idle_views

LATER = g.NOW + timedelta(minutes=31)
TODAY = Filters(g.NOW.date(), g.NOW.date())


@pytest_asyncio.fixture
async def writer(db: asyncpg.Pool) -> AsyncIterator[Writer]:
    writing = Writer(db)
    yield writing
    await writing.close()


async def the_report(db: asyncpg.Pool, site: Site, filters: Filters = TODAY) -> FrictionReport:
    report = await friction_report(db, site, "signup", filters, LATER)
    assert report is not None
    return report


async def eight_views(writer: Writer, site: Site) -> None:
    """Five leave at phone, one of them after an error; one after a failed attempt; two complete; one only looks."""
    name, email = g.touched("name"), g.touched("email", hesitation_ms=1_500)
    for at in range(5):
        refused = [wire.FieldError("Not a phone number", 2)] if at == 0 else []
        phone = g.touched("phone", 3 if refused else 0, flags=0, hesitation_ms=6_000, errors=refused, returns=at)
        await writer.write(site, g.a_batch([g.a_view([name, email, phone])]), g.NOW, False)
    done = [name, email, g.touched("phone", hesitation_ms=4_000)]
    words = [wire.FieldError("Try again later", 1)]
    failed = g.a_view(done, attempts=1, failed=1, outcome="failed", at_submit=True, errors=words)
    await writer.write(site, g.a_batch([failed]), g.NOW, False)
    for _ in range(2):
        completed = g.a_view(done, attempts=1, outcome="navigated")
        await writer.write(site, g.a_batch([completed], device="phone"), g.NOW, False)
    await writer.write(site, g.a_batch([g.a_view([])]), g.NOW, False)


@pytest.mark.parametrize("closed", [False, True], ids=["views still open", "views closed"])
async def test_a_report_says_where_people_stop(db: asyncpg.Pool, writer: Writer, closed: bool) -> None:
    site = await g.a_site(db)
    await eight_views(writer, site)
    if closed:
        await close_idle_views(db, site, LATER)

    report = await the_report(db, site)

    totals = report.totals
    assert (totals.views, totals.started, totals.edited, totals.attempted) == (9, 8, 8, 3)
    assert (totals.completed, totals.unconfirmed, totals.abandoned, totals.in_progress) == (2, 0, 6, 0)
    assert report.submit == SubmitReport(abandoned=1, failed_attempts=1, errors=[ErrorCount("Try again later", 1, 1)])
    phone = report.fields[2]
    assert (phone.field, phone.label, phone.position, phone.required) == ("phone", "Phone", 2, True)
    assert (phone.reached, phone.abandoned, phone.skipped, phone.returns) == (8, 5, 4, 10)
    assert phone.drop_off_rate.value == 5 / 8
    assert phone.share_of_abandonment == 5 / 6
    assert phone.end_states == EndStates(empty=4, partial=0, filled=3, invalid=1)
    assert phone.errors == [ErrorCount("Not a phone number", 2, 1)]
    assert phone.hesitation_ms.censored == 5
    assert phone.hesitation_ms.p50 == pytest.approx(6_000, rel=0.02)
    assert phone.completion_given_reached.value == 2 / 8
    assert phone.recoverable.low < phone.recoverable.value == pytest.approx(8 * (5 / 8) * (2 / 3))
    assert [field.recoverable.value for field in report.fields[:2]] == [0, 0]


async def test_a_field_that_nobody_reached_stands_in_the_report(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await writer.write(site, g.a_batch([g.a_view([g.touched("name")])]), g.NOW, False)

    email = (await the_report(db, site)).fields[1]

    assert (email.field, email.reached, email.drop_off_rate) == ("email", 0, Rate(None, None, None))
    assert email.hesitation_ms == Hesitation(None, None, 0)


async def test_filters_by_device_and_by_attribute_keep_what_they_name(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await eight_views(writer, site)
    await writer.write(site, g.a_batch([g.a_view()], attributes={"plan": "pro"}), g.NOW, False)
    await close_idle_views(db, site, LATER)

    phones = await the_report(db, site, msgspec.structs.replace(TODAY, device="phone"))
    pro = await the_report(db, site, msgspec.structs.replace(TODAY, attributes={"plan": "pro"}))
    elsewhere = await the_report(db, site, msgspec.structs.replace(TODAY, page="/elsewhere"))

    assert (phones.totals.started, phones.totals.completed) == (2, 2)
    assert (pro.totals.started, pro.totals.abandoned) == (1, 1)
    assert elsewhere.totals.views == 0


async def test_a_version_that_never_was_is_refused(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await writer.write(site, g.a_batch([g.a_view()]), g.NOW, False)

    assert (await the_report(db, site, msgspec.structs.replace(TODAY, version="v1"))).totals.views == 1
    with pytest.raises(UnknownVersion):
        await the_report(db, site, msgspec.structs.replace(TODAY, version="v9"))


async def test_reasons_stand_at_their_field_split_by_what_people_then_did(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    leaves = g.a_view([g.touched("phone", 0)])
    completes = g.a_view([g.touched("phone")], attempts=1, outcome="api")
    for view in (leaves, completes):
        answer = g.an_answer(view, choices=["rather-not"])
        await writer.write(site, g.a_batch([view], answers=[answer]), g.NOW, False)
    await writer.write(site, g.a_batch(answers=[g.an_answer(leaves, field="name", choices=["refused"])]), g.NOW, False)

    report = await the_report(db, site)

    phone = next(field for field in report.fields if field.field == "phone")
    assert phone.reasons == [ReasonCount("privacy-trust", left=1, completed=1)]
    assert phone.answers == 2
    assert report.reasons == [ReasonCount("privacy-trust", 1, 1), ReasonCount("validation", 1, 0)]


async def test_the_effect_of_prompts_is_measured_against_the_holdout(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    for holdout, outcomes in ((False, ["api", "api", ""]), (True, ["api", ""])):
        for outcome in outcomes:
            view = g.a_view(attempts=int(bool(outcome)), outcome=outcome, shown=int(not holdout))
            await writer.write(site, g.a_batch([view], holdout=holdout), g.NOW, False)

    prompts = (await the_report(db, site)).prompts

    assert (prompts.shown, prompts.answered, prompts.dismissed) == (3, 0, 0)
    assert (prompts.effect.with_prompts.value, prompts.effect.holdout.value) == (2 / 3, 1 / 2)
    assert prompts.effect.difference.value == pytest.approx(1 / 6)


async def test_another_sites_views_are_no_part_of_a_report(db: asyncpg.Pool, writer: Writer) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    await writer.write(site, g.a_batch([g.a_view()]), g.NOW, False)
    await writer.write(other, g.a_batch([g.a_view(), g.a_view()]), g.NOW, False)

    assert (await the_report(db, site)).totals.views == 1
    assert await friction_report(db, site, "checkout", TODAY, LATER) is None


async def test_automated_browsers_are_left_out_unless_the_site_includes_them(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    view = g.a_view()
    await writer.write(site, g.a_batch([g.a_view()]), g.NOW, False)
    await writer.write(site, g.a_batch([view], answers=[g.an_answer(view, choices=["refused"])]), g.NOW, is_bot=True)

    open_report = await the_report(db, site)
    await close_idle_views(db, site, LATER)
    closed_report = await the_report(db, site)
    only_bots = await the_report(db, site, msgspec.structs.replace(TODAY, device="bot"))
    summaries = await form_summaries(db, site, TODAY.first, TODAY.last, LATER)
    included = await the_report(db, msgspec.structs.replace(site, include_bots=True))

    assert [report.totals.views for report in (open_report, closed_report, only_bots, included)] == [1, 1, 1, 2]
    assert [summary.views for summary in summaries] == [1]
    assert (closed_report.reasons, only_bots.reasons) == ([], [ReasonCount("validation", 1, 0)])


async def test_a_field_that_only_stopped_an_attempt_has_errors_and_was_not_reached(
    db: asyncpg.Pool, writer: Writer
) -> None:
    site = await g.a_site(db)
    stopped = g.touched("phone", 3, flags=0, hesitation_ms=-1, errors=[wire.FieldError("Required", 1)])
    view = g.a_view([g.touched("name"), stopped], attempts=1, failed=1, outcome="failed", at_submit=True, last=0)
    await writer.write(site, g.a_batch([view]), g.NOW, False)

    phone = (await the_report(db, site)).fields[2]

    assert (phone.reached, phone.end_states, phone.errors) == (
        0,
        EndStates(0, 0, 0, 0),
        [ErrorCount("Required", 1, 1)],
    )

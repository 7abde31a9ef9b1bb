"""What an owner names, hides and merges: reports follow, nothing stored changes, and taking it back brings all back."""

import random
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import given as g
from balk import wire
from balk.export.stream import stream
from balk.form_settings import (
    CannotMerge,
    hide_field,
    hide_form,
    merge_field,
    merge_form,
    name_field,
    name_form,
    unmerge_field,
    unmerge_form,
)
from balk.ingest.writer import Writer
from balk.report.catalogue import FormEntry, form_by_key, site_forms
from balk.report.form_fields import FieldEntry, form_fields
from balk.report.forms import form_summaries
from balk.report.friction import friction_report
from balk.report.journey import find_journey
from balk.report.responses import list_responses
from balk.report.shape import ErrorCount, FieldReport, Filters, FrictionReport, HiddenFields, ResponseFilters
from balk.report.views import stream_views
from balk.sites import Site
from balk.views.close import close_idle_views
from balk.views.rebuild import rebuild_rollups
from lives import a_random_life
from views.histories import ALL_TIME, deliver

LATER = g.NOW + timedelta(minutes=31)
TODAY = Filters(g.NOW.date(), g.NOW.date())

OLD = g.a_form(fields=["name", "email", "phone"], version="v1")
NEW = g.a_form(fields=["name", "mail", "tel"], version="v2")

STATES = ["open", "closed", "rebuilt"]


@pytest_asyncio.fixture
async def writer(db: asyncpg.Pool) -> AsyncIterator[Writer]:
    writing = Writer(db)
    yield writing
    await writing.close()


async def settle(db: asyncpg.Pool, site: Site, state: str) -> None:
    """Leave the views open, close them, or close them and make the rollups again."""
    if state != "open":
        while await close_idle_views(db, site, LATER):
            pass
    if state == "rebuilt":
        await rebuild_rollups(db, site.site_id)


async def the_report(db: asyncpg.Pool, site: Site, form: str = "signup", filters: Filters = TODAY) -> FrictionReport:
    report = await friction_report(db, site, form, filters, LATER)
    assert report is not None
    return report


async def the_form(db: asyncpg.Pool, site: Site, key: str = "signup") -> FormEntry:
    form = await form_by_key(db, site.site_id, key)
    assert form is not None
    return form


async def the_field(db: asyncpg.Pool, site: Site, key: str, form: str = "signup") -> FieldEntry:
    fields = await form_fields(db, site.site_id, await the_form(db, site, form))
    return fields.entries[fields.by_key[key]]


def field_of(report: FrictionReport, key: str) -> FieldReport:
    return next(field for field in report.fields if field.field == key)


async def views_of(
    writer: Writer, site: Site, form: wire.Form, keys: list[str], left_at_last: int = 3, completed: int = 2
) -> list[wire.View]:
    """Some who leave at the last of these fields, the first of them with an error and a word, and some who complete."""
    views = []
    for at in range(left_at_last):
        errors = [wire.FieldError("Not a number", 2)] if at == 0 else []
        last = g.touched(keys[-1], 0, flags=0, hesitation_ms=6_000 + at, errors=errors, returns=at)
        views.append(g.a_view([*map(g.touched, keys[:-1]), last], form=form.key, version=form.version))
    for at in range(completed):
        done = [g.touched(key, hesitation_ms=1_000 * at + 10, corrections=at) for key in keys]
        views.append(g.a_view(done, form=form.key, version=form.version, attempts=1, outcome="api"))
    for at, view in enumerate(views):
        answers = (
            [g.an_answer(view, keys[-1], choices=["rather-not"], page="/signup")] if at == 0 < left_at_last else []
        )
        await writer.write(site, g.a_batch([view], [form], answers=answers), g.NOW, False)
    return views


@pytest.mark.parametrize("state", STATES)
async def test_a_field_merged_into_another_is_one_as_if_it_had_always_been(
    db: asyncpg.Pool, writer: Writer, state: str
) -> None:
    redesigned, always = await g.a_site(db, "redesigned"), await g.a_site(db, "always")
    before_it = g.a_form(fields=["name", "mail", "tel"], version="v1")
    for site, old, keys in (
        (redesigned, OLD, ["name", "email", "phone"]),
        (always, before_it, ["name", "mail", "tel"]),
    ):
        await views_of(writer, site, old, keys)
        await views_of(writer, site, NEW, ["name", "mail", "tel"], left_at_last=1, completed=4)
        await settle(db, site, state)
    apart = await the_report(db, redesigned)
    form = await the_form(db, redesigned)

    await merge_field(db, redesigned.site_id, form, "email", "mail")
    await merge_field(db, redesigned.site_id, form, "phone", "tel")

    assert await the_report(db, redesigned) == await the_report(db, always)
    by_page = msgspec.structs.replace(TODAY, page="/signup")
    assert await the_report(db, redesigned, filters=by_page) == await the_report(db, redesigned)
    await unmerge_field(db, redesigned.site_id, form, "email")
    await unmerge_field(db, redesigned.site_id, form, "phone")
    assert [field.field for field in apart.fields] == ["name", "mail", "tel", "email", "phone"]
    assert await the_report(db, redesigned) == apart


@pytest.mark.parametrize("state", STATES)
async def test_a_view_that_touched_both_merged_fields_counts_once(db: asyncpg.Pool, writer: Writer, state: str) -> None:
    site = await g.a_site(db)
    both = [
        g.touched("name", 0, flags=0, hesitation_ms=2_000, active_ms=2_000, errors=[wire.FieldError("Needed", 1)]),
        g.touched("email", hesitation_ms=500, active_ms=1_000, returns=2, errors=[wire.FieldError("Needed", 2)]),
    ]
    shown_one = g.touched("phone", 3, flags=0, hesitation_ms=-1, errors=[wire.FieldError("Needed", 1)])
    views = [
        g.a_view(both),
        g.a_view(both, attempts=1, outcome="api"),
        g.a_view([g.touched("name"), shown_one], attempts=1, failed=1, outcome="failed", last=0),
        g.a_view([g.touched("email", 0)]),
    ]
    for view in views:
        await writer.write(site, g.a_batch([view]), g.NOW, False)
    await settle(db, site, state)
    form = await the_form(db, site)
    apart = await the_report(db, site)

    await merge_field(db, site.site_id, form, "name", "email")
    await merge_field(db, site.site_id, form, "phone", "email")

    merged = await the_report(db, site)
    email = field_of(merged, "email")
    assert [field.field for field in merged.fields] == ["email"]
    assert (email.reached, email.abandoned, email.skipped, email.returns) == (4, 3, 1, 4)
    assert (email.completion_given_reached.value, email.hesitation_ms.censored) == (1 / 4, 0)
    assert email.errors == [ErrorCount("Needed", 7, 3)]
    assert email.hesitation_ms.p90 == pytest.approx(2_500, rel=0.02)
    assert merged.totals == apart.totals
    by_page = msgspec.structs.replace(TODAY, page="/signup")
    assert await the_report(db, site, filters=by_page) == merged
    assert field_of(await the_report(db, site, filters=msgspec.structs.replace(TODAY, device="phone")), "email") == (
        field_of(await the_report(db, site, filters=msgspec.structs.replace(by_page, device="phone")), "email")
    )


async def test_a_merged_view_that_goes_on_after_it_was_closed_counts_once(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0)])
    await writer.write(site, g.a_batch([view]), g.NOW, False)
    await settle(db, site, "closed")
    await merge_field(db, site.site_id, await the_form(db, site), "name", "phone")
    on = g.a_view(view.touched, id=view.id, seq=2, attempts=1, outcome="api", age_ms=60_000)

    await writer.write(site, g.a_batch([on]), g.NOW, False)

    reopened = await the_report(db, site)
    while await close_idle_views(db, site, LATER + timedelta(hours=1)):
        pass
    phone = field_of(reopened, "phone")
    assert (phone.reached, phone.abandoned, reopened.totals.completed) == (1, 0, 1)
    assert await the_report(db, site) == reopened


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_merged_fields_count_alike_open_closed_and_rebuilt_whatever_came(db: asyncpg.Pool, seed: int) -> None:
    """Views lost, late and doubled, most of which touched both of the fields that are merged."""
    chance = random.Random(seed)
    site = await g.a_site(db, f"site {uuid.uuid4()}")
    lives = [a_random_life(chance, ["signup"]) for _ in range(chance.randint(2, 8))]
    delivered = await deliver(db, site, lives, chance)
    later = delivered.settled_at
    if delivered.views:
        await merge_field(db, site.site_id, await the_form(db, site), "phone", "email")

    opened = await friction_report(db, site, "signup", ALL_TIME, later)
    while await close_idle_views(db, site, later):
        pass
    closed = await friction_report(db, site, "signup", ALL_TIME, later)
    one_by_one = await friction_report(db, site, "signup", msgspec.structs.replace(ALL_TIME, page="/signup"), later)
    await rebuild_rollups(db, site.site_id)

    assert opened == closed == one_by_one == await friction_report(db, site, "signup", ALL_TIME, later)


@pytest.mark.parametrize("state", STATES)
async def test_a_form_merged_into_another_counts_there_field_by_field(
    db: asyncpg.Pool, writer: Writer, state: str
) -> None:
    """Fields of the same key are one; a key of its own comes after the others, and can then be merged too."""
    moved, always = await g.a_site(db, "moved"), await g.a_site(db, "always")
    old_form = g.a_form("old-signup", ["name", "phone"], "v1", "Old sign-up")
    as_it_was = g.a_form(fields=["name", "tel"], version="v1")
    now_form = g.a_form(fields=["name", "mail", "tel"], version="v2")
    for site, old, keys in ((moved, old_form, ["name", "phone"]), (always, as_it_was, ["name", "tel"])):
        await views_of(writer, site, old, keys)
        await views_of(writer, site, now_form, ["name", "mail", "tel"], left_at_last=1)
        await settle(db, site, state)
    apart = {key: await the_report(db, moved, key) for key in ("signup", "old-signup")}
    summaries = await form_summaries(db, moved, TODAY.first, TODAY.last, LATER)

    await merge_form(db, moved.site_id, "old-signup", "signup")

    appended = await the_report(db, moved)
    assert [field.field for field in appended.fields] == ["name", "mail", "tel", "phone"]
    await merge_field(db, moved.site_id, await the_form(db, moved), "phone", "tel")
    merged = await the_report(db, moved)
    assert merged == await the_report(db, always)
    assert await the_report(db, moved, "old-signup") == merged
    assert await form_summaries(db, moved, TODAY.first, TODAY.last, LATER) == await form_summaries(
        db, always, TODAY.first, TODAY.last, LATER
    )
    await unmerge_form(db, moved.site_id, "old-signup")
    await unmerge_field(db, moved.site_id, await the_form(db, moved), "phone")
    assert {key: await the_report(db, moved, key) for key in apart} == apart
    assert await form_summaries(db, moved, TODAY.first, TODAY.last, LATER) == summaries


async def test_nothing_stored_changes_with_what_an_owner_says(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await views_of(writer, site, OLD, ["name", "email", "phone"])
    await views_of(writer, site, g.a_form("other", ["a", "b"]), ["a", "b"])
    await settle(db, site, "closed")
    await views_of(writer, site, OLD, ["name", "phone"])
    stored = await everything_stored(db)
    form = await the_form(db, site)

    await merge_field(db, site.site_id, form, "email", "phone")
    await hide_field(db, site.site_id, form, await the_field(db, site, "name"), True)
    await name_form(db, site.site_id, form, "Ours")
    await merge_form(db, site.site_id, "other", "signup")
    await the_report(db, site)

    assert await everything_stored(db) == stored


async def everything_stored(db: asyncpg.Pool) -> dict[str, list[asyncpg.Record]]:
    tables = ("form", "field", "version", "view_open", "view_closed", "form_day", "field_day", "error_day", "answer")
    return {table: sorted(await db.fetch(f"select * from {table}"), key=repr) for table in tables}


async def test_a_name_of_the_owners_stands_until_it_is_emptied(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await views_of(writer, site, OLD, ["name", "email", "phone"])
    found = await the_report(db, site)
    form = await the_form(db, site)

    await name_form(db, site.site_id, form, "  Join   us ")
    await name_field(db, site.site_id, form, await the_field(db, site, "phone"), "Your phone")

    named = await the_report(db, site)
    (said, *_), _ = await list_responses(db, site, ResponseFilters(), LATER)
    assert (named.name, field_of(named, "phone").label, said.field_label) == ("Join us", "Your phone", "Your phone")
    assert await the_form(db, site) == msgspec.structs.replace(form, name="Join us")
    await name_form(db, site.site_id, form, "")
    await name_field(db, site.site_id, form, await the_field(db, site, "phone"), "Phone")
    assert await the_report(db, site) == found


@pytest.mark.parametrize("name", ["x" * 161, "a\x07b", "a\u202eb"])
async def test_a_name_that_is_none_is_refused(db: asyncpg.Pool, writer: Writer, name: str) -> None:
    site = await g.a_site(db)
    await writer.write(site, g.a_batch([g.a_view()]), g.NOW, False)
    form = await the_form(db, site)

    with pytest.raises(ValueError, match="at most 160 characters"):
        await name_form(db, site.site_id, form, name)

    assert await the_form(db, site) == form


@pytest.mark.parametrize("state", STATES)
async def test_a_hidden_field_is_left_out_and_its_abandonments_are_told(
    db: asyncpg.Pool, writer: Writer, state: str
) -> None:
    site = await g.a_site(db)
    await views_of(writer, site, OLD, ["name", "email", "phone"])
    await settle(db, site, state)
    before = await the_report(db, site)
    form = await the_form(db, site)

    await hide_field(db, site.site_id, form, await the_field(db, site, "phone"), True)

    after = await the_report(db, site)
    assert after == msgspec.structs.replace(before, fields=before.fields[:2], hidden=HiddenFields(1, 3, 1))
    await hide_field(db, site.site_id, form, await the_field(db, site, "phone"), False)
    assert await the_report(db, site) == before


async def test_a_hidden_form_is_left_out_of_lists_and_keeps_its_report(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await views_of(writer, site, OLD, ["name", "email", "phone"])
    before = await the_report(db, site)

    await hide_form(db, site.site_id, await the_form(db, site), True)

    assert await form_summaries(db, site, TODAY.first, TODAY.last, LATER) == []
    assert b"".join([part async for part in stream(db, site, "fields", "jsonl", LATER)]) == b""
    assert len([view async for view in stream_views(db, site, LATER)]) == 5
    assert await the_report(db, site) == before
    await hide_form(db, site.site_id, await the_form(db, site), False)
    assert [form.form for form in await form_summaries(db, site, TODAY.first, TODAY.last, LATER)] == ["signup"]


@pytest.mark.parametrize("state", STATES)
async def test_responses_views_and_journeys_name_what_a_merged_field_counts_in(
    db: asyncpg.Pool, writer: Writer, state: str
) -> None:
    site = await g.a_site(db)
    old = g.a_form("old-signup", ["name", "phone"], "v1")
    (left, *_) = await views_of(writer, site, old, ["name", "phone"], left_at_last=1, completed=0)
    await views_of(writer, site, NEW, ["name", "mail", "tel"], left_at_last=0, completed=1)
    await settle(db, site, state)
    await merge_form(db, site.site_id, "old-signup", "signup")
    await merge_field(db, site.site_id, await the_form(db, site), "phone", "tel")

    for asked in (
        ResponseFilters(),
        ResponseFilters(form="old-signup", field="phone"),
        ResponseFilters(form="signup", field="tel"),
    ):
        (said,), _ = await list_responses(db, site, asked, LATER)
        assert (said.form, said.field, said.field_label, said.abandoned_at_field) == ("signup", "tel", "Tel", "tel")
    none, _ = await list_responses(db, site, ResponseFilters(form="signup", field="mail"), LATER)
    rows = [(view.form, view.abandoned_at_field) async for view in stream_views(db, site, LATER)]
    journey = await find_journey(db, site, left.id, LATER)
    assert none == []
    assert sorted(rows, key=repr) == [("signup", "tel"), ("signup", None)]
    assert journey is not None
    assert (journey.form, journey.abandoned_at_field) == ("signup", "tel")
    assert [field.field for field in journey.fields] == ["name", "tel"]


async def test_a_journey_through_two_merged_fields_shows_one(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    view = g.a_view([g.touched("email", 0), g.touched("phone")], steps=[0, 0, 5, 1, 5, 1001])
    await writer.write(site, g.a_batch([view]), g.NOW, False)

    await merge_field(db, site.site_id, await the_form(db, site), "email", "phone")

    journey = await find_journey(db, site, view.id, LATER)
    assert journey is not None
    assert [(field.field, field.end_state, field.active_ms) for field in journey.fields] == [("phone", "filled", 4_000)]
    assert [(step.what, step.field) for step in journey.steps] == [
        ("focus", "phone"),
        ("focus", "phone"),
        ("change", "phone"),
    ]
    assert [row.fields_reached async for row in stream_views(db, site, LATER)] == [1]


async def test_merges_follow_each_other_and_never_go_in_a_circle(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    for key in ("a", "b", "c"):
        await views_of(writer, site, g.a_form(key, ["x", "y"]), ["x", "y"], left_at_last=1, completed=0)
    form = await the_form(db, site, "c")

    await merge_form(db, site.site_id, "a", "b")
    await merge_form(db, site.site_id, "b", "c")
    await merge_field(db, site.site_id, form, "x", "y")

    for key, into in (("c", "a"), ("c", "b"), ("a", "a"), ("a", "c")):
        with pytest.raises(CannotMerge):
            await merge_form(db, site.site_id, key, into)
    with pytest.raises(CannotMerge):
        await merge_field(db, site.site_id, form, "y", "x")
    with pytest.raises(LookupError):
        await merge_form(db, site.site_id, "a", "nothing")
    with pytest.raises(LookupError):
        await merge_field(db, site.site_id, form, "x", "nothing")
    merged = await the_report(db, site, "a")
    assert (merged.form, merged.totals.views, [field.field for field in merged.fields]) == ("c", 3, ["y"])
    await unmerge_form(db, site.site_id, "b")
    assert [(form.key, len(form.paths)) for form in (await site_forms(db, site.site_id)).forms] == [("b", 2), ("c", 1)]


async def test_what_was_said_in_a_merged_form_stands_until_this_one_says_otherwise(
    db: asyncpg.Pool, writer: Writer
) -> None:
    site = await g.a_site(db)
    await views_of(writer, site, g.a_form("old", ["name", "f17"]), ["name", "f17"])
    await views_of(writer, site, NEW, ["name", "mail", "tel"])
    old = await the_form(db, site, "old")
    await name_field(db, site.site_id, old, await the_field(db, site, "f17", "old"), "Team size")
    await hide_field(db, site.site_id, old, await the_field(db, site, "f17", "old"), True)

    await merge_form(db, site.site_id, "old", "signup")

    inherited = await the_field(db, site, "f17")
    form = await the_form(db, site)
    await hide_field(db, site.site_id, form, inherited, False)
    await name_field(db, site.site_id, form, inherited, "Size")
    said = await the_field(db, site, "f17")
    assert (inherited.label, inherited.hidden, said.label, said.hidden) == ("Team size", True, "Size", False)


async def test_a_version_is_asked_for_in_all_forms_that_are_one(db: asyncpg.Pool, writer: Writer) -> None:
    site = await g.a_site(db)
    await views_of(writer, site, g.a_form("old", ["name"], "v7"), ["name"])
    await views_of(writer, site, NEW, ["name", "mail", "tel"])
    await merge_form(db, site.site_id, "old", "signup")

    old = await the_report(db, site, filters=msgspec.structs.replace(TODAY, version="v7"))

    assert (old.totals.views, field_of(old, "name").reached) == (5, 5)


async def test_another_sites_forms_are_not_merged_nor_renamed(db: asyncpg.Pool, writer: Writer) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    await writer.write(site, g.a_batch([g.a_view()]), g.NOW, False)
    await writer.write(other, g.a_batch([g.a_view(form="theirs")], [g.a_form("theirs")]), g.NOW, False)

    with pytest.raises(LookupError):
        await merge_form(db, site.site_id, "signup", "theirs")
    await unmerge_form(db, site.site_id, "theirs")

    assert await db.fetch("select * from form_setting") == []
    assert (await the_report(db, other, "theirs")).totals.views == 1

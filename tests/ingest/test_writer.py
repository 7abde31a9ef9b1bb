"""What is written, and when it is said to be."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest

from balk import wire
from balk.ingest.form_ids import MOST_FIELDS
from balk.ingest.writer import QueueFull, Unwritable, Writer
from balk.report.shape import Tag
from balk.views.codes import ViewFlag, device_code, source_code
from balk.views.snapshot import Snapshot, StoredField, decode
from given import NOW, a_batch, a_form, a_site, a_view, an_answer, body, touched
from ingest.collecting import Server, serving

ONE = UUID(int=1)


async def test_what_is_acknowledged_is_there_for_everybody(server: Server, dsn: str) -> None:
    other = await asyncpg.connect(dsn)
    for seq in range(1, 30):
        answered = await server.post(body(a_batch([a_view(seq=seq)])))
        assert (answered.status, await other.fetchval("select max(seq) from view_open")) == (204, seq)
    await other.close()


async def test_a_view_is_stored_whole(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    view = a_view(
        [touched("name"), touched("email", 3, errors=[wire.FieldError("Not valid", 2)], flags=3)],
        id=ONE,
        steps=[0, 0, 12, 1001],
        age_ms=60_000,
        idle_ms=5_000,
        attempts=1,
        failed=1,
        outcome="failed",
        shown=1,
    )
    batch = a_batch([view], visit=UUID(int=2), device="phone", referrer="www.google.de", attributes={"plan": "pro"})

    await writer.write(site, batch, NOW, is_bot=False)
    await writer.close()

    row = dict(await db.fetchrow("select * from view_open"))
    ids = {row["key"]: row["field_id"] for row in await db.fetch("select key, field_id from field")}
    assert decode(row.pop("doc")) == Snapshot(
        page="/signup",
        active_ms=30_000,
        attempts=1,
        failed=1,
        outcome="failed",
        last_field=ids["email"],
        blind_spots=0,
        shown=1,
        answered=0,
        dismissed=0,
        attributes={"plan": "pro"},
        language="",
        touched=[
            StoredField(ids["name"], 2, 2_000, 800, 1, 0, 0, 0, 0, []),
            StoredField(ids["email"], 3, 2_000, 800, 3, 0, 0, 0, 0, [("Not valid", 2)]),
        ],
        steps=[0, 0, 12, 1001],
    )
    flags = ViewFlag.STARTED | ViewFlag.EDITED | ViewFlag.ATTEMPTED | ViewFlag.FAILED
    assert row == {
        "site_id": site.site_id,
        "view_id": ONE,
        "visit_id": UUID(int=2),
        "seq": 1,
        "form_id": await db.fetchval("select form_id from form"),
        "version_id": await db.fetchval("select version_id from version"),
        "started_at": NOW - timedelta(seconds=60),
        "last_at": NOW - timedelta(seconds=5),
        "device": device_code("phone"),
        "source": source_code("search"),
        "flags": flags | ViewFlag.AUTOFILLED | ViewFlag.SHOWN,
    }


async def test_repeated_and_reordered_messages_leave_the_newest_snapshot(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)

    for seq, second in [(2, 0), (1, 10), (2, 20), (4, 30), (3, 40), (4, 50)]:
        batch = a_batch([a_view(id=ONE, seq=seq, attempts=seq, age_ms=1_000)])
        await writer.write(site, batch, NOW + timedelta(seconds=second), is_bot=False)
    await writer.close()

    row = await db.fetchrow("select seq, started_at, last_at, doc from view_open")
    assert (row["seq"], row["started_at"], row["last_at"], decode(row["doc"]).attempts) == (
        4,
        NOW - timedelta(seconds=1),
        NOW + timedelta(seconds=30),
        4,
    )


async def test_a_view_that_stands_twice_in_one_group_is_stored_once(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)

    await asyncio.gather(
        *(writer.write(site, a_batch([a_view(id=ONE, seq=seq)]), NOW, False) for seq in (3, 1, 5, 2, 5, 4))
    )
    await writer.close()

    assert [tuple(row) for row in await db.fetch("select view_id, seq from view_open")] == [(ONE, 5)]


async def test_one_bad_message_spoils_no_good_one(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    poisonous = a_batch([a_view(form="a\x00b")], forms=[])

    results = await asyncio.gather(
        *(
            writer.write(site, batch, NOW, False)
            for batch in (a_batch([a_view(seq=1)]), poisonous, a_batch([a_view(seq=3)]))
        ),
        return_exceptions=True,
    )
    await writer.close()

    assert [type(result) for result in results] == [type(None), Unwritable, type(None)]
    assert [row["seq"] for row in await db.fetch("select seq from view_open order by seq")] == [1, 3]


async def test_past_its_bounds_the_queue_says_so(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db, most_requests=2)

    results = await asyncio.gather(
        *(writer.write(site, a_batch([a_view(seq=seq)]), NOW, False) for seq in range(1, 6)), return_exceptions=True
    )
    await writer.close()

    assert [type(result) for result in results] == [type(None), type(None), QueueFull, QueueFull, QueueFull]
    assert writer.waiting == 0


async def test_a_full_queue_is_a_503_with_retry_after(db: asyncpg.Pool) -> None:
    async with serving(db, Writer(db, most_requests=0)) as server:
        answered = await server.post(body(a_batch([a_view()])))

        assert (answered.status, answered.headers["retry-after"]) == (503, "2")
        assert await server.refusals() == {"busy": 1}


async def test_a_browser_that_goes_away_does_not_take_the_others_along(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    tasks = [asyncio.create_task(writer.write(site, a_batch([a_view(seq=seq)]), NOW, False)) for seq in (1, 2, 3)]
    await asyncio.sleep(0)
    tasks[0].cancel()

    await asyncio.wait(tasks)
    await writer.close()

    assert (tasks[0].cancelled(), tasks[1].result(), tasks[2].result()) == (True, None, None)
    assert await db.fetchval("select count(*) from view_open") == 3


async def test_processes_that_meet_the_same_form_at_once_agree_on_its_ids(db: asyncpg.Pool) -> None:
    site = await a_site(db)
    writers = [Writer(db) for _ in range(2)]
    batches = [a_batch([a_view([touched(f"{who}{n}"), touched("shared")])], forms=[]) for n in range(5) for who in "ab"]

    await asyncio.gather(*(writers[place % 2].write(site, batch, NOW, False) for place, batch in enumerate(batches)))
    for writer in writers:
        await writer.close()

    fields = {row["field_id"]: row["key"] for row in await db.fetch("select field_id, key from field")}
    stored = [decode(row["doc"]) for row in await db.fetch("select doc from view_open")]
    assert (await db.fetchval("select count(*) from form"), len(fields)) == (1, 11)
    assert {tuple(fields[field.field_id] for field in one.touched) for one in stored} == {
        (f"{who}{n}", "shared") for n in range(5) for who in "ab"
    }


async def test_a_definition_that_comes_late_or_with_more_fields_fills_the_version(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    read = msgspec.msgpack.Decoder(list[wire.Field]).decode
    with_extra = a_form(fields=["name", "email", "phone"])
    with_extra.fields.insert(1, wire.Field(key="company", label="Company", conditional=True))

    await writer.write(site, a_batch([a_view()], forms=[]), NOW, False)
    first = await db.fetchval("select definition from version")
    definitions = []
    for form in (a_form(), with_extra, a_form()):
        await writer.write(site, a_batch(forms=[form]), NOW, False)
        definitions.append([field.key for field in read(await db.fetchval("select definition from version"))])
    await writer.close()

    whole = ["name", "company", "email", "phone"]
    assert (first, definitions) == (None, [["name", "email", "phone"], whole, whole])
    assert await db.fetchval("select count(*) from version") == 1


async def test_invented_field_names_are_capped(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)

    for start in range(0, 900, 300):
        invented = [touched(f"invented_{start + n}") for n in range(300)]
        await writer.write(site, a_batch([a_view(invented, id=UUID(int=start), last=0)]), NOW, False)
    await writer.close()

    last = decode(await db.fetchval("select doc from view_open order by view_id desc limit 1"))
    assert await db.fetchval("select count(*) from field") == MOST_FIELDS + 1
    assert [field.field_id for field in last.touched] == [
        await db.fetchval("select field_id from field where key = '(other)'")
    ]


async def test_a_key_that_stands_twice_in_a_view_is_one_field(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    view = a_view([touched("name"), touched("email"), touched("name", 0, returns=2)], steps=[0, 0, 5, 1002, 7, 1999])

    await writer.write(site, a_batch([view]), NOW, False)
    await writer.close()

    stored = decode(await db.fetchval("select doc from view_open"))
    assert [(field.end, field.active_ms, field.returns) for field in stored.touched] == [(0, 4_000, 2), (2, 2_000, 0)]
    assert (stored.steps, stored.last_field) == ([0, 0, 5, 1000, 7, 1999], stored.touched[0].field_id)


@pytest.mark.parametrize(("include_bots", "device"), [(False, "bot"), (True, "tablet")])
async def test_bots_are_a_device_of_their_own_unless_the_site_counts_them(
    db: asyncpg.Pool, include_bots: bool, device: str
) -> None:
    async with serving(db, Writer(db)) as server:
        site = await a_site(db, "bots", include_bots=include_bots)
        batch = body(a_batch([a_view()], device="tablet"))
        await server.post(batch, key=site.key, user_agent="Mozilla/5.0 HeadlessChrome/130.0")

        row = await db.fetchrow("select device, flags from view_open")
        assert (row["device"], bool(row["flags"] & ViewFlag.BOT)) == (device_code(device), True)


async def test_an_answer_grows_is_tagged_and_joins_its_field(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    view = a_view([touched("name"), touched("phone")])
    first = an_answer(view, "phone", id=ONE, seq=1, choices=["rather-not", "invented"])
    grown = msgspec.structs.replace(
        first, seq=2, text="I don't want to give my phone number, mail me at jo@shop.example"
    )

    for answer, second in ((first, 0), (grown, 5), (first, 10)):
        batch = a_batch([view], answers=[answer], language="en")
        await writer.write(site, batch, NOW + timedelta(seconds=second), False)
    await writer.close()

    row = await db.fetchrow("select * from answer")
    phone = await db.fetchval("select field_id from field where key = 'phone'")
    tags = msgspec.json.decode(row["tags"], type=list[Tag])
    assert (row["seq"], row["at"], row["field_id"], row["mentioned_field_id"]) == (2, NOW, phone, phone)
    assert row["choices"] == ["I’d rather not give this", "invented"]
    assert tags[0] == Tag("privacy-trust", "person", 1.0)
    assert len({tag.tag for tag in tags}) == len(tags)
    assert "jo@shop.example" not in row["text"]
    assert "phone number" in row["text"]
    assert row["lang"] == "en"


async def test_a_moment_keeps_its_highest_count_and_first_time(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)

    for count, age_ms in [(2, 1_000), (1, 5_000), (3, 0), (3, 0)]:
        moment = wire.Moment(name="video", count=count, value=count / 2, age_ms=age_ms)
        await writer.write(site, a_batch(moments=[moment], visit=ONE), NOW, False)
    await writer.close()

    rows = await db.fetch("select visit_id, name, count, value, first_at from moment")
    assert [tuple(row) for row in rows] == [(ONE, "video", 3, 1.5, NOW - timedelta(seconds=5))]

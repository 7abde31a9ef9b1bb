"""Exports: CSV as CONTRACT says, safe in a spreadsheet, and JSON lines."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

import given as g
from balk import wire
from balk.export.csv import cell
from balk.export.stream import WHAT, Format, What, stream
from balk.ingest.writer import Writer
from balk.sites import Site

LATER = g.NOW + timedelta(minutes=31)

RESPONSES = (
    "id,at,form,field,field_label,mentioned_field,prompt,question,choices,score,text,lang,sentiment,tags,outcome,"
    "abandoned_at_field,page,device,source,view"
)
FIELDS = (
    "form,field,label,type,position,required,reached,abandoned,drop_off_rate,drop_off_low,drop_off_high,"
    "share_of_abandonment,skipped,returns,corrections,refills,rage_clicks,autofilled,pasted,hesitation_p50_ms,"
    "hesitation_p90_ms,active_p50_ms,active_p90_ms,errors,recoverable,recoverable_low,recoverable_high,top_reason,"
    "answers"
)


@pytest_asyncio.fixture
async def site(db: asyncpg.Pool) -> AsyncIterator[Site]:
    made = await g.a_site(db)
    writer = Writer(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0, errors=[wire.FieldError("Bad", 2)])])
    answer = g.an_answer(view, text='=HYPERLINK("x"), and "more"', choices=["refused", "unclear"])
    moment = wire.Moment(name="pricing:view", count=2)
    await writer.write(made, g.a_batch([view], answers=[answer], moments=[moment]), g.NOW, False)
    await writer.close()
    yield made


async def exported(db: asyncpg.Pool, site: Site, what: What, kind: Format = "csv", bom: bool = False) -> str:
    return b"".join([part async for part in stream(db, site, what, kind, LATER, bom=bom)]).decode()


async def test_responses_have_the_columns_of_the_contract_and_run_no_formula(db: asyncpg.Pool, site: Site) -> None:
    text = await exported(db, site, "responses")

    assert text.split("\r\n")[0] == RESPONSES
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["text"] == '\'=HYPERLINK("x"), and "more"'
    assert row["choices"] == "It won’t take what I enter; I don’t know what to enter"
    assert (row["tags"], row["outcome"], row["abandoned_at_field"]) == ("validation; unclear", "abandoned", "phone")
    assert row["at"] == "2026-11-22T12:00:00.000Z"


async def test_fields_have_the_columns_of_the_contract(db: asyncpg.Pool, site: Site) -> None:
    text = await exported(db, site, "fields")

    assert text.split("\r\n")[0] == FIELDS
    rows = {row["field"]: row for row in csv.DictReader(io.StringIO(text))}
    assert list(rows) == ["name", "email", "phone"]
    phone = rows["phone"]
    assert (phone["reached"], phone["abandoned"], phone["errors"], phone["top_reason"]) == ("1", "1", "2", "unclear")
    assert (rows["email"]["reached"], rows["email"]["drop_off_rate"]) == ("0", "")


async def test_json_lines_hold_the_same_rows(db: asyncpg.Pool, site: Site) -> None:
    for what in WHAT:
        objects = [json.loads(line) for line in (await exported(db, site, what, "jsonl")).splitlines()]
        rows = list(csv.DictReader(io.StringIO(await exported(db, site, what))))
        assert [list(found) for found in objects] == [list(row) for row in rows]
        assert len(rows) == (3 if what == "fields" else 1)


async def test_a_byte_order_mark_comes_only_when_asked_for(db: asyncpg.Pool, site: Site) -> None:
    assert (await exported(db, site, "views", bom=True)).startswith("\ufeffview,visit,form,")
    assert (await exported(db, site, "views")).startswith("view,visit,form,")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("plain", "plain"),
        (-3, "-3"),
        (-0.25, "-0.25"),
        (1234567.0, "1234567"),
        (None, ""),
        (True, "true"),
        (["=a", "b"], "'=a; b"),
    ],
)
def test_a_cell_is_never_a_formula(value: object, shown: str) -> None:
    assert cell(value) == shown

"""Rows written as text come back as they were."""

import uuid
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balk.views.copy_text import copy_text

_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
_ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.none() | _TEXT | st.sampled_from(["\\N", "\\.", "\\", "a\tb", "a\r\nb", "{1}", '"', ""]),
        st.binary(),
        st.lists(st.integers(-32_768, 32_767)),
        st.uuids() | st.just(uuid.UUID(int=0)),
        st.integers(0, 2**53).map(lambda at: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)),
    ),
    max_size=5,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS)
async def test_rows_written_as_text_are_read_as_they_were(db: asyncpg.Pool, rows: list[tuple[Any, ...]]) -> None:
    async with db.acquire() as connection:
        await connection.execute(
            "create temp table written (a bigint, b text, c bytea, d smallint[], e uuid, f timestamptz)"
        )
        await connection.copy_to_table("written", source=BytesIO(copy_text(rows)), format="text", encoding="utf-8")
        found = await connection.fetch("select * from written")
        await connection.execute("drop table written")

    assert [tuple(row) for row in found] == rows

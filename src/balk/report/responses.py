"""Responses: every answer with the view it was given in, the field it was about, and what the person then did."""

import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from balk.report.catalogue import all_fields, all_forms
from balk.report.days import end_of, start_of
from balk.report.left_out import device_left_out
from balk.report.queries import query
from balk.report.shape import Response, ResponseFilters, Tag
from balk.sites import Site
from balk.views import snapshot
from balk.views.codes import device_name, source_name
from balk.views.outcome import SUBMIT, State, abandonment_point

_tags = msgspec.json.Decoder(list[Tag])


class _Names:
    """Keys and labels of a site's forms and fields, by their ids."""

    def __init__(self, forms: dict[int, str], fields: dict[tuple[int, int], tuple[str, str]]) -> None:
        self.forms = forms
        self.fields = fields

    def field(self, form_id: int | None, field_id: int | None) -> tuple[str | None, str | None]:
        """Key and label of a field."""
        if form_id is None or field_id is None:
            return None, None
        return self.fields.get((form_id, field_id), (None, None))


async def _names(db: asyncpg.Connection, site_id: int) -> _Names:
    forms = await all_forms(db, site_id)
    fields = {
        (form.form_id, field.field_id): (field.key, field.label)
        for form in forms
        for field in await all_fields(db, site_id, form.form_id)
    }
    return _Names({form.form_id: form.key for form in forms}, fields)


class BadCursor(ValueError):
    """A cursor that no earlier answer gave."""


def _cursor_of(row: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(f"{row['at'].isoformat()}|{row['answer_id']}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, answer_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return datetime.fromisoformat(at), UUID(answer_id)
    except (ValueError, UnicodeError, binascii.Error) as problem:
        raise BadCursor("cursor: none that an earlier page gave") from problem


def _where(filters: ResponseFilters, cursor: str | None, arguments: list[Any]) -> str:
    """The conditions of `filters` in SQL; their values are appended to `arguments`."""
    conditions = []

    def given(condition: str, *values: Any) -> None:
        marks = []
        for value in values:
            arguments.append(value)
            marks.append(f"${len(arguments)}")
        conditions.append(condition.format(*marks))

    if filters.form is not None:
        given("form_id = (select form_id from form where site_id = $1 and key = {0})", filters.form)
    if filters.field is not None:
        given(
            """exists (
                select from field f
                where f.site_id = $1
                  and f.form_id = answers.form_id
                  and f.key = {0}
                  and f.field_id in (answers.field_id, answers.mentioned_field_id)
            )""",
            filters.field,
        )
    if filters.tag is not None:
        given("tags @> {0}::jsonb", msgspec.json.encode([{"tag": filters.tag}]).decode())
    if filters.outcome is not None:
        given("outcome = {0}", filters.outcome)
    if filters.q is not None:
        given("strpos(lower(text), lower({0})) > 0", filters.q)
    if filters.first is not None:
        given("at >= {0}", start_of(filters.first))
    if filters.last is not None:
        given("at < {0}", end_of(filters.last))
    if cursor is not None:
        at, answer_id = _read_cursor(cursor)
        given("(at, answer_id) < ({0}, {1})", at, answer_id)
    return "".join(f"\n  and {condition}" for condition in conditions)


def _select(site: Site, filters: ResponseFilters, cursor: str | None, now: datetime) -> tuple[str, list[Any]]:
    window = timedelta(seconds=site.abandon_after_s)
    arguments: list[Any] = [site.site_id, now - window, device_left_out(site)]
    where = _where(filters, cursor, arguments)
    sql = f"select * from (\n{query('answers')}\n) answers\nwhere true{where}\norder by at desc, answer_id desc"
    return sql, arguments


def _abandoned_at(row: Mapping[str, Any], names: _Names) -> str | None:
    if row["outcome"] != State.ABANDONED:
        return None
    point = row["point"]
    if row["doc"] is not None:
        point = abandonment_point(State.ABANDONED, row["flags"], snapshot.decode(row["doc"]).last_field)
    return "submit" if point == SUBMIT else names.field(row["form_id"], point)[0]


def _response(row: Mapping[str, Any], names: _Names) -> Response:
    field, label = names.field(row["form_id"], row["field_id"])
    return Response(
        id=str(row["answer_id"]),
        at=row["at"],
        form=names.forms.get(row["form_id"]),
        field=field,
        field_label=label,
        mentioned_field=names.field(row["form_id"], row["mentioned_field_id"])[0],
        prompt=row["prompt"],
        question=row["question"],
        choices=row["choices"],
        score=row["score"],
        text=row["text"],
        lang=row["lang"],
        sentiment=row["sentiment"],
        tags=_tags.decode(row["tags"]),
        outcome=row["outcome"],
        abandoned_at_field=_abandoned_at(row, names),
        page=row["page"],
        device=device_name(row["device"]),
        source=source_name(row["source"]),
        view=None if row["view_id"] is None else str(row["view_id"]),
    )


async def list_responses(
    db: asyncpg.Pool,
    site: Site,
    filters: ResponseFilters,
    now: datetime,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[Response], str | None]:
    """A page of a site's responses, newest first, and the cursor of the next page or None.

    Raises BadCursor.
    """
    sql, arguments = _select(site, filters, cursor, now)
    async with db.acquire(timeout=2) as connection:
        rows = await connection.fetch(f"{sql}\nlimit {limit + 1}", *arguments)
        names = await _names(connection, site.site_id)
    responses = [_response(row, names) for row in rows[:limit]]
    return responses, _cursor_of(rows[limit - 1]) if len(rows) > limit else None


async def stream_responses(
    db: asyncpg.Pool, site: Site, filters: ResponseFilters, now: datetime
) -> AsyncIterator[Response]:
    """All responses, newest first, in constant memory."""
    sql, arguments = _select(site, filters, None, now)
    async with db.acquire(timeout=2) as connection, connection.transaction(readonly=True):
        names = await _names(connection, site.site_id)
        async for row in connection.cursor(sql, *arguments, prefetch=500):
            yield _response(row, names)

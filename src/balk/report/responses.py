"""Responses: every answer with the view it was given in, the field it was about, and what the person then did."""

import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from balk.report.catalogue import SiteForms, site_forms
from balk.report.days import end_of, start_of
from balk.report.form_fields import FormFields, fields_of_forms
from balk.report.left_out import device_left_out
from balk.report.queries import query
from balk.report.shape import Response, ResponseFilters, Tag
from balk.sites import Site
from balk.views import snapshot
from balk.views.codes import device_name, source_name
from balk.views.outcome import SUBMIT, State, abandonment_point

_tags = msgspec.json.Decoder(list[Tag])


class _Names:
    """A site's forms and their fields, as their owner has named and merged them."""

    def __init__(self, forms: SiteForms, fields: dict[int, FormFields]) -> None:
        self._forms = forms
        self._fields = fields

    def form(self, form_id: int | None) -> str | None:
        """Key of the form that a form counts in."""
        form = None if form_id is None else self._forms.by_id.get(form_id)
        return None if form is None else form.key

    def field(self, form_id: int | None, field_id: int | None) -> tuple[str | None, str | None]:
        """Key and label of the field that a field counts in."""
        form = None if form_id is None else self._forms.by_id.get(form_id)
        entry = None if form is None else self._fields[form.form_id].entry(form_id, field_id)
        return (None, None) if entry is None else (entry.key, entry.label)

    def forms_asked(self, key: str) -> list[int]:
        """Ids of the form of that key and of those merged with it."""
        form = self._forms.by_key.get(key)
        return [] if form is None else form.form_ids

    def fields_asked(self, key: str) -> list[tuple[int, int]]:
        """Form id and field id of all that counts in a field of that key, in any form."""
        return [ids for fields in self._fields.values() for ids in fields.ids_of(key)]


async def _names(db: asyncpg.Connection, site_id: int, form_key: str | None) -> _Names:
    """Of all forms, or where one is asked for of that."""
    forms = await site_forms(db, site_id)
    asked = [form for form in forms.forms if form_key is None or form is forms.by_key.get(form_key)]
    return _Names(forms, await fields_of_forms(db, site_id, asked))


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


def _where(filters: ResponseFilters, names: _Names, cursor: str | None, arguments: list[Any]) -> str:
    """The conditions of `filters` in SQL; their values are appended to `arguments`."""
    conditions = []

    def given(condition: str, *values: Any) -> None:
        marks = []
        for value in values:
            arguments.append(value)
            marks.append(f"${len(arguments)}")
        conditions.append(condition.format(*marks))

    if filters.form is not None:
        given("form_id = any({0}::bigint[])", names.forms_asked(filters.form))
    if filters.field is not None:
        asked = names.fields_asked(filters.field)
        given(
            """exists (
                select from unnest({0}::bigint[], {1}::smallint[]) asked (form_id, field_id)
                where asked.form_id = answers.form_id
                  and asked.field_id in (answers.field_id, answers.mentioned_field_id)
            )""",
            [form_id for form_id, _ in asked],
            [field_id for _, field_id in asked],
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


def _select(
    site: Site, filters: ResponseFilters, names: _Names, cursor: str | None, now: datetime
) -> tuple[str, list[Any]]:
    window = timedelta(seconds=site.abandon_after_s)
    arguments: list[Any] = [site.site_id, now - window, device_left_out(site)]
    where = _where(filters, names, cursor, arguments)
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
        form=names.form(row["form_id"]),
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
    async with db.acquire(timeout=2) as connection:
        names = await _names(connection, site.site_id, filters.form)
        sql, arguments = _select(site, filters, names, cursor, now)
        rows = await connection.fetch(f"{sql}\nlimit {limit + 1}", *arguments)
    responses = [_response(row, names) for row in rows[:limit]]
    return responses, _cursor_of(rows[limit - 1]) if len(rows) > limit else None


async def stream_responses(
    db: asyncpg.Pool, site: Site, filters: ResponseFilters, now: datetime
) -> AsyncIterator[Response]:
    """All responses, newest first, in constant memory."""
    async with db.acquire(timeout=2) as connection, connection.transaction(readonly=True):
        names = await _names(connection, site.site_id, filters.form)
        sql, arguments = _select(site, filters, names, None, now)
        async for row in connection.cursor(sql, *arguments, prefetch=500):
            yield _response(row, names)

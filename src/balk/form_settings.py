"""What an owner says of forms and fields: names, what is hidden, what is merged into what.

Only this is written. Stored views and rollups stay as they are, and reports read them through it (report/catalogue.py,
report/form_fields.py), so that each of these can be taken back.
"""

from typing import Any

import asyncpg

from balk.report.catalogue import FormEntry, site_forms
from balk.report.form_fields import FieldEntry, form_fields
from balk.site_changes import tell_change

LONGEST_NAME = 160

_LOCK = 0x62616C6C << 32
"""Advisory locks of those who merge, then the site's number: two merges at once could go in a circle."""


class CannotMerge(ValueError):
    """Why the two can't be one, in a sentence."""


def own_name(text: str, found: str) -> str | None:
    """A name as it is kept: None where it says no more than the one found. Raises ValueError for one that is none."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError(f"A name has at most {LONGEST_NAME} characters, all of them visible.")
    return None if name in ("", found) else name


async def name_form(db: asyncpg.Pool, site_id: int, form: FormEntry, name: str) -> None:
    """Call a form by a name of the owner's; an empty one brings back the found name. Raises ValueError."""
    await _set_form(db, site_id, form.form_id, "name", own_name(name, form.found))


async def hide_form(db: asyncpg.Pool, site_id: int, form: FormEntry, hidden: bool) -> None:
    """Leave a form out of the list of forms, or bring it back."""
    await _set_form(db, site_id, form.form_id, "hidden", hidden)


async def merge_form(db: asyncpg.Pool, site_id: int, key: str, into: str) -> None:
    """Count all views of a form in another. Raises CannotMerge, LookupError for a form that the site doesn't have."""
    async with db.acquire(timeout=2) as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK + (site_id & 0xFFFFFFFF))
        forms = (await site_forms(connection, site_id)).by_key
        form, target = forms[key], forms[into]
        if form.form_id == target.form_id:
            raise CannotMerge("These two are one form already.")
        await _set_form(connection, site_id, form.form_id, "merged_into", target.form_id)
        await tell_change(connection, site_id)  # rules for the one stand under the other's key too


async def unmerge_form(db: asyncpg.Pool, site_id: int, key: str) -> None:
    """Let a form that was merged stand for itself again."""
    await db.execute(
        """
        update form_setting set merged_into = null
        where site_id = $1
          and form_id = (select form_id from form where site_id = $1 and key = $2)
        """,
        site_id,
        key,
    )
    await tell_change(db, site_id)


async def name_field(db: asyncpg.Pool, site_id: int, form: FormEntry, field: FieldEntry, label: str) -> None:
    """Call a field by a label of the owner's; an empty one brings back the found label. Raises ValueError."""
    await _set_field(db, site_id, form.form_id, field.key, "label", own_name(label, field.found))


async def hide_field(db: asyncpg.Pool, site_id: int, form: FormEntry, field: FieldEntry, hidden: bool) -> None:
    """Leave a field out of the report's fields, or bring it back."""
    await _set_field(db, site_id, form.form_id, field.key, "hidden", hidden)


async def merge_field(db: asyncpg.Pool, site_id: int, form: FormEntry, key: str, into: str) -> None:
    """Count a field in another of the same form. Raises CannotMerge, LookupError for a field that it doesn't have."""
    async with db.acquire(timeout=2) as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK + (site_id & 0xFFFFFFFF))
        fields = await form_fields(connection, site_id, form)
        field, target = fields.entries[fields.by_key[key]], fields.entries[fields.by_key[into]]
        if field.key == target.key:
            raise CannotMerge("These two are one field already.")
        await _set_field(connection, site_id, form.form_id, field.key, "merged_into", target.key)


async def unmerge_field(db: asyncpg.Pool, site_id: int, form: FormEntry, key: str) -> None:
    """Let a field that was merged stand for itself again."""
    await db.execute(
        "update field_setting set merged_into = null where site_id = $1 and form_id = $2 and key = $3",
        site_id,
        form.form_id,
        key,
    )


async def _set_form(db: asyncpg.Pool | asyncpg.Connection, site_id: int, form_id: int, column: str, value: Any) -> None:
    await db.execute(
        f"""
        insert into form_setting (site_id, form_id, {column})
        values ($1, $2, $3)
        on conflict (site_id, form_id) do update set {column} = excluded.{column}
        """,
        site_id,
        form_id,
        value,
    )


async def _set_field(
    db: asyncpg.Pool | asyncpg.Connection, site_id: int, form_id: int, key: str, column: str, value: Any
) -> None:
    await db.execute(
        f"""
        insert into field_setting (site_id, form_id, key, {column})
        values ($1, $2, $3, $4)
        on conflict (site_id, form_id, key) do update set {column} = excluded.{column}
        """,
        site_id,
        form_id,
        key,
        value,
    )

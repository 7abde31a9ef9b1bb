"""A site's forms and their fields, as reports name them."""

import asyncpg
import msgspec
from msgspec import Struct

from balk import wire

_definition = msgspec.msgpack.Decoder(list[wire.Field])


class FormEntry(Struct, frozen=True):
    """A form as its owner knows it."""

    form_id: int
    key: str
    name: str
    page: str


class FieldEntry(Struct, frozen=True):
    """A field as the newest version that has it defines it."""

    field_id: int
    key: str
    label: str
    type: str
    position: int
    required: bool
    current: bool
    """Part of the newest version."""


async def all_forms(db: asyncpg.Connection | asyncpg.Pool, site_id: int) -> list[FormEntry]:
    """Every form of a site, oldest first."""
    rows = await db.fetch("select form_id, key, name, page from form where site_id = $1 order by form_id", site_id)
    return [FormEntry(row["form_id"], row["key"], row["name"] or row["key"], row["page"]) for row in rows]


async def form_by_key(db: asyncpg.Connection | asyncpg.Pool, site_id: int, key: str) -> FormEntry | None:
    """The form of that key."""
    row = await db.fetchrow("select form_id, key, name, page from form where site_id = $1 and key = $2", site_id, key)
    return None if row is None else FormEntry(row["form_id"], row["key"], row["name"] or row["key"], row["page"])


async def version_by_hash(db: asyncpg.Connection, site_id: int, form_id: int, version: str) -> int | None:
    """The id of a form's version, by the hash that pages send."""
    found: int | None = await db.fetchval(
        "select version_id from version where site_id = $1 and form_id = $2 and hash = $3", site_id, form_id, version
    )
    return found


async def all_fields(db: asyncpg.Connection | asyncpg.Pool, site_id: int, form_id: int) -> list[FieldEntry]:
    """Every field that a form has or had: the newest version's in its order, then older ones.

    A field of which no definition ever came has its key as its label.
    """
    keys = await db.fetch("select field_id, key from field where site_id = $1 and form_id = $2", site_id, form_id)
    ids = {row["key"]: row["field_id"] for row in keys}
    versions = await db.fetch(
        """
        select definition
        from version
        where site_id = $1
          and form_id = $2
          and definition is not null
        order by first_seen_at desc, version_id desc
        limit 50
        """,
        site_id,
        form_id,
    )
    entries: dict[str, FieldEntry] = {}
    for age, row in enumerate(versions):
        for field in _definition.decode(row["definition"]):
            if field.key in ids and field.key not in entries:
                label = field.label or field.key
                entries[field.key] = FieldEntry(
                    ids[field.key], field.key, label, field.type, len(entries), field.required, age == 0
                )
    for key, field_id in sorted(ids.items(), key=lambda pair: pair[1]):
        if key not in entries:
            entries[key] = FieldEntry(field_id, key, key, "text", len(entries), False, not versions)
    return list(entries.values())

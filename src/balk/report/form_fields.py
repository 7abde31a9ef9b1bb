"""A form's fields, as reports name them: the owner's labels beside the found ones, fields hidden, fields merged."""

from collections import defaultdict
from collections.abc import Sequence

import asyncpg
import msgspec
from msgspec import Struct

from balk import wire
from balk.report.catalogue import FormEntry

_definition = msgspec.msgpack.Decoder(list[wire.Field])

_MOST_VERSIONS = 50
"""So many versions of a form, the newest, are asked for its fields."""

NO_FIELD = 100_000
"""Number of a field that a form does not have: no report shows it."""


class FieldEntry(Struct, frozen=True):
    """A field as the newest version that has it defines it, and as the owner has named it."""

    number: int
    """Its place among the form's fields; stands for it, and for what was merged into it, in one report."""
    key: str
    label: str
    """The owner's, else the found one, else the key."""
    found: str
    """The label without the owner's."""
    type: str
    required: bool
    current: bool
    """Part of the newest version."""
    hidden: bool
    merged: list[tuple[str, str]]
    """Key and found label of those that the owner merged into it."""


class FormFields(Struct, frozen=True):
    """A form's fields: the newest version's in its order, then older ones, then those of forms merged into it."""

    entries: list[FieldEntry]
    numbers: dict[tuple[int, int], int]
    """By form id and field id."""
    by_key: dict[str, int]
    """The key of a field that was merged leads to the one it counts in."""

    def number(self, form_id: int, field_id: int) -> int:
        """The number of a field by its stored ids. What is below 0 stands for no field (SUBMIT), and stays."""
        return field_id if field_id < 0 else self.numbers.get((form_id, field_id), NO_FIELD)

    def entry(self, form_id: int | None, field_id: int | None) -> FieldEntry | None:
        """The field by its stored ids."""
        if form_id is None or field_id is None:
            return None
        number = self.number(form_id, field_id)
        return self.entries[number] if 0 <= number < len(self.entries) else None

    def key(self, number: int) -> str | None:
        """The key of the field of that number; None for a number that is none."""
        return self.entries[number].key if 0 <= number < len(self.entries) else None

    def ids_of(self, key: str) -> list[tuple[int, int]]:
        """Form id and field id of all that counts in the field of that key."""
        number = self.by_key.get(key)
        return [ids for ids, its_number in self.numbers.items() if its_number == number]

    def merged_ids(self) -> list[tuple[int, int, int]]:
        """Form id, field id and number of fields that share their number with another field of the same form."""
        shared: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for (form_id, field_id), number in self.numbers.items():
            shared[form_id, number].append(field_id)
        return [
            (form_id, field_id, number)
            for (form_id, number), field_ids in shared.items()
            if len(field_ids) > 1
            for field_id in field_ids
        ]


class _Said(Struct, frozen=True):
    """A row of `field_setting`."""

    label: str | None = None
    hidden: bool | None = None
    merged_into: str | None = None


_Settings = dict[int, dict[str, _Said]]
"""By form id and field key."""
_NOTHING = _Said()


class _Found(Struct, frozen=True):
    """A field as pages defined it."""

    form_id: int
    field_id: int
    key: str
    label: str
    type: str
    required: bool
    current: bool


async def form_fields(db: asyncpg.Connection | asyncpg.Pool, site_id: int, form: FormEntry) -> FormFields:
    """Every field that a form has or had, with those of the forms merged into it, mapped by their keys."""
    return (await fields_of_forms(db, site_id, [form]))[form.form_id]


async def fields_of_forms(
    db: asyncpg.Connection | asyncpg.Pool, site_id: int, forms: Sequence[FormEntry]
) -> dict[int, FormFields]:
    """The fields of each of these forms, by the form's id; three statements however many they are."""
    form_ids = [form_id for form in forms for form_id in form.form_ids]
    settings = await _settings(db, site_id, form_ids)
    found = await _found_fields(db, site_id, form_ids)
    return {form.form_id: _mapped(form, settings, found) for form in forms}


def _mapped(form: FormEntry, settings: _Settings, fields: dict[int, list[_Found]]) -> FormFields:
    found: dict[str, list[_Found]] = {}
    by_key: dict[str, str] = {}
    for path in form.paths:
        for field in fields[path[0]]:
            key = _key_in(path, field.key, settings)
            found.setdefault(key, []).append(field)
            by_key.setdefault(field.key, key)
    by_key |= {key: key for key in found}
    numbers = {key: number for number, key in enumerate(found)}
    return FormFields(
        [_entry(form.form_id, number, key, found, settings) for key, number in numbers.items()],
        {(one.form_id, one.field_id): numbers[key] for key, fields in found.items() for one in fields},
        {key: numbers[into] for key, into in by_key.items()},
    )


def _entry(form_id: int, number: int, key: str, found: dict[str, list[_Found]], settings: _Settings) -> FieldEntry:
    """The field of that key. What the owner said of it in this form counts before what was said in a merged one."""
    fields = found[key]
    own = next((field for field in fields if field.key == key), fields[0])
    said = settings[form_id].get(key, _NOTHING)
    said_there = settings[own.form_id].get(own.key, _NOTHING)
    hidden = said_there.hidden if said.hidden is None else said.hidden
    label = said.label or said_there.label or own.label
    into = [
        other
        for other, its in settings[form_id].items()
        if its.merged_into is not None and _key_in((form_id,), other, settings) == key
    ]
    labels = {one.key: one.label for fields in found.values() for one in reversed(fields)} if into else {}
    merged = [(other, labels.get(other, other)) for other in into]
    current = any(field.current and field.form_id == form_id for field in fields)
    return FieldEntry(number, key, label, own.label, own.type, own.required, current, bool(hidden), sorted(merged))


def _key_in(path: tuple[int, ...], key: str, settings: _Settings) -> str:
    """The key under which a field of the path's first form counts in its last: merged in each form on the way."""
    for form_id in path:
        passed = {key}
        while (into := settings[form_id].get(key, _NOTHING).merged_into) is not None and into not in passed:
            passed.add(into)
            key = into
    return key


async def _settings(db: asyncpg.Connection | asyncpg.Pool, site_id: int, form_ids: list[int]) -> _Settings:
    rows = await db.fetch(
        """
        select form_id, key, label, hidden, merged_into
        from field_setting
        where site_id = $1
          and form_id = any($2::bigint[])
        order by form_id, key
        """,
        site_id,
        form_ids,
    )
    settings: _Settings = {form_id: {} for form_id in form_ids}
    for row in rows:
        settings[row["form_id"]][row["key"]] = _Said(row["label"], row["hidden"], row["merged_into"])
    return settings


async def _found_fields(
    db: asyncpg.Connection | asyncpg.Pool, site_id: int, form_ids: list[int]
) -> dict[int, list[_Found]]:
    """Of each form the newest version's fields in its order, then older ones'. One that no definition has is labelled
    by its key."""
    ids: dict[int, dict[str, int]] = {form_id: {} for form_id in form_ids}
    for row in await db.fetch(
        "select form_id, field_id, key from field where site_id = $1 and form_id = any($2::bigint[])", site_id, form_ids
    ):
        ids[row["form_id"]][row["key"]] = row["field_id"]
    definitions: dict[int, list[bytes]] = {form_id: [] for form_id in form_ids}
    for row in await db.fetch(
        """
        with aged as (
            select form_id, definition, row_number() over (
                partition by form_id order by first_seen_at desc, version_id desc
            ) as age
            from version
            where site_id = $1
              and form_id = any($2::bigint[])
              and definition is not null
        )
        select form_id, definition
        from aged
        where age <= $3
        order by form_id, age
        """,
        site_id,
        form_ids,
        _MOST_VERSIONS,
    ):
        definitions[row["form_id"]].append(row["definition"])
    return {form_id: _fields_found(form_id, ids[form_id], definitions[form_id]) for form_id in form_ids}


def _fields_found(form_id: int, ids: dict[str, int], definitions: list[bytes]) -> list[_Found]:
    found: dict[str, _Found] = {}
    for age, definition in enumerate(definitions):
        for field in _definition.decode(definition):
            if field.key in ids and field.key not in found:
                label = field.label or field.key
                found[field.key] = _Found(
                    form_id, ids[field.key], field.key, label, field.type, field.required, age == 0
                )
    for key, field_id in sorted(ids.items(), key=lambda pair: pair[1]):
        if key not in found:
            found[key] = _Found(form_id, field_id, key, key, "text", False, not definitions)
    return list(found.values())

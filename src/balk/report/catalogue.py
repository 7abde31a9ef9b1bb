"""A site's forms, as their owner has named, hidden and merged them."""

import asyncpg
from msgspec import Struct


class FormEntry(Struct, frozen=True):
    """A form as its owner knows it, with what was merged into it."""

    form_id: int
    key: str
    name: str
    """The owner's, else the found one, else the key."""
    found: str
    """The name without the owner's."""
    page: str
    hidden: bool
    paths: tuple[tuple[int, ...], ...]
    """Of every form whose views count here, the ids from that form to this one: this form's own first."""

    @property
    def form_ids(self) -> list[int]:
        """The forms whose views count here, this one first."""
        return [path[0] for path in self.paths]


class MergedForm(Struct, frozen=True):
    """A form that counts in another."""

    key: str
    name: str
    into: str
    """Key of the form that the owner merged it into."""


class SiteForms(Struct, frozen=True):
    """All forms of a site, oldest first, and which of them every form's id and key lead to."""

    forms: list[FormEntry]
    merged: list[MergedForm]
    by_id: dict[int, FormEntry]
    by_key: dict[str, FormEntry]
    """The key of a form that was merged leads to the one it counts in."""


async def site_forms(db: asyncpg.Connection | asyncpg.Pool, site_id: int) -> SiteForms:
    """Every form of a site, hidden ones too."""
    rows = await db.fetch(
        """
        select f.form_id, f.key, coalesce(nullif(f.name, ''), f.key) as found, f.page,
            s.name, coalesce(s.hidden, false) as hidden, s.merged_into
        from form f
        left join form_setting s
            on s.site_id = f.site_id
            and s.form_id = f.form_id
        where f.site_id = $1
        order by f.form_id
        """,
        site_id,
    )
    found = {row["form_id"]: row for row in rows}
    into = {row["form_id"]: row["merged_into"] for row in rows if row["merged_into"] in found}
    paths = {form_id: _path(form_id, into) for form_id in found}
    forms = [
        FormEntry(
            form_id,
            row["key"],
            row["name"] or row["found"],
            row["found"],
            row["page"],
            row["hidden"],
            ((form_id,), *(path for path in paths.values() if path[-1] == form_id and len(path) > 1)),
        )
        for form_id, row in found.items()
        if form_id not in into
    ]
    by_root = {form.form_id: form for form in forms}
    by_id = {form_id: by_root[path[-1]] for form_id, path in paths.items() if path[-1] in by_root}
    return SiteForms(
        forms,
        [
            MergedForm(row["key"], row["name"] or row["found"], found[into[form_id]]["key"])
            for form_id, row in found.items()
            if form_id in into
        ],
        by_id,
        {found[form_id]["key"]: form for form_id, form in by_id.items()},
    )


def _path(form_id: int, into: dict[int, int]) -> tuple[int, ...]:
    """The ids from a form to the one that it counts in."""
    path = [form_id]
    while path[-1] in into and into[path[-1]] not in path:
        path.append(into[path[-1]])
    return tuple(path)


async def form_by_key(db: asyncpg.Connection | asyncpg.Pool, site_id: int, key: str) -> FormEntry | None:
    """The form of that key; for one that was merged, the form that it counts in."""
    return (await site_forms(db, site_id)).by_key.get(key)


async def versions_by_hash(db: asyncpg.Connection, site_id: int, form: FormEntry, version: str) -> list[int]:
    """The ids of a form's versions with the hash that pages send: one, unless forms that share it were merged."""
    rows = await db.fetch(
        """
        select version_id
        from version
        where site_id = $1
          and form_id = any($2::bigint[])
          and hash = $3
        """,
        site_id,
        form.form_ids,
        version,
    )
    return [row["version_id"] for row in rows]

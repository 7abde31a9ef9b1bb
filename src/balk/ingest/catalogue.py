"""The ids of a site's forms, fields and versions: made when first seen, then remembered.

Ids are committed before any row that uses them, and never change, so that what is remembered stays true. Pages invent
names (by mistake, or on purpose): past a bound everything new counts as `(other)`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import asyncpg

from balk import wire
from balk.ingest import definition
from balk.ingest.form_ids import MOST_FIELDS, MOST_VERSIONS, OTHER, FormIds, VersionIds

MOST_FORMS = 1_000
_MOST_REMEMBERED = 5_000
_RENAME_AFTER = timedelta(minutes=1)
"""Before or after: a clock that was ahead, and stepped back, holds up no name."""


class Wanted:
    """What one form must have before rows can name it."""

    __slots__ = ("fields", "forms", "page", "versions")

    def __init__(self) -> None:
        self.page: str | None = None
        self.fields: dict[str, None] = {}
        self.versions: dict[str, None] = {}
        self.forms: list[wire.Form] = []


class Catalogue:
    """The forms that this process has met lately."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], FormIds] = {}

    def form(self, site_id: int, key: str) -> FormIds:
        """The form; `(other)` for one past the bound. Raises KeyError for one that was not learned."""
        found = self._known.get((site_id, key))
        return self._known[site_id, OTHER] if found is None else found

    def wanted(self, site_id: int, batches: Iterable[wire.Batch], now: datetime) -> dict[str, Wanted]:
        """What these messages name and this process does not know, by form key. Empty nearly always."""
        wanted: dict[str, Wanted] = {}
        for batch in batches:
            for form in batch.forms:
                if self._is_news(site_id, form, now):
                    want = wanted.setdefault(form.key, Wanted())
                    want.forms.append(form)
                    want.versions[form.version] = None
                    want.fields |= dict.fromkeys(field.key for field in form.fields)
            for view in batch.views:
                known = self._known.get((site_id, view.form))
                if (
                    known is None
                    or not known.knows_version(view.version)
                    or not known.knows_fields([touched.key for touched in view.touched])
                ):
                    want = wanted.setdefault(view.form, Wanted())
                    want.versions[view.version] = None
                    want.fields |= dict.fromkeys(touched.key for touched in view.touched)
                if view.form in wanted:
                    wanted[view.form].page = view.page
            for answer in batch.answers:
                if answer.form is None:
                    continue
                known = self._known.get((site_id, answer.form))
                if known is None or (answer.field is not None and not known.knows_fields([answer.field])):
                    want = wanted.setdefault(answer.form, Wanted())
                    want.page = want.page or answer.page
                    if answer.field is not None:
                        want.fields[answer.field] = None
        return wanted

    def _is_news(self, site_id: int, form: wire.Form, now: datetime) -> bool:
        known = self._known.get((site_id, form.key))
        version = None if known is None else known.versions.get(form.version)
        if known is None:
            return True
        if version is None:
            return not known.knows_version(form.version)
        if not all(field.key in version.labels for field in form.fields):
            return len(version.fields) < definition.MOST_FIELDS
        if abs(now - known.renamed_at) <= _RENAME_AFTER:
            return False
        return bool(form.name and form.name != known.name) or any(
            version.labels[field.key] != field.label for field in form.fields
        )

    async def learn(self, db: asyncpg.Connection, site_id: int, wanted: dict[str, Wanted], now: datetime) -> None:
        """Look up what is wanted and make what does not exist, each committed. Raises what asyncpg raises."""
        for key in sorted(wanted):
            want = wanted[key]
            known = self._known.get((site_id, key)) or await self._learn_form(db, site_id, key, want, now)
            await self._learn_fields(db, site_id, known, list(want.fields))
            await self._learn_versions(db, site_id, known, list(want.versions), now)
            await self._rename(db, site_id, known, want, now)
            for form in want.forms:
                await self._learn_definition(db, site_id, known, form)
                known.renamed_at = now

    def _remember(self, site_id: int, key: str, known: FormIds) -> None:
        while len(self._known) >= _MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[site_id, key] = known

    async def _learn_form(self, db: asyncpg.Connection, site_id: int, key: str, want: Wanted, now: datetime) -> FormIds:
        find = "select form_id, name, page from form where site_id = $1 and key = $2"
        row = await db.fetchrow(find, site_id, key)
        if row is None and key != OTHER:
            count = await db.fetchval("select count(*) from form where site_id = $1", site_id)
            if count >= MOST_FORMS:
                other = self._known.get((site_id, OTHER)) or await self._learn_form(db, site_id, OTHER, want, now)
                self._remember(site_id, key, other)
                return other
        if row is None:
            await db.execute(
                """
                insert into form (site_id, key, name, page, first_seen_at)
                values ($1, $2, $3, $4, $5)
                on conflict (site_id, key) do nothing
                """,
                site_id,
                key,
                next((form.name for form in want.forms if form.name), ""),
                want.page or "/",
                now,
            )
            row = await db.fetchrow(find, site_id, key)
        known = FormIds(row["form_id"], row["name"], row["page"], now)
        for field in await db.fetch(
            "select key, field_id from field where site_id = $1 and form_id = $2", site_id, known.form_id
        ):
            known.fields[field["key"]] = field["field_id"]
        for version in await db.fetch(
            "select hash, version_id, definition from version where site_id = $1 and form_id = $2",
            site_id,
            known.form_id,
        ):
            known.versions[version["hash"]] = VersionIds(version["version_id"], version["definition"])
        self._remember(site_id, key, known)
        return known

    async def _learn_fields(self, db: asyncpg.Connection, site_id: int, known: FormIds, keys: list[str]) -> None:
        """Numbers are given as the highest one and the next; who loses the race for one reads again and tries on."""
        for _ in range(20):
            missing = [key for key in keys if key not in known.fields]
            if not missing:
                return
            room = max(0, MOST_FIELDS - len(known.fields))
            made = missing[:room] if len(missing) <= room else [*missing[:room], OTHER]
            await db.execute(
                """
                insert into field (site_id, form_id, field_id, key)
                select $1, $2, highest.field_id + asked.position, asked.key
                from unnest($3::text[]) with ordinality as asked (key, position)
                cross join (
                    select coalesce(max(field_id), 0) as field_id from field where site_id = $1 and form_id = $2
                ) as highest
                where not exists (
                    select from field where site_id = $1 and form_id = $2 and field.key = asked.key
                )
                on conflict do nothing
                """,
                site_id,
                known.form_id,
                made,
            )
            for field in await db.fetch(
                "select key, field_id from field where site_id = $1 and form_id = $2", site_id, known.form_id
            ):
                known.fields[field["key"]] = field["field_id"]
            if OTHER in known.fields and len(known.fields) > MOST_FIELDS:
                keys = [key for key in keys if key in known.fields]
        raise asyncpg.SerializationError(f"no numbers left in the race for fields of form {known.form_id}")

    async def _learn_versions(
        self, db: asyncpg.Connection, site_id: int, known: FormIds, hashes: list[str], now: datetime
    ) -> None:
        for asked in hashes:
            if asked in known.versions:
                continue
            made = asked if len(known.versions) < MOST_VERSIONS else OTHER
            await db.execute(
                """
                insert into version (site_id, form_id, hash, first_seen_at)
                values ($1, $2, $3, $4)
                on conflict (site_id, form_id, hash) do nothing
                """,
                site_id,
                known.form_id,
                made,
                now,
            )
            row = await db.fetchrow(
                "select version_id, definition from version where site_id = $1 and form_id = $2 and hash = $3",
                site_id,
                known.form_id,
                made,
            )
            known.versions[made] = VersionIds(row["version_id"], row["definition"])

    async def _learn_definition(self, db: asyncpg.Connection, site_id: int, known: FormIds, form: wire.Form) -> None:
        """Fill a version's definition, or add the conditional fields that nobody had met before."""
        version = known.versions.get(form.version)
        if version is None or not form.fields:
            return
        find = "select definition from version where site_id = $1 and form_id = $2 and version_id = $3"
        for _ in range(20):
            stored = await db.fetchval(find, site_id, known.form_id, version.version_id)
            fields = definition.joined(definition.read(stored), form.fields)
            written = definition.written(fields)
            if written != stored:
                done = await db.execute(
                    """
                    update version set definition = $4
                    where site_id = $1 and form_id = $2 and version_id = $3 and definition is not distinct from $5
                    """,
                    site_id,
                    known.form_id,
                    version.version_id,
                    written,
                    stored,
                )
                if done == "UPDATE 0":
                    continue
            known.versions[form.version] = VersionIds(version.version_id, written)
            return
        raise asyncpg.SerializationError(f"no turn in the race for the definition of form {known.form_id}")

    async def _rename(self, db: asyncpg.Connection, site_id: int, known: FormIds, want: Wanted, now: datetime) -> None:
        """A form on several pages would change its row at every message: once a minute is enough."""
        name = next((form.name for form in reversed(want.forms) if form.name), known.name)
        page = want.page or known.page
        if (name, page) == (known.name, known.page) or abs(now - known.renamed_at) <= _RENAME_AFTER:
            return
        known.name, known.page, known.renamed_at = name, page, now
        await db.execute(
            "update form set name = $3, page = $4 where site_id = $1 and form_id = $2",
            site_id,
            known.form_id,
            name,
            page,
        )

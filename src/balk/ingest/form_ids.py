"""The ids of one form, its fields and its versions, as far as this process knows them."""

from collections.abc import Iterable
from datetime import datetime

from balk import wire
from balk.ingest import definition

OTHER = "(other)"
"""Key of the form, field or version that stands for those past the bound."""

MOST_FIELDS = 500
MOST_VERSIONS = 500


class VersionIds:
    """A version, and its fields as far as this process knows them."""

    __slots__ = ("fields", "labels", "version_id")

    def __init__(self, version_id: int, stored: bytes | None) -> None:
        self.version_id = version_id
        self.fields = definition.read(stored)
        self.labels = {field.key: field.label for field in self.fields}


class FormIds:
    """A form, with the ids of its fields and versions as far as this process knows them."""

    __slots__ = ("fields", "form_id", "name", "page", "renamed_at", "versions")

    def __init__(self, form_id: int, name: str, page: str, renamed_at: datetime) -> None:
        self.form_id = form_id
        self.name = name
        self.page = page
        self.renamed_at = renamed_at
        self.fields: dict[str, int] = {}
        self.versions: dict[str, VersionIds] = {}

    def knows_fields(self, keys: Iterable[str]) -> bool:
        """Whether each of these fields has an id, its own or that of `(other)`."""
        return all(map(self.fields.__contains__, keys)) or (OTHER in self.fields and len(self.fields) > MOST_FIELDS)

    def knows_version(self, version: str) -> bool:
        """Whether the version has an id, its own or that of `(other)`."""
        return version in self.versions or (OTHER in self.versions and len(self.versions) > MOST_VERSIONS)

    def field_id(self, key: str) -> int:
        """The field's id; `(other)`'s for one past the bound. Raises KeyError for one that was not learned."""
        found = self.fields.get(key)
        return self.fields[OTHER] if found is None else found

    def version_id(self, version: str) -> int:
        """The version's id; `(other)`'s for one past the bound. Raises KeyError for one that was not learned."""
        found = self.versions.get(version)
        return self.versions[OTHER].version_id if found is None else found.version_id

    def newest_fields(self) -> list[wire.Field]:
        """The fields of the newest version whose definition arrived."""
        defined = [version for version in self.versions.values() if version.fields]
        return max(defined, key=lambda version: version.version_id).fields if defined else []

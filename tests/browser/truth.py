"""What a page of tests/pages says of itself: the TOML in the HTML comment that it begins with.

`do` is what a person does, in the driver's words (driver.py). A form's attributes that are left out are not compared;
a form that the page does not list must not be found. A form that was only looked at counts where `do` ends with
`["seen"]`, which is also what a page does whose `do` touches nothing.
"""

import itertools
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from balk import wire

PAGES = Path(__file__).parents[1] / "pages"
FOLDERS = ("finding", "fields", "identity", "acting", "outcome", "delivery")


class FormTruth(Struct, frozen=True, forbid_unknown_fields=True):
    """One view of a form, as it must arrive. Fields are "key type" and "required" where they are."""

    fields: list[str] | None = None
    key: str | None = None
    name: str | None = None
    labels: list[str] | None = None
    conditional: list[str] | None = None
    touched: list[str] | None = None
    """In order of first touch: "key end", the end one of empty, partial, filled, invalid."""
    outcome: wire.Outcome | None = None
    attempts: int | None = None
    failed: int | None = None
    last: str | None = None
    at_submit: bool | None = None
    blind_spots: int | None = None
    errors: dict[str, list[str]] | None = None
    """Messages by field."""
    about: list[str] | None = None
    """Messages about the form as a whole."""
    flags: dict[str, list[str]] | None = None
    """By field: autofilled, pasted. A field left out has neither."""
    figures: dict[str, dict[str, int | list[int]]] | None = None
    """By field and attribute of wire.Touched: a number, or the lowest and the highest."""


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the site answers to a request. An HTML page that is gone to carries the tag, unless it is `bare`."""

    status: int = 200
    body: str = "<!doctype html><title>Thank you</title><h1>Thank you</h1>"
    type: str = "text/html"
    delay_ms: int = 0
    location: str | None = None
    """A redirect; the status is 303 where it says nothing else."""
    drop: bool = False
    """The connection breaks instead."""
    bare: bool = False
    turns: list["Answer"] = []
    """Answers in turn; the last one stays."""


class Truth(Struct, frozen=True, forbid_unknown_fields=True):
    """All that a page says of itself."""

    says: Annotated[str, Meta(min_length=10)]
    """The case, as a sentence."""
    do: list[list[str | int]] = []
    forms: list[FormTruth] = []
    answers: dict[str, Answer] = {}
    """By path, or by method and path ("POST /api"). The page's own path answers with it to POST only."""
    balk: str = ""
    """Attributes of the script tag."""
    csp: str | None = None
    """Content-Security-Policy; `{balk-origin}` in double braces is where the script comes from."""
    path: str | None = None
    """Where the page is; else /FOLDER/NAME."""
    rules: list[wire.SuccessRule] = []
    viewport: list[int] = field(default_factory=lambda: [1280, 900])
    same: list[str] | None = None
    """Of an after page in identity/: keys of its fields that the before page has, too."""
    silent: bool = False
    """Nothing at all is sent."""
    page_errors: bool = False
    """The page itself throws."""
    known: str | None = None
    """Why it comes out wrong, where it is known to."""


class Case(Struct, frozen=True):
    """A page and its truth. `name` is folder/name."""

    name: str
    html: str
    truth: Truth

    @property
    def path(self) -> str:
        """Where it is served. Before and after are the same address at two times."""
        return self.truth.path or "/" + self.name.removesuffix(".before").removesuffix(".after")


def read(file: Path) -> Case:
    """The page in `file`. Raises ValueError with the file's name where the truth is missing or not as above."""
    html = file.read_text("utf-8")
    name = f"{file.parent.name}/{file.stem}"
    start, toml, page = html.partition("<!--")[0], *html.partition("<!--")[2].partition("-->")[::2]
    if start.strip():
        raise ValueError(f"{name}: begins with something else than its truth")
    try:
        return Case(name, page.lstrip("\n"), msgspec.toml.decode(toml, type=Truth))
    except msgspec.DecodeError as error:
        raise ValueError(f"{name}: {error}") from error


def cases() -> tuple[list[Case], list[str]]:
    """All pages with a truth, and what is wrong with the others. Files that begin with `_` are parts of pages."""
    read_ones, wrong = [], []
    files = itertools.chain.from_iterable(sorted((PAGES / folder).glob("*.html")) for folder in FOLDERS)
    for file in files:
        if file.name.startswith("_"):
            continue
        try:
            read_ones.append(read(file))
        except ValueError as error:
            wrong.append(str(error))
    return read_ones, wrong

"""What a page sends to `POST /c/KEY`: one `Batch`, JSON, at most 64 KiB.

Both ends of the wire are made from this file: `python -m balk.typescript` writes `widget/src/wire.ts` from it, and a
test says when that file is stale. No Struct here has an attribute that could hold what a person typed into a form;
`Answer.text` holds what they typed into *our* question.

Times are durations of the page's monotonic clock, counted back from the moment of sending: a device's wall clock is
never trusted. Unknown attributes are accepted (an older server, a newer script); sizes are bounded here, so that what
passes the decoder is small.
"""

from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

VERSION = 1

Count = Annotated[int, Meta(ge=0, le=32_767)]
Millis = Annotated[int, Meta(ge=0, le=3_000_000_000)]
"""A duration in milliseconds, at most 34 days."""
Key = Annotated[str, Meta(min_length=1, max_length=120)]
Label = Annotated[str, Meta(max_length=160)]
Name = Annotated[str, Meta(max_length=60)]
Path = Annotated[str, Meta(max_length=300)]
"""A page's path without query and hash, personal ids in it masked."""

EndState = Literal[0, 1, 2, 3]
"""0 empty, 1 partial, 2 filled, 3 invalid (an error is showing)."""

Outcome = Literal["", "pending", "failed", "api", "rule", "navigated", "request"]
"""Of the last attempt: none yet, nothing speaks for or against it, evidence against it, or the evidence for success."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

CHANGED = 1
AUTOFILLED = 2
PASTED = 4
"""Bits of `Touched.flags`. A field without CHANGED was only focused: its hesitation is censored."""


class Field(Struct, frozen=True, gc=False, omit_defaults=True):
    """One field as the form defines it; the same in every view of a version."""

    key: Key
    label: Label = ""
    type: Name = "text"
    required: bool = False
    conditional: bool = False
    """Appeared because of an answer; no part of the version's identity."""


class Form(Struct, frozen=True, gc=False, omit_defaults=True):
    """A form's definition. Sent until a message that carried it was acknowledged."""

    key: Key
    version: Name
    """Hash over the ordered (key, type, required) of its unconditional fields."""
    name: Label = ""
    fields: Annotated[list[Field], Meta(max_length=300)] = msgspec.field(default_factory=list)


class FieldError(Struct, frozen=True, gc=False, array_like=True):
    """A message that came up at a field, or about a form, with anything that the person typed taken out of it."""

    message: Label
    count: Count


class Touched(Struct, frozen=True, gc=False, array_like=True):
    """What a person did with one field of a view, so far. A JSON array; trailing defaults may be left out."""

    key: Key
    end: EndState = 0
    active_ms: Millis = 0
    hesitation_ms: Annotated[int, Meta(ge=-1, le=3_000_000_000)] = -1
    """From the first focus to the first change (without CHANGED: the focused time); -1 when never focused."""
    flags: Annotated[int, Meta(ge=0, le=255)] = 0
    returns: Count = 0
    corrections: Count = 0
    refills: Count = 0
    rage_clicks: Count = 0
    errors: Annotated[list[FieldError], Meta(max_length=8)] = msgspec.field(default_factory=list)


STEP_KINDS = (
    "focus",
    "change",
    "error",
    "attempt",
    "failed",
    "success",
    "asked",
    "answered",
    "dismissed",
    "hidden",
    "shown",
)
"""Kinds of a journey's steps. A step is two integers: tenths of a second since the step before, and
kind * 1000 + the index in `View.touched` (999 where it is about no field)."""


class View(Struct, frozen=True, gc=False, omit_defaults=True):
    """One form seen once, whole, as it stands at `seq`. The server keeps the highest `seq` of a view."""

    id: UUID
    seq: Annotated[int, Meta(ge=0, le=1_000_000)]
    form: Key
    version: Name
    page: Path = "/"
    age_ms: Millis = 0
    """Since the form was first seen."""
    idle_ms: Millis = 0
    """Since anything last happened in it."""
    active_ms: Millis = 0
    touched: Annotated[list[Touched], Meta(max_length=300)] = msgspec.field(default_factory=list)
    """In order of first touch."""
    steps: Annotated[list[Annotated[int, Meta(ge=0, le=1_000_000_000)]], Meta(max_length=800)] = msgspec.field(
        default_factory=list
    )
    last: Annotated[int, Meta(ge=-1, le=299)] = -1
    """Index in `touched` of the field last interacted with."""
    attempts: Count = 0
    failed: Count = 0
    outcome: Outcome = ""
    at_submit: bool = False
    """The last act was an attempt that failed: the abandonment point is the submit step."""
    errors: Annotated[list[FieldError], Meta(max_length=8)] = msgspec.field(default_factory=list)
    """Messages about the form as a whole: what failed attempts came to, where no field is to blame."""
    blind_spots: Count = 0
    shown: Count = 0
    """Prompts shown over this view, and what became of them."""
    answered: Count = 0
    dismissed: Count = 0


class Answer(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a person gave to a prompt, so far. The server keeps the highest `seq` of an answer."""

    id: UUID
    prompt: Name
    seq: Annotated[int, Meta(ge=0, le=1_000)] = 0
    question: Annotated[str, Meta(max_length=300)] = ""
    view: UUID | None = None
    form: Key | None = None
    field: Key | None = None
    """The field that was focused, or last interacted with, when the prompt showed."""
    page: Path = "/"
    choices: Annotated[list[Name], Meta(max_length=20)] = msgspec.field(default_factory=list)
    """Ids of the chosen choices."""
    score: Annotated[int, Meta(ge=0, le=10)] | None = None
    text: Annotated[str, Meta(max_length=1000)] = ""
    age_ms: Millis = 0


class Moment(Struct, frozen=True, gc=False, omit_defaults=True):
    """A micro-conversion of a visit, so far: how often, and when first."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    count: Annotated[int, Meta(ge=1, le=32_767)] = 1
    value: Annotated[float, Meta(ge=-1e12, le=1e12)] | None = None
    page: Path = "/"
    age_ms: Millis = 0


class Batch(Struct, frozen=True, gc=False, omit_defaults=True):
    """One message of one visit."""

    v: int
    visit: UUID
    device: Literal["desktop", "phone", "tablet"] = "desktop"
    language: Annotated[str, Meta(max_length=35)] = ""
    referrer: Annotated[str, Meta(max_length=100)] = ""
    """Host name of the page that led here; empty for none."""
    medium: Name = ""
    """`utm_medium` of the visit's first page."""
    bot: bool = False
    """The browser says that it is automated."""
    holdout: bool = False
    """This visit never sees a prompt."""
    attributes: Annotated[dict[Name, Annotated[str, Meta(max_length=60)]], Meta(max_length=8)] = msgspec.field(
        default_factory=dict
    )
    forms: Annotated[list[Form], Meta(max_length=30)] = msgspec.field(default_factory=list)
    views: Annotated[list[View], Meta(max_length=30)] = msgspec.field(default_factory=list)
    answers: Annotated[list[Answer], Meta(max_length=30)] = msgspec.field(default_factory=list)
    moments: Annotated[list[Moment], Meta(max_length=60)] = msgspec.field(default_factory=list)


class PromptChoice(Struct, frozen=True):
    """One choice as the widget shows it."""

    id: str
    text: str


class PromptSettings(Struct, frozen=True):
    """The prompt as the widget needs it."""

    name: str
    question: str
    choices: list[PromptChoice]
    hesitation_ms: int


class SuccessRule(Struct, frozen=True, omit_defaults=True):
    """The owner's own sign that a form was sent (METRICS, evidence `rule`): an address, or something that appears."""

    form: Annotated[str, Meta(max_length=120)] = ""
    """Key of the form that it is about; empty for any."""
    url: str = ""
    """Path, `*` for anything: the page is there after the attempt. With `?`, the query counts too."""
    selector: str = ""
    """CSS: an element that matches came into sight after the attempt."""


class SiteSettings(Struct, frozen=True):
    """What `/s/KEY.js` carries inside: what the script must know of its site on every page."""

    key: str
    holdout: float
    """Share of visits that never see a prompt."""
    modules: str
    """Hash over the files that are fetched later as `/s/NAME-MODULES.js?KEY`. NAME is `form` on a page with fields,
    `follow` once a person works in one, `prompt` as one shows, `debug` and `frames` where the tag asks for them."""


class FollowSettings(Struct, frozen=True):
    """What `follow` carries inside: what must be known of the site once a person works in a form."""

    prompts: list[PromptSettings] = []
    success_rules: list[SuccessRule] = []

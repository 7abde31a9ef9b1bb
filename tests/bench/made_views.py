"""Views as a busy site has them: forms of 8 to 30 fields of which eight are touched, skewed shares, log-normal times.

Made from a seed, so the same every time. What it stands for: 12 % of views are only seen; of those started 45 % are
completed, 43 % abandoned, 12 % unconfirmed.
"""

import math
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from msgspec import Struct

from balk import wire
from balk.views.codes import ViewFlag
from balk.views.record import ViewRecord
from balk.views.snapshot import Snapshot, StoredField

DEVICES = (0.38, 0.55, 0.07)
"""Shares of desktop, phone, tablet."""
SOURCES = (0.24, 0.41, 0.12, 0.09, 0.08, 0.04, 0.02)
"""Shares of `codes.SOURCES`."""
SIZES = (18, 12, 30, 9, 14, 8, 22, 11, 16, 26, 10, 13, 20, 8, 15, 28, 12, 9, 24, 17)
"""Fields of the forms, the form with most views first."""
WORDS = ("name", "email", "phone", "street", "city", "postcode", "country", "company", "vat", "birthday", "amount")
MESSAGES = (
    "This field is required.",
    "Please enter a valid value.",
    "This is too short.",
    "That is not available.",
    "Please match the requested format.",
)
ATTRIBUTES: tuple[dict[str, str], ...] = (
    *({},) * 7,
    {"plan": "free", "variant": "A"},
    {"plan": "pro", "variant": "B"},
    {"plan": "free", "variant": "B"},
)
LANGUAGES = ("en", "en", "en-GB", "de", "fr", "es")
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class MadeForm(Struct, frozen=True):
    """A form of the made site, and its share of the views."""

    form: list[wire.Form]
    """Its versions, oldest first: the same fields, at last in another order, with one more required."""
    pages: list[str]
    share: float
    main: list[int]
    """Positions of the fields that nearly everybody touches."""
    waits: list[float]
    """Of each field the median hesitation in milliseconds."""
    error_rate: list[float]

    @property
    def key(self) -> str:
        """Its key."""
        return self.form[0].key


class FormIds(Struct, frozen=True):
    """The ids that the catalogue gave a form."""

    form_id: int
    versions: list[int]
    """Oldest first."""
    fields: list[int]
    """By position."""


def made_forms(random: Random, number: int = 20) -> list[MadeForm]:
    """That many forms; the first has a third of the views (Zipf with exponent 1.2)."""
    weights = [1 / rank**1.2 for rank in range(1, number + 1)]
    return [
        _made_form(random, rank, SIZES[rank % len(SIZES)], weight / sum(weights)) for rank, weight in enumerate(weights)
    ]


def _made_form(random: Random, rank: int, size: int, share: float) -> MadeForm:
    key = f"form-{rank + 1}"
    fields = [
        wire.Field(
            key=f"{WORDS[at % len(WORDS)]}_{at + 1}",
            label=f"{WORDS[at % len(WORDS)].title()} {at + 1}",
            type="email" if at % len(WORDS) == 1 else "text",
            required=random.random() < 0.6,
        )
        for at in range(size)
    ]
    later = [wire.Field(fields[0].key, fields[0].label, fields[0].type, True), *fields[1:]]
    name = f"Form number {rank + 1}"
    return MadeForm(
        form=[
            wire.Form(key, f"v1-{rank}", name, fields),
            wire.Form(key, f"v2-{rank}", name, later),
            wire.Form(key, f"v3-{rank}", name, [*later[:-2], later[-1], later[-2]]),
        ],
        pages=[f"/{name}/{rank + 1}" for name in ("shop", "offer", "help", "start", "join")[: random.randint(3, 5)]],
        share=share,
        main=sorted(random.sample(range(size), 8)),
        waits=[math.exp(random.gauss(7.0, 0.5)) for _ in range(size)],
        error_rate=[min(0.4, random.expovariate(12)) for _ in range(size)],
    )


def made_view(random: Random, form: MadeForm, ids: FormIds, device: int, source: int) -> ViewRecord:
    """One closed view of the form, of nobody's id, begun at NEVER."""
    fate = random.choices(("seen", "completed", "abandoned", "unconfirmed"), (12, 40, 38, 10))[0]
    touched: list[StoredField] = []
    if fate != "seen":
        positions = _positions(random, form, random.randint(4, 9) if fate == "abandoned" else random.randint(7, 11))
        touched = [_touched(random, form, ids, at, device) for at in positions]
    failed = int(fate != "seen" and random.random() < 0.12)
    attempts = failed + int(fate in ("completed", "unconfirmed"))
    at_submit = fate == "abandoned" and bool(failed)
    if fate == "abandoned" and not at_submit:
        end = random.choices((0, 1, 2, 3), (35, 25, 20, 20))[0]
        left = touched[-1]
        errors = [(random.choice(MESSAGES), 1)] if end == 3 else left.errors
        touched[-1] = StoredField(left.field_id, end, *_figures(left), errors)
    attributes = random.choice(ATTRIBUTES)
    shown = int(fate != "seen" and random.random() < 0.1)
    steps = _steps(random, len(touched), attempts)
    active_ms = int(random.lognormvariate(7.6, 0.8)) + sum(field.active_ms for field in touched)
    outcome: wire.Outcome = "pending" if fate == "unconfirmed" else "failed" if at_submit else ""
    if fate == "completed":
        outcome = "request" if random.random() < 0.5 else "navigated"
    return ViewRecord(
        view_id=UUID(int=0),
        visit_id=UUID(int=0),
        seq=random.randint(2, 8),
        form_id=ids.form_id,
        version_id=ids.versions[-1],
        started_at=NEVER,
        last_at=NEVER + timedelta(milliseconds=int(active_ms * random.uniform(1.1, 3))),
        device=device,
        source=source,
        flags=_flags(fate, touched, attempts, at_submit, shown) | (random.random() < 0.1) * ViewFlag.HOLDOUT,
        snapshot=Snapshot(
            page=random.choices(form.pages, [1 / at for at in range(1, len(form.pages) + 1)])[0],
            active_ms=active_ms,
            attempts=attempts,
            failed=failed,
            outcome=outcome,
            last_field=touched[-1].field_id if touched else -1,
            blind_spots=int(random.random() < 0.02),
            shown=shown,
            answered=0,
            dismissed=shown,
            attributes=attributes,
            language=random.choice(LANGUAGES),
            touched=touched,
            steps=steps,
        ),
    )


def _positions(random: Random, form: MadeForm, number: int) -> list[int]:
    """Which fields are touched, in form order: mostly the main ones."""
    others = [at for at in range(len(form.waits)) if at not in form.main]
    number = min(number, len(form.waits))
    of_others = min(len(others), max(number - len(form.main), round(number * random.triangular(0, 0.5, 0.15))))
    return sorted([*random.sample(form.main, min(8, number - of_others)), *random.sample(others, of_others)])


def _touched(random: Random, form: MadeForm, ids: FormIds, at: int, device: int) -> StoredField:
    slower = 1.35 if device == 1 else 1.0
    hesitation = int(random.lognormvariate(math.log(form.waits[at] * slower), 0.9))
    flags = wire.CHANGED if random.random() < 0.93 else 0
    if flags and random.random() < 0.15:
        flags |= wire.AUTOFILLED if random.random() < 0.8 else wire.PASTED
    wrong = random.random() < form.error_rate[at]
    return StoredField(
        field_id=ids.fields[at],
        end=2 if flags and random.random() < 0.96 else 0,
        active_ms=hesitation + int(random.lognormvariate(7.8, 0.7)),
        hesitation_ms=hesitation,
        flags=flags,
        returns=int(random.random() < 0.18),
        corrections=int(random.expovariate(2)),
        refills=int(random.random() < 0.06),
        rage_clicks=int(random.random() < 0.01),
        errors=[(random.choice(MESSAGES), random.randint(1, 2))] if wrong else [],
    )


def _figures(field: StoredField) -> tuple[int, int, int, int, int, int, int]:
    counts = (field.returns, field.corrections, field.refills, field.rage_clicks)
    return (field.active_ms, field.hesitation_ms, field.flags, *counts)


def _flags(fate: str, touched: list[StoredField], attempts: int, at_submit: bool, shown: int) -> int:
    flags = 0 if fate == "seen" else ViewFlag.STARTED
    if any(field.flags & wire.CHANGED for field in touched):
        flags |= ViewFlag.EDITED
    if any(field.flags & wire.AUTOFILLED for field in touched):
        flags |= ViewFlag.AUTOFILLED
    if attempts:
        flags |= ViewFlag.ATTEMPTED
    if fate == "completed":
        flags |= ViewFlag.COMPLETED
    elif fate == "unconfirmed":
        flags |= ViewFlag.PENDING
    elif at_submit:
        flags |= ViewFlag.FAILED | ViewFlag.AT_SUBMIT
    if shown:
        flags |= ViewFlag.SHOWN | ViewFlag.DISMISSED
    return flags


def _steps(random: Random, touched: int, attempts: int) -> list[int]:
    """Two numbers a step, about three steps a field."""
    kinds = [kind * 1_000 + at for at in range(touched) for kind in (0, 1, random.choice((0, 2, 1)))]
    kinds += [3_999, 4_999] * attempts
    return [number for kind in kinds for number in (int(random.expovariate(1 / 25)), kind)]

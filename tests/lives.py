"""Random lives of views: growing snapshots, as a page sends them, of everything that a snapshot can say."""

import random
import uuid
from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

import given as g
from balk import wire

FIELDS = ["name", "email", "phone"]
FORMS = ["signup", "order"]
VERSIONS = ["v1", "v2"]
SOURCES = {"": "direct", "www.google.de": "search"}
"""Referrers, and what they count as."""


class Sent(Struct, frozen=True):
    """One message with one snapshot, and what of the message counts."""

    view: wire.View
    device: str = "desktop"
    referrer: str = ""

    def batch(self) -> wire.Batch:
        """As a page sends it, with the form's definition."""
        form = g.a_form(self.view.form, FIELDS, self.view.version)
        return g.a_batch([self.view], [form], device=self.device, referrer=self.referrer)


def a_random_view(chance: random.Random, form: str = "signup") -> wire.View:
    """A form that was just seen."""
    view_id = uuid.UUID(int=chance.getrandbits(128), version=4)
    return further(chance, g.a_view([], form, id=view_id, seq=0))


def further(chance: random.Random, view: wire.View, fields: list[str] = FIELDS) -> wire.View:
    """The next snapshot of a view: fields reached, errors and attempts only grow, all else is as it happens to be."""
    reached = [touched.key for touched in view.touched]
    errors = Counter({touched.key: sum(error.count for error in touched.errors) for touched in view.touched})
    form_errors = sum(error.count for error in view.errors)
    attempts, failed = view.attempts, view.failed
    if chance.random() < 0.8:
        new = chance.choice(fields)
        if new not in reached:
            reached.append(new)
    if reached and chance.random() < 0.3:
        errors[chance.choice(reached)] += 1
    outcome: wire.Outcome = ""
    if reached and chance.random() < 0.4:
        attempts += 1
        outcome = chance.choice(["failed", "pending", "api", "navigated"])
        failed += outcome == "failed"
        form_errors += outcome == "failed" and chance.random() < 0.5
    touched = [_touched(chance, key, errors[key]) for key in reached]
    # Where a person was last they have focused or changed something.
    lasts = [at for at, one in enumerate(touched) if one.hesitation_ms >= 0 or one.flags]
    return replace(
        view,
        seq=view.seq + 1,
        touched=touched,
        attempts=attempts,
        failed=failed,
        outcome=outcome,
        last=chance.choice(lasts) if lasts else -1,
        at_submit=outcome == "failed" and chance.random() < 0.5,
        errors=[wire.FieldError("Try later", form_errors)] if form_errors else [],
        blind_spots=chance.randint(0, 1),
    )


def _touched(chance: random.Random, key: str, errors: int) -> wire.Touched:
    return g.touched(
        key,
        chance.choice([0, 1, 2, 3]),
        flags=chance.choice([0, wire.CHANGED, wire.CHANGED | wire.AUTOFILLED, wire.PASTED]),
        hesitation_ms=chance.choice([-1, 15, 900, 20_000]),
        returns=chance.randint(0, 3),
        corrections=chance.randint(0, 3),
        refills=chance.randint(0, 2),
        rage_clicks=chance.randint(0, 1),
        errors=[wire.FieldError("Too short", errors)] if errors else [],
    )


def a_random_life(chance: random.Random, forms: list[str] = FORMS) -> list[Sent]:
    """The messages of one view. Now and then a form changes its version, or a window its size, while it is seen."""
    view = a_random_view(chance, chance.choice(forms))
    sent = Sent(view, chance.choice(["desktop", "phone"]), chance.choice(list(SOURCES)))
    life = [sent]
    for _ in range(chance.randint(0, 4)):
        version = chance.choice(VERSIONS) if chance.random() < 0.2 else sent.view.version
        device = "tablet" if chance.random() < 0.1 else sent.device
        sent = replace(sent, view=replace(further(chance, sent.view), version=version), device=device)
        life.append(sent)
    return life

"""One person at one form, from first sight to the last act: what the widget would have told of it."""

import math
from random import Random
from typing import Literal
from uuid import UUID

from msgspec import Struct

from balk import wire
from balk.demo.answers import answers_at
from balk.demo.manners import Manner, SimulatedForm
from balk.prompts.standard import WHAT_STOPPED_YOU

Fate = Literal["seen", "completed", "unconfirmed", "abandoned", "in_progress"]

_KIND = {name: number for number, name in enumerate(wire.STEP_KINDS)}


class Told(Struct, frozen=True):
    """A finished view, and the truth about it. `view` has no times of its own yet: it lasted `lasted_ms`."""

    view: wire.View
    answer: wire.Answer | None
    fate: Fate
    left_at: str | None
    """Field key where it was abandoned; "" for the submit step."""
    reason: str | None
    """What the answer says, as a tag."""
    lasted_ms: int


class Visitor(Struct, frozen=True):
    """Who looks at the form."""

    device: Literal["desktop", "phone", "tablet"]
    language: str
    holdout: bool
    autofills: bool


def uuid_of(random: Random) -> UUID:
    """A version 4 id, the same for the same seed."""
    return UUID(int=random.getrandbits(128), version=4)


def around(random: Random, median_ms: float) -> int:
    """A time with that median, spread as people's times are: log-normal, p90 about three times the median."""
    return round(median_ms * math.exp(random.gauss(0, 0.85)))


def look(form: SimulatedForm, visitor: Visitor, random: Random, *, start: bool, go_on: bool = True) -> Told:
    """Let `visitor` meet `form`. Not `start`: it is only seen. Not `go_on`: it is left open half-way."""
    person = _Person(form, visitor, random)
    if start:
        person.fill(stop_after=None if go_on else random.randint(1, max(1, len(form.form.fields) // 2)))
    return person.told()


class _Person:
    """Walks through the form and writes down what the widget would."""

    def __init__(self, form: SimulatedForm, visitor: Visitor, random: Random) -> None:
        self.form = form
        self.visitor = visitor
        self.random = random
        self.view_id = uuid_of(random)
        self.time = around(random, 4_000)
        self.step_time = 0
        self.steps: list[int] = []
        self.touched: list[wire.Touched] = []
        self.last = -1
        self.attempts = self.failed = 0
        self.outcome: wire.Outcome = ""
        self.fate: Fate = "seen"
        self.left_at: str | None = None
        self.shown = self.answered = self.dismissed = 0
        self.answer: wire.Answer | None = None
        self.reason: str | None = None

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def step(self, kind: str, index: int = 999) -> None:
        self.steps += [max(0, round((self.time - self.step_time) / 100)), _KIND[kind] * 1000 + index]
        self.step_time = self.time

    def fill(self, stop_after: int | None) -> None:
        """Field by field, until they leave, stop for now, or submit."""
        self.fate = "in_progress"
        for number, field in enumerate(self.form.form.fields):
            if stop_after is not None and number == stop_after:
                return
            manner = self.form.manners[field.key]
            if self.chance(manner.skip):
                continue
            leave = stop_after is None and self.chance(manner.leave * (1.15 if self.visitor.device == "phone" else 1.0))
            self.meet(field, manner, leave)
            if leave:
                self.fate, self.left_at = "abandoned", field.key
                self.be_asked(field.key, 0.6 if manner.leave > 0.1 else 0.35, 0.45)
                return
        self.submit()

    def meet(self, field: wire.Field, manner: Manner, leave: bool) -> None:
        """Focus a field, fill it or not, with what goes wrong there."""
        self.last = index = len(self.touched)
        self.step("focus", index)
        end = self.random.choices((0, 1, 2, 3), manner.ends)[0] if leave else 2
        changed = end != 0 or (leave and self.chance(0.2))
        filled = manner.autofill and changed and self.visitor.autofills
        hesitation = around(self.random, 150 if filled else manner.hesitate_ms * (1.6 if leave else 1.0))
        self.time += hesitation
        if changed:
            self.step("change", index)
        typing = around(self.random, 300 if filled else manner.type_ms) if changed else 0
        self.time += typing
        errors = [wire.FieldError(message, 1 + (self.chance(0.4))) for message, s in manner.errors if self.chance(s)]
        if end == 3 and not errors:
            errors = [wire.FieldError(manner.errors[0][0] if manner.errors else "Please check this.", 1)]
        for _ in errors:
            self.step("error", index)
        returns = (1 + self.random.randrange(3)) if self.chance(manner.back * (2 if errors else 1)) else 0
        corrections = (1 + self.random.randrange(3)) if changed and self.chance(manner.correct) else 0
        self.time += 2_000 * (returns + corrections)
        pasted = changed and not filled and field.type in ("email", "password") and self.chance(0.08)
        self.touched.append(
            wire.Touched(
                field.key,
                end,  # type: ignore[arg-type]  # one of 0 to 3, which random.choices cannot say
                active_ms=hesitation + typing + 1_500 * (returns + corrections),
                hesitation_ms=hesitation,
                flags=wire.CHANGED * changed | wire.AUTOFILLED * filled | wire.PASTED * pasted,
                returns=returns,
                corrections=corrections,
                refills=min(returns, self.random.randrange(2)) if changed else 0,
                rage_clicks=int(leave and field.type in ("select-one", "radio") and self.chance(0.05)),
                errors=errors,
            )
        )
        self.time += around(self.random, 500)

    def submit(self) -> None:
        """Press the button, until it is through, or they have had enough."""
        keys = [field.key for field in self.touched]
        asked_at = "phone" if "phone" in keys and self.chance(0.6) else keys[self.last]
        self.be_asked(asked_at, 0.15, 0.4, completed=True)
        while True:
            self.attempts += 1
            self.step("attempt")
            self.time += around(self.random, 700)
            if self.attempts == 1 and self.chance(self.form.unconfirmed):
                self.fate, self.outcome = "unconfirmed", "pending"
                self._forget_answer()
                return
            if not self.chance(self.form.fail):
                self.fate, self.outcome = "completed", "navigated"
                self.step("success")
                return
            self.failed += 1
            self.outcome = "failed"
            self.step("failed")
            if self.chance(0.33):
                self.fate, self.left_at = "abandoned", ""
                self._forget_answer()
                return
            self.time += around(self.random, 6_000)

    def _forget_answer(self) -> None:
        """Only people whose end is known say something that goes with it."""
        if self.answer is not None:
            self.answer, self.reason = None, None
            self.answered, self.dismissed = 0, self.dismissed + 1

    def be_asked(self, field: str, share: float, answers: float, *, completed: bool = False) -> None:
        """Show the prompt to a share of them; some answer, some close it, some do neither."""
        if not self.form.prompts or self.visitor.holdout or not self.chance(share):
            return
        self.shown = 1
        self.step("asked", self.last)
        self.time += around(self.random, 5_000)
        if not self.chance(answers):
            self.dismissed = int(self.chance(0.7))
            if self.dismissed:
                self.step("dismissed", self.last)
            return
        self.answered = 1
        self.step("answered", self.last)
        self.reason, text = self.random.choice(answers_at(field, completed)[self.visitor.language])
        choices = [choice.id for choice in WHAT_STOPPED_YOU.choices if choice.tag == self.reason and self.chance(0.5)]
        self.answer = wire.Answer(
            id=uuid_of(self.random),
            prompt=WHAT_STOPPED_YOU.name,
            seq=1,
            question=WHAT_STOPPED_YOU.question,
            view=self.view_id,
            form=self.form.form.key,
            field=field,
            page=self.form.page,
            choices=choices,
            text="" if choices and self.chance(0.3) else text,
        )

    def told(self) -> Told:
        """The whole view as it stands."""
        view = wire.View(
            id=self.view_id,
            seq=max(1, len(self.steps) // 4),
            form=self.form.form.key,
            version=self.form.form.version,
            page=self.form.page,
            active_ms=sum(field.active_ms for field in self.touched),
            touched=self.touched,
            steps=self.steps,
            last=self.last,
            attempts=self.attempts,
            failed=self.failed,
            outcome=self.outcome,
            at_submit=self.left_at == "",
            errors=[wire.FieldError(self.form.refusal, self.failed)] if self.failed else [],
            shown=self.shown,
            answered=self.answered,
            dismissed=self.dismissed,
        )
        return Told(view, self.answer, self.fate, self.left_at, self.reason, self.time)

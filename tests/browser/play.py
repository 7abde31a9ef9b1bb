"""Plays a case in Chromium, and says what arrived of it."""

from collections import Counter
from contextlib import suppress

from msgspec import Struct
from playwright.async_api import Browser, Error, Page

from balk import wire
from browser.chromium import Chromium
from browser.driver import PAST_SIGHT_MS, Driver, looks_only, needs_clock, perform
from browser.stage import FENCE, Stage, staged
from browser.truth import Case, FormTruth

ENDS = ("empty", "partial", "filled", "invalid")
SETTLE_S = 8.0
UNKNOWN = FormTruth(key="", fields=[], touched=[])


class Seen(Struct, frozen=True):
    """A view as it arrived, with its form's definition."""

    form: wire.Form
    view: wire.View

    @property
    def reached(self) -> list[wire.Touched]:
        """Fields that the person was in: a field nobody was in can still show an error."""
        return [field for field in self.view.touched if field.hesitation_ms >= 0 or field.flags]

    def in_words_of(self, truth: FormTruth) -> FormTruth:
        """What arrived, as far as the truth speaks of it."""
        form, view, touched = self.form, self.view, {field.key: field for field in self.view.touched}
        last = view.touched[view.last].key if view.last >= 0 else ""
        every = FormTruth(
            fields=[described(field) for field in form.fields],
            key=form.key,
            name=form.name,
            labels=[field.label for field in form.fields],
            conditional=[field.key for field in form.fields if field.conditional],
            touched=[f"{field.key} {ENDS[field.end]}" for field in self.reached],
            outcome=view.outcome,
            attempts=view.attempts,
            failed=view.failed,
            last=last,
            at_submit=view.at_submit,
            blind_spots=view.blind_spots,
            errors={
                key: [error.message for error in touched[key].errors] for key in truth.errors or () if key in touched
            },
            about=[error.message for error in view.errors],
            flags={field.key: names for field in view.touched if (names := flags_of(field))},
            figures={
                key: figures_of(touched[key], asked) for key, asked in (truth.figures or {}).items() if key in touched
            },
        )
        return FormTruth(**{name: getattr(every, name) for name in spoken_of(truth)})


def spoken_of(truth: FormTruth) -> list[str]:
    """The names of what the truth gives."""
    return [name for name in truth.__struct_fields__ if getattr(truth, name) is not None]


def described(field: wire.Field) -> str:
    return f"{field.key} {field.type}{' required' if field.required else ''}"


def flags_of(field: wire.Touched) -> list[str]:
    known = (("autofilled", wire.AUTOFILLED), ("pasted", wire.PASTED))
    return [name for name, bit in known if field.flags & bit]


def figures_of(field: wire.Touched, asked: dict[str, int | list[int]]) -> dict[str, int | list[int]]:
    """The figures asked for; one within its bounds as the bounds."""
    found: dict[str, int | list[int]] = {}
    for name, wanted in asked.items():
        figure: int = getattr(field, name)
        within = isinstance(wanted, list) and wanted[0] <= figure <= wanted[1]
        found[name] = wanted if within else figure
    return found


class Played(Struct, frozen=True):
    """What came of a case. `pairs` are the forms of its truth in order, each with what arrived of it."""

    case: Case
    pairs: list[tuple[FormTruth, FormTruth | None]]
    """The truth, and what arrived in the same words; None where nothing did."""
    seen: list[Seen | None]
    """As `pairs`, whole."""
    extra: list[Seen]
    """Forms that arrived and are not in the truth."""
    problems: list[str]
    """Steps that could not be done, messages that were refused, mistakes that the page threw."""

    @property
    def wrong(self) -> list[str]:
        """What is not as the truth says, a line each."""
        lines = [*self.problems, *(f"a form that is none: {one.in_words_of(UNKNOWN)}" for one in self.extra)]
        for place, (truth, seen) in enumerate(self.pairs):
            name = f"form {place + 1}" + (f" ({truth.key})" if truth.key else "")
            if seen is None:
                lines.append(f"{name} was not found")
                continue
            for what in spoken_of(truth):
                wanted, got = getattr(truth, what), getattr(seen, what)
                if wanted != got:
                    lines.append(f"{name}, {what}:\n    should be {wanted}\n    but is    {got}")
        return lines


async def play(browser: Browser, case: Case, fence: Page) -> Played:
    """Drives the page until it is closed and all that it sent has arrived. `fence` is a tab that stays open: what it
    sends after the page was closed comes after what the page has sent."""
    problems: list[str] = []
    truth = case.truth
    with staged(case) as stage:
        width, height = truth.viewport
        touching = any(words[0] == "tap" for words in truth.do)
        context = await browser.new_context(viewport={"width": width, "height": height}, has_touch=touching)
        try:
            person = await Chromium.opened(context)
            if not truth.page_errors:
                person.page.on("pageerror", lambda error: problems.append(f"the page threw {error}"))
            if needs_clock(truth.do):
                await person.page.clock.install()
            try:
                await person.goto(stage.url)
                for words in truth.do:
                    await step(stage, person, words)
                if looks_only(truth.do):
                    await step(stage, person, ["seen"])
            except (Error, AssertionError, ValueError) as error:
                problems.append(f"stopped: {str(error).partition('Call log')[0].strip()}")
            await person.close()
            await fence.evaluate("(url) => navigator.sendBeacon(url)", stage.collector.url + FENCE)
            await stage.collector.until(lambda _: stage.collector.fences)
            return await arrived(stage, problems)
        finally:
            await context.close()


async def arrived(stage: Stage, problems: list[str]) -> Played:
    """All that came. What was sent last may still be on its way through another connection."""
    played = compared(stage, problems)
    if played.wrong and not problems:
        with suppress(AssertionError):
            await stage.collector.until(lambda _: not compared(stage, problems).wrong, 2.0)
        played = compared(stage, problems)
    return played


async def step(stage: Stage, person: Driver, words: list[str | int]) -> None:
    """One step; these two are about what arrives."""
    collector = stage.collector
    if words == ["seen"]:
        for _ in range(3):
            await person.pass_time(PAST_SIGHT_MS)
    elif words == ["wait-outcome"]:
        attempts = max((form.attempts or 0 for form in stage.case.truth.forms), default=0)
        with suppress(AssertionError):  # the outcome that is missing says so itself
            await collector.until(lambda c: any(is_settled(view, attempts) for view in c.views), SETTLE_S)
    else:
        await perform(person, words)


def is_settled(view: wire.View, attempts: int) -> bool:
    """Whether the last of so many attempts has an outcome."""
    return view.outcome not in ("", "pending") and view.attempts >= attempts


def compared(stage: Stage, problems: list[str]) -> Played:
    """What arrived so far, beside the truth."""
    truth, collector = stage.case.truth, stage.collector
    definitions = collector.forms
    views = [Seen(definitions.get(view.form, wire.Form(view.form, "")), view) for view in collector.views]
    left = list(views)
    seen: list[Seen | None] = []
    for form in truth.forms:
        one = best(form, left)
        seen.append(one)
        if one:
            left.remove(one)
    if not looks_only(truth.do) and ["seen"] not in truth.do:
        left = [one for one in left if one.view.touched]
    problems = [*problems, *(f"refused: {refusal}" for refusal in collector.refused)]
    if truth.silent and collector.bodies:
        problems.append(f"sent {collector.bodies}")
    return Played(
        case=stage.case,
        pairs=[(form, one.in_words_of(form) if one else None) for form, one in zip(truth.forms, seen, strict=True)],
        seen=seen,
        extra=left,
        problems=problems,
    )


def best(truth: FormTruth, views: list[Seen]) -> Seen | None:
    """The view that the truth is about: by its key, else by its fields, else the first."""
    if truth.key and any(one.form.key == truth.key for one in views):
        return next(one for one in views if one.form.key == truth.key)

    def alike(one: Seen) -> int:
        wanted = Counter(truth.fields or ())
        return sum((wanted & Counter(map(described, one.form.fields))).values())

    return max(views, key=alike, default=None)

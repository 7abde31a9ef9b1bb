"""Figures and received text as a reader meets them. Everything here is a filter of the templates."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from balk.report.counted import counted
from balk.report.shape import Estimate, Rate

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")

MOST_MARKS = 4
"""Combining marks kept on one letter; more only climb over the lines around it."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

TAGS = {
    "account-required": "account required",
    "info-not-at-hand": "information not at hand",
    "missing-info": "missing information",
    "missing-option": "missing option",
    "no-problem": "no problem",
    "not-ready": "not ready",
    "payment-failed": "payment failed",
    "privacy-trust": "privacy, trust",
    "support-needed": "support needed",
    "too-long": "too long",
    "unnecessary-question": "unnecessary question",
}

FIELD_TYPES = {
    "tel": "phone",
    "email": "e-mail",
    "select-one": "list",
    "select-multiple": "list of several",
    "select": "list",
    "datetime-local": "date and time",
    "textarea": "long text",
    "url": "web address",
}

OUTCOMES = {
    "seen": "only seen",
    "in_progress": "in progress",
    "completed": "then completed",
    "unconfirmed": "unconfirmed",
    "abandoned": "then left",
    "unknown": "outcome unknown",
}


def plain(text: str) -> str:
    """Received text for where markup can't go (an option, a title, an attribute): no controls, no stacks of marks."""
    out: list[str] = []
    marks = 0
    for letter in _CONTROL.sub(" ", _BIDI.sub("", text)):
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            out.append(letter)
    return "".join(out)


def received(text: str) -> Markup:
    """Text that somebody else wrote, set apart so that its direction can't turn the text around it."""
    return Markup('<bdi class="r">{}</bdi>').format(plain(text))


def number(value: float) -> str:
    """1,240."""
    return f"{value:,.0f}"


def percent(value: float | None) -> str:
    """23.5 %, with a space that does not break."""
    return "–" if value is None else f"{value * 100:.1f} %"


def between(value: Rate | Estimate) -> str:
    """The interval: 21.1–26.1 for a rate (in per cent), 170–219 for completions."""
    if value.low is None or value.high is None:
        return "no interval"
    if isinstance(value, Rate):
        return f"{value.low * 100:.1f}\u2060–\u2060{value.high * 100:.1f}"
    return f"{value.low:,.0f}\u2060–\u2060{value.high:,.0f}"


def points(value: float) -> str:
    """A difference of rates: +1.1, −7.9."""
    return f"{'−' if value < 0 else '+'}{abs(value) * 100:.1f}"


def seconds(ms: float | None) -> str:
    """A duration: 0.8 s, 28 s, 3 min."""
    if ms is None:
        return "–"
    if ms < 9_950:
        return f"{ms / 1000:.1f} s"
    return f"{ms / 1000:.0f} s" if ms < 119_500 else f"{ms / 60_000:.0f} min"


def day(value: date) -> str:
    """22 Nov 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(first: date, last: date) -> str:
    """26 Oct – 22 Nov 2026."""
    start = f"{first.day} {MONTHS[first.month - 1]}" + ("" if first.year == last.year else f" {first.year}")
    return f"{start} – {day(last)}"


def minute(value: datetime) -> str:
    """22 Nov 2026, 14:05 UTC."""
    at = value.astimezone(UTC)
    return f"{day(at)}, {at:%H:%M} UTC"


def ago(value: datetime, now: datetime) -> str:
    """How long before now, roughly: 4 minutes ago."""
    passed = (now - value).total_seconds()
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if passed >= size:
            return f"{counted(int(passed // size), unit)} ago"
    return "just now"


def tag(name: str) -> str:
    """A reason's name in words."""
    return TAGS.get(name, name)


def outcome(name: str) -> str:
    """What became of the view that an answer belongs to."""
    return OUTCOMES.get(name, name)


def field_type(name: str) -> str:
    """What kind of question a field is."""
    return FIELD_TYPES.get(name, name)


def in_path(name: str) -> str:
    """A name as one piece of a path. Twice, because servers undo one quoting before the path is taken apart."""
    once = quote(name, safe="")
    return quote(once.replace(".", "%2E") if once.strip(".") == "" else once, safe="")


FILTERS: dict[str, Callable[..., Any]] = {
    "plain": plain,
    "received": received,
    "number": number,
    "many": counted,
    "percent": percent,
    "between": between,
    "points": points,
    "seconds": seconds,
    "day": day,
    "minute": minute,
    "ago": ago,
    "tag": tag,
    "outcome": outcome,
    "field_type": field_type,
    "in_path": in_path,
}

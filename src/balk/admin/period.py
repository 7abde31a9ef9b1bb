"""The period and the views that a page is asked for, from its address."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from balk.report.shape import Filters
from balk.views.codes import SOURCES

CHOICES = (7, 28, 90)
"""Days that can be chosen; 28 where nothing else is said: whole weeks, so that weekends weigh the same."""

DEVICES = ("desktop", "phone", "tablet")

LONGEST = 300
"""Of a page's path, or of an attribute."""

NARROWING = ("source", "page", "attribute", "value")
"""What else of the address narrows a report: an attribute has a value."""


def asked_days(query: Mapping[str, str]) -> int:
    """How many days the page shows."""
    return next((days for days in CHOICES if query.get("days") == str(days)), 28)


def asked_filters(query: Mapping[str, str], now: datetime) -> Filters:
    """The last so many days up to today, and which views; what is none of the choices counts as not asked."""
    last = now.date()
    device = query.get("device")
    text = {name: query.get(name, "").replace("\0", "")[:LONGEST].strip() for name in NARROWING}
    return Filters(
        first=last - timedelta(days=asked_days(query) - 1),
        last=last,
        device=device if device in DEVICES else None,
        source=text["source"] if text["source"] in SOURCES else None,
        page=text["page"] or None,
        attributes={text["attribute"]: text["value"]} if text["attribute"] else {},
    )


def asked_date(text: str | None) -> date | None:
    """A day as forms send it; None for nothing and for nonsense."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

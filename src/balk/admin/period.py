"""The period and the people that a page is asked for, from its address."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from balk.report.shape import Filters

CHOICES = (7, 28, 90)
"""Days that can be chosen; 28 where nothing else is said: whole weeks, so that weekends weigh the same."""

DEVICES = ("desktop", "phone", "tablet")


def asked_days(query: Mapping[str, str]) -> int:
    """How many days the page shows."""
    return next((days for days in CHOICES if query.get("days") == str(days)), 28)


def asked_filters(query: Mapping[str, str], now: datetime) -> Filters:
    """The last so many days up to today, and the device; what is none of the choices counts as not asked."""
    last = now.date()
    device = query.get("device")
    return Filters(
        first=last - timedelta(days=asked_days(query) - 1),
        last=last,
        device=device if device in DEVICES else None,
    )


def asked_date(text: str | None) -> date | None:
    """A day as forms send it; None for nothing and for nonsense."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

"""Days of UTC as spans of time. Any date will do: one past what a datetime can hold means its end."""

from datetime import UTC, date, datetime, time, timedelta


def start_of(day: date) -> datetime:
    """The first instant of that day."""
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """The first instant after that day."""
    return datetime.max.replace(tzinfo=UTC) if day == date.max else start_of(day + timedelta(days=1))

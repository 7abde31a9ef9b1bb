"""A period as days and weeks: every day of it once, and none besides."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from balk.report.rollup_sums import days_and_weeks

DAYS = st.dates() | st.dates(date(1, 1, 1), date(1, 1, 20)) | st.dates(date(9999, 12, 10), date(9999, 12, 31))


@given(first=DAYS, long=st.integers(0, 800))
def test_it_is_each_day_of_the_period_once(first: date, long: int) -> None:
    last = date.fromordinal(min(first.toordinal() + long, date.max.toordinal()))

    counted = []
    for days, begins, ends in zip(*days_and_weeks(first, last), strict=True):
        starts = range(begins.toordinal(), ends.toordinal() + 1, days)
        assert starts[-1] == ends.toordinal()
        assert days == 1 or begins.weekday() == 0
        counted += [start + day for start in starts for day in range(days)]

    assert sorted(counted) == list(range(first.toordinal(), last.toordinal() + 1))


@given(first=DAYS, long=st.integers(0, 800))
def test_no_more_days_are_counted_alone_than_two_weeks_leave(first: date, long: int) -> None:
    last = date.fromordinal(min(first.toordinal() + long, date.max.toordinal()))

    alone = [
        begins + timedelta(days=day)
        for days, begins, ends in zip(*days_and_weeks(first, last), strict=True)
        if days == 1
        for day in range((ends - begins).days + 1)
    ]

    assert len(alone) <= 12

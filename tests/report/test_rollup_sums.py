"""A period in rows of one, seven and 28 days: every day of it once, and none besides."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from balk.report.rollup_sums import in_spans
from balk.views.rollups import first_of_span

DAYS = st.dates() | st.dates(date(1, 1, 1), date(1, 1, 20)) | st.dates(date(9999, 12, 10), date(9999, 12, 31))


@given(first=DAYS, long=st.integers(0, 800))
def test_it_is_each_day_of_the_period_once(first: date, long: int) -> None:
    last = date.fromordinal(min(first.toordinal() + long, date.max.toordinal()))

    counted = []
    for days, begins, ends in zip(*in_spans(first, last), strict=True):
        starts = range(begins.toordinal(), ends.toordinal() + 1, days)
        assert starts[-1] == ends.toordinal()
        assert begins == first_of_span(begins, days)
        assert days == 1 or begins.weekday() == 0
        counted += [start + day for start in starts for day in range(days)]

    assert sorted(counted) == list(range(first.toordinal(), last.toordinal() + 1))


@given(first=DAYS, long=st.integers(0, 800))
def test_no_more_rows_are_read_than_two_ends_leave(first: date, long: int) -> None:
    last = date.fromordinal(min(first.toordinal() + long, date.max.toordinal()))

    read = {1: 0, 7: 0, 28: 0}
    for days, begins, ends in zip(*in_spans(first, last), strict=True):
        read[days] += (ends - begins).days // days + 1

    assert read[1] <= 12
    assert read[7] <= 6

"""Intervals against figures published with their formulas."""

import pytest

from balk.report.intervals import NO_RATE, difference, wilson
from balk.report.recoverable import median_hazard, recoverable


def test_wilson_as_published() -> None:
    """Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 81 of 263, and 0 of 20."""
    rate = wilson(81, 263)
    assert (rate.value, rate.low, rate.high) == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)
    none = wilson(0, 20)
    assert (none.value, none.low, none.high) == pytest.approx((0, 0, 0.1611), abs=5e-5)


def test_a_share_of_nothing_is_no_number() -> None:
    assert wilson(0, 0) == NO_RATE
    assert difference(wilson(0, 0), wilson(1, 2)) == NO_RATE


def test_newcombe_as_published() -> None:
    """Newcombe 1998, "Interval estimation for the difference", table II: 56/70 less 48/80, method 10."""
    rate = difference(wilson(56, 70), wilson(48, 80))
    assert (rate.value, rate.low, rate.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_recoverable_is_the_excess_over_the_median_times_those_who_would_complete() -> None:
    fields = [(31, 1233), (58, 1207), (24, 1148), (13, 1052), (261, 1109), (17, 846), (63, 834), (9, 512), (11, 751)]

    typical = median_hazard(fields)

    phone = recoverable(1109, 261, 702, typical)
    country = recoverable(1052, 13, 702, typical)
    assert typical == 24 / 1148
    assert phone.value == pytest.approx(1109 * (261 / 1109 - 24 / 1148) * 702 / 848)
    assert 160 < phone.low < phone.value < phone.high < 225
    assert (country.value, country.low) == (0, 0)


def test_a_field_that_hardly_anybody_reached_does_not_move_the_median() -> None:
    assert median_hazard([(1, 100), (2, 100), (3, 100), (4, 4)]) == 0.02
    assert median_hazard([(1, 2)]) == 0.5
    assert median_hazard([]) == 0

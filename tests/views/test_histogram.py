"""Histograms hold what METRICS promises: quantiles within 2 %, over any sum of them."""

import math
import random

import pytest

from balk.views import histogram


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_a_quantile_is_within_two_per_cent(q: float) -> None:
    chance = random.Random(7)
    times = sorted(round(math.exp(chance.uniform(math.log(20), math.log(900_000)))) for _ in range(3_000))
    exact = times[math.floor(q * (len(times) - 1))]

    held = sum(histogram.one(ms) for ms in times)

    [found] = histogram.quantiles(held, q)
    assert found is not None
    assert abs(found - exact) / exact <= 0.0201


def test_taking_a_share_out_gives_back_what_was_there() -> None:
    before = histogram.one(40) + histogram.one(900)

    after = before + histogram.one(1_500_000) - histogram.one(1_500_000)

    assert after == before


def test_nothing_has_no_quantile_and_ends_are_clamped() -> None:
    assert histogram.quantiles(0, 0.5) == [None]
    assert histogram.counts(histogram.one(0)) == [1]
    assert histogram.bucket_of(3_000_000_000) == 299

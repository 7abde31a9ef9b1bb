"""Times as logarithmic histograms that add up: DDSketch with gamma = e^(1/25), so quantiles are within 2 %.

(Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019.)

A histogram is one whole number, PostgreSQL's `numeric`: bucket b counts in its decimal digits 8b to 8b+7. Adding two
histograms is adding two numbers, taking a share out is subtracting one, and `sum()` does both at the speed of C. It
holds below 10^8 observations a bucket.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate

_DIGITS = 8
_OFFSET = 58
"""Bucket 0 is 10 ms and less; bucket 299 is about 26 minutes and more."""
_LAST = 299
_LAST_MS = 1_600_000
_MIDDLE = 2 / (1 + math.exp(1 / 25)) * math.exp(1 / 50)
"""From a bucket's geometric middle to the point whose relative error is the same at both its ends."""

_ONES: list[int] = [10 ** (_DIGITS * bucket) for bucket in range(_LAST + 1)]


def _logarithm(ms: int) -> int:
    return round(25 * math.log(ms)) - _OFFSET


_BEGINS = [11 + bisect_left(range(11, _LAST_MS), bucket, key=_logarithm) for bucket in range(1, _LAST + 1)]
"""The least time of each bucket but bucket 0; looked up three times faster than a logarithm is taken."""


def bucket_of(ms: int) -> int:
    """The bucket that counts a time of `ms` milliseconds."""
    return bisect_right(_BEGINS, ms)


def one(ms: int) -> int:
    """The histogram of a single observation."""
    return _ONES[bucket_of(ms)]


def of_buckets(held: Mapping[int, int]) -> int:
    """The histogram that holds so many observations in these buckets."""
    return sum(count * _ONES[bucket] for bucket, count in held.items())


def text(held: Mapping[int, int]) -> str:
    """The digits of the histogram that holds so many more, or fewer, observations in these buckets."""
    if not held:
        return "0"
    if min(held.values()) < 0:
        return str(of_buckets(held))
    end = _DIGITS * (max(held) + 1)
    digits = bytearray(b"0" * end)
    for bucket, count in held.items():
        at = end - _DIGITS * bucket
        digits[at - _DIGITS : at] = b"%08d" % count
    return digits.decode()


def counts(histogram: int) -> list[int]:
    """How many observations each bucket holds, from bucket 0 up to the last that holds any."""
    if histogram <= 0:
        return []
    digits = str(histogram)
    digits = digits.zfill(-(-len(digits) // _DIGITS) * _DIGITS)
    return [int(digits[end - _DIGITS : end]) for end in range(len(digits), 0, -_DIGITS)]


def quantiles(histogram: int, *shares: float) -> list[float | None]:
    """For each share, the milliseconds that so many of the observations did not exceed; None without observations."""
    held = counts(histogram)
    below = list(accumulate(held))
    if not below or not below[-1]:
        return [None] * len(shares)
    buckets = [bisect_right(below, share * (below[-1] - 1)) for share in shares]
    return [math.exp((bucket + _OFFSET) / 25) * _MIDDLE for bucket in buckets]

"""Intervals at 95 %."""

import math

from balk.report.shape import Rate

Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""

NO_RATE = Rate(None, None, None)


def wilson(hits: int, of: int) -> Rate:
    """A share with its Wilson score interval; all None over nothing.

    (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.)
    """
    if of <= 0:
        return NO_RATE
    share = hits / of
    centre = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    return Rate(share, max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def difference(of_one: Rate, of_other: Rate) -> Rate:
    """One share less another, with Newcombe's hybrid score interval; all None where either is.

    (R. G. Newcombe, "Interval estimation for the difference between independent proportions", Stat. Med. 17, 1998,
    method 10.)
    """
    if of_one.value is None or of_one.low is None or of_one.high is None:
        return NO_RATE
    if of_other.value is None or of_other.low is None or of_other.high is None:
        return NO_RATE
    value = of_one.value - of_other.value
    down = math.hypot(of_one.value - of_one.low, of_other.high - of_other.value)
    up = math.hypot(of_one.high - of_one.value, of_other.value - of_other.low)
    return Rate(value, value - down, value + up)

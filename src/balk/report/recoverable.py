"""Recoverable completions (METRICS): what a field would win back if it lost no more people than the median field.

reached × (hazard − median hazard)⁺ × completion rate of those who got past it
"""

import math
from statistics import median

from balk.report.intervals import wilson
from balk.report.shape import Estimate

TOO_FEW = 5
"""No rate over fewer views is compared with another."""


def median_hazard(fields: list[tuple[int, int]]) -> float:
    """The median of abandoned / reached over a form's fields, given as (abandoned, reached).

    Fields reached by fewer than TOO_FEW views take no part, unless there is no other.
    """
    enough = [abandoned / reached for abandoned, reached in fields if reached >= TOO_FEW]
    some = enough or [abandoned / reached for abandoned, reached in fields if reached]
    return median(some) if some else 0.0


def recoverable(reached: int, abandoned: int, completed: int, typical: float) -> Estimate:
    """Completions in the period that bringing the field's hazard down to `typical` would win back.

    `completed` counts the views that reached the field and completed. The interval joins the Wilson intervals of the
    hazard and of the completion rate by the method of variance estimates recovery (Zou and Donner, Stat. Med. 27,
    2008); the median is taken as known.
    """
    past = reached - abandoned
    hazard = wilson(abandoned, reached)
    rate = wilson(completed, past)
    if hazard.value is None or hazard.low is None or hazard.high is None:
        return Estimate(0.0, 0.0, 0.0)
    if rate.value is None or rate.low is None or rate.high is None:
        return Estimate(0.0, 0.0, 0.0)
    excess, low, high = (max(0.0, bound - typical) for bound in (hazard.value, hazard.low, hazard.high))
    value = excess * rate.value
    down = math.hypot((excess - low) * rate.value, excess * (rate.value - rate.low))
    up = math.hypot((high - excess) * rate.value, excess * (rate.high - rate.value))
    return Estimate(reached * value, reached * max(0.0, value - down) if low > 0 else 0.0, reached * (value + up))

"""What a report comes to: which field to fix first, what is unusual, and whose words stand for the rest. All pure."""

from collections.abc import Callable, Iterable
from math import exp, lgamma, log, log1p
from statistics import median

from msgspec import Struct

from balk.report.counted import counted
from balk.report.recoverable import median_hazard
from balk.report.shape import FieldReport, FrictionReport, Response

ENOUGH_STARTS = 100
"""Below this a report names no field."""
ENOUGH_VIEWS = 5
"""Below this no rate is shown without saying so."""

SORTS = ("position", "recoverable", "reached", "abandoned", "drop", "hesitation", "errors", "returns", "corrections")
"""What the table of fields can be sorted by; `position` ascends, all others descend."""


class Mark(Struct, frozen=True):
    """A note at a field: how long people wait, errors, returns. Loud where that is unusual for the form."""

    kind: str
    text: str
    title: str
    loud: bool


FALSE_ALARMS = 0.05
"""How often, at most, a form in which no field is worse than the others has one named (false-discovery rate)."""


def typical_hazard(fields: list[FieldReport]) -> float:
    """The form's median of abandoned / reached."""
    return median_hazard([(field.abandoned, field.reached) for field in fields])


def _chance(reached: int, abandoned: int, typical: float) -> float:
    """How likely so many or more leave by chance at a field that is like the typical one: the binomial's upper tail."""
    if abandoned <= reached * typical:
        return 1.0
    log_odds, term, tail = log(typical) - log1p(-typical), 0.0, 0.0
    log_term = lgamma(reached + 1) - lgamma(abandoned + 1) - lgamma(reached - abandoned + 1)
    log_term += abandoned * log(typical) + (reached - abandoned) * log1p(-typical)
    for left in range(abandoned, reached + 1):
        term = exp(log_term)
        tail += term
        if term <= tail * 1e-9:  # both may be 0 where hardly anything is as unlikely
            break
        log_term += log_odds + (log((reached - left) / (left + 1)) if left < reached else 0.0)
    return min(1.0, tail)


def snags(report: FrictionReport) -> list[FieldReport]:
    """The fields that lose more people than the form's median field beyond chance, most recoverable first.

    Over all fields of the form, by the procedure of Benjamini and Hochberg (J. R. Stat. Soc. B 57, 1995). A median of
    nobody counts as one person of those who started: one who leaves where nobody else does is no snag.
    """
    if report.totals.started < ENOUGH_STARTS:
        return []
    tested = [field for field in report.fields if field.reached >= ENOUGH_VIEWS]
    typical = min(0.999, max(typical_hazard(report.fields), 1 / report.totals.started))
    by_chance = sorted((_chance(field.reached, field.abandoned, typical), field.position) for field in tested)
    below = [
        rank for rank, (chance, _) in enumerate(by_chance, start=1) if chance <= FALSE_ALARMS * rank / len(by_chance)
    ]
    named = {position for _, position in by_chance[: max(below, default=0)]}
    found = [field for field in tested if field.position in named and field.recoverable.low > 0]
    return sorted(found, key=lambda field: (-field.recoverable.value, field.position))


def errors_of(field: FieldReport) -> int:
    """How often any error came up at the field."""
    return sum(error.count for error in field.errors)


def _unusual(value: float, others: Iterable[float], least: float) -> bool:
    known = list(others)
    return value >= least and value >= 2 * median(known)


def marks(field: FieldReport, fields: list[FieldReport]) -> list[Mark]:
    """The notes at a field. Unusual is twice the form's median field, and enough to matter at all."""
    reached = [other for other in fields if other.reached >= ENOUGH_VIEWS]
    enough = field.reached >= ENOUGH_VIEWS
    found: list[Mark] = []
    wait, errors = field.hesitation_ms.p50, errors_of(field)
    if wait is not None:
        waits = [other.hesitation_ms.p50 for other in reached if other.hesitation_ms.p50 is not None]
        found.append(Mark("wait", f"{wait / 1000:.1f} s", "", enough and _unusual(wait, waits, 2_000)))
    if errors:
        rates = [errors_of(other) / other.reached for other in reached]
        loud = enough and _unusual(errors / field.reached, rates, 0.1)
        found.append(Mark("errors", counted(errors, "error"), "", loud))
    if field.returns:
        rates = [other.returns / other.reached for other in reached]
        loud = enough and _unusual(field.returns / field.reached, rates, 0.15)
        found.append(Mark("returns", counted(field.returns, "return"), "", loud))
    if field.rage_clicks:
        found.append(Mark("rage", counted(field.rage_clicks, "angry click"), "", enough and field.rage_clicks >= 5))
    return found


def sorted_fields(fields: list[FieldReport], by: str) -> list[FieldReport]:
    """The fields in the order asked for; an order that is none of SORTS counts as `recoverable`."""
    keys: dict[str, Callable[[FieldReport], float]] = {
        "position": lambda field: field.position,
        "recoverable": lambda field: -field.recoverable.value,
        "reached": lambda field: -field.reached,
        "abandoned": lambda field: -field.abandoned,
        "drop": lambda field: -(field.drop_off_rate.value or 0.0),
        "hesitation": lambda field: -(field.hesitation_ms.p50 or 0.0),
        "errors": lambda field: -errors_of(field),
        "returns": lambda field: -field.returns,
        "corrections": lambda field: -field.corrections,
    }
    key = keys.get(by, keys["recoverable"])
    return sorted(fields, key=lambda field: (key(field), field.position))


def loudest(responses: Iterable[Response], fields: list[FieldReport]) -> dict[str, Response]:
    """For each field the answer that says most plainly what is wrong there: from somebody who left, with the reason
    that most gave, and in a sentence rather than in a word or a page. An answer belongs to the field that it names,
    else to the one that it was given at."""
    top = {field.field: field.reasons[0].tag for field in fields if field.reasons}
    best: dict[str, tuple[tuple[bool, bool, int], Response]] = {}
    for response in responses:
        field = response.mentioned_field or response.field
        if field is None or not response.text.strip():
            continue
        rank = (
            response.outcome == "abandoned",
            top.get(field) in [tag.tag for tag in response.tags],
            -abs(len(response.text) - 90),
        )
        if field not in best or rank > best[field][0]:
            best[field] = (rank, response)
    return {field: response for field, (_, response) in best.items()}


def scale(values: Iterable[float]) -> float:
    """A round end for an axis that holds all the values, such as 25 or 0.3; 1 where all are 0."""
    most = max(values, default=0.0)
    if most <= 0:
        return 1.0
    size = 1.0
    while size * 10 <= most:
        size *= 10
    while size > most:
        size /= 10
    steps = (round(step * size, 9) for step in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5))
    return next((step for step in steps if step >= most), 10 * size)

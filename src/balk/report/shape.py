"""The report's Structs, with the names that the API shows. What each figure means stands in METRICS.md of the design:
rates are fractions of 1 with a 95 % Wilson interval, times are milliseconds."""

from datetime import date, datetime

from msgspec import Struct


class Rate(Struct, frozen=True):
    """A fraction with its 95 % interval; `value` is None over nothing."""

    value: float | None
    low: float | None
    high: float | None


class Estimate(Struct, frozen=True):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


class Percentiles(Struct, frozen=True):
    """Half took at most p50, nine in ten at most p90; None without an observation."""

    p50: float | None
    p90: float | None


class Hesitation(Struct, frozen=True):
    """From the first focus to the first change; `censored` views never changed the field."""

    p50: float | None
    p90: float | None
    censored: int


class ErrorCount(Struct, frozen=True):
    """A message, how often it came up, and in how many views."""

    message: str
    count: int
    views: int


class EndStates(Struct, frozen=True):
    """How the views that reached a field left it."""

    empty: int
    partial: int
    filled: int
    invalid: int


class ReasonCount(Struct, frozen=True):
    """Answers with a tag, of people who then left and of people who then completed."""

    tag: str
    left: int
    completed: int


class FieldReport(Struct, frozen=True):
    """One field of a form."""

    field: str
    label: str
    type: str
    position: int
    required: bool
    reached: int
    abandoned: int
    drop_off_rate: Rate
    share_of_abandonment: float | None
    skipped: int
    returns: int
    corrections: int
    refills: int
    rage_clicks: int
    autofilled: int
    pasted: int
    hesitation_ms: Hesitation
    active_ms: Percentiles
    errors: list[ErrorCount]
    end_states: EndStates
    completion_given_reached: Rate
    recoverable: Estimate
    reasons: list[ReasonCount]
    answers: int


class Totals(Struct, frozen=True):
    """A form's headline figures. started = completed + unconfirmed + abandoned + in_progress."""

    views: int
    started: int
    edited: int
    attempted: int
    completed: int
    unconfirmed: int
    abandoned: int
    in_progress: int
    blind_spots: int
    completion_rate: Rate
    active_ms: Percentiles


class Period(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Days of UTC, both included."""

    first: date
    last: date


class SubmitReport(Struct, frozen=True):
    """The submit step: views abandoned at it, attempts that failed, and the messages about the form as a whole."""

    abandoned: int
    failed_attempts: int
    errors: list[ErrorCount] = []


class PromptEffect(Struct, frozen=True, rename={"with_prompts": "with"}):
    """Completion of started views with prompts possible, in the holdout, and the difference."""

    with_prompts: Rate
    holdout: Rate
    difference: Rate


class PromptReport(Struct, frozen=True):
    """What became of prompts over this form."""

    shown: int
    answered: int
    dismissed: int
    effect: PromptEffect


class HiddenFields(Struct, frozen=True):
    """Fields that the owner has hidden: how many, and what of the totals is theirs."""

    fields: int = 0
    abandoned: int = 0
    """Abandoned views that were left at one of them."""
    answers: int = 0


class FrictionReport(Struct, frozen=True):
    """One form's report over a period."""

    form: str
    name: str
    page: str
    period: Period
    sampling: float
    totals: Totals
    fields: list[FieldReport]
    submit: SubmitReport
    reasons: list[ReasonCount]
    prompts: PromptReport
    hidden: HiddenFields = HiddenFields()
    views_kept_since: date | None = None
    """Where the report counts single views, as a filter by page or attribute does, and its period begins before the
    first day of which they are all still there: that day. Else None."""


class FormSummary(Struct, frozen=True):
    """One form's headline figures in the list of forms."""

    form: str
    name: str
    page: str
    views: int
    started: int
    edited: int
    attempted: int
    completed: int
    unconfirmed: int
    abandoned: int
    in_progress: int
    completion_rate: Rate


class Tag(Struct, frozen=True):
    """Why an answer has a tag: who gave it, and how sure that is."""

    tag: str
    by: str
    confidence: float


class Response(Struct, frozen=True):
    """One answer, joined to the view it was given in."""

    id: str
    at: datetime
    form: str | None
    field: str | None
    field_label: str | None
    mentioned_field: str | None
    prompt: str
    question: str
    choices: list[str]
    score: int | None
    text: str
    lang: str
    sentiment: str
    tags: list[Tag]
    outcome: str
    """seen, in_progress, completed, unconfirmed or abandoned; unknown where the view never arrived."""
    abandoned_at_field: str | None
    page: str
    device: str
    source: str
    view: str | None


class Filters(Struct, frozen=True):
    """What a report is asked for. None means everything."""

    first: date
    last: date
    device: str | None = None
    source: str | None = None
    version: str | None = None
    page: str | None = None
    attributes: dict[str, str] = {}


class ResponseFilters(Struct, frozen=True):
    """Which responses are asked for. None means all."""

    form: str | None = None
    field: str | None = None
    tag: str | None = None
    outcome: str | None = None
    q: str | None = None
    first: date | None = None
    last: date | None = None

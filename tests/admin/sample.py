"""A report to draw, with figures that add up: a sign-up whose phone number costs it a third of its completions."""

from datetime import UTC, date, datetime

from balk.report.intervals import difference, wilson
from balk.report.recoverable import median_hazard, recoverable
from balk.report.shape import (
    EndStates,
    ErrorCount,
    FieldReport,
    FrictionReport,
    Hesitation,
    Percentiles,
    Period,
    PromptEffect,
    PromptReport,
    ReasonCount,
    Response,
    SubmitReport,
    Tag,
    Totals,
)

FIELDS = [
    # key, label, type, required, reached, abandoned, completed, hesitation p50 and p90 in ms, errors, returns
    ("name", "Full name", "text", True, 1233, 31, 700, 800, 2100, 9, 41),
    ("email", "Work e-mail", "email", True, 1207, 58, 702, 1100, 3900, 74, 96),
    ("company", "Company", "text", True, 1148, 24, 702, 1200, 4200, 6, 38),
    ("country", "Country", "select", True, 1052, 13, 690, 1400, 3600, 4, 22),
    ("phone", "Phone number", "tel", True, 1109, 261, 702, 4800, 28400, 212, 318),
    ("size", "Team size", "select", False, 846, 17, 690, 1600, 4400, 0, 19),
    ("password", "Password", "password", True, 834, 63, 702, 3100, 11200, 187, 203),
    ("source", "How did you hear about us", "select", False, 512, 9, 480, 1900, 5200, 0, 11),
    ("terms", "Terms", "checkbox", True, 751, 11, 702, 1200, 3800, 21, 17),
]

REASONS = [
    ReasonCount("unnecessary-question", 44, 9),
    ReasonCount("privacy-trust", 34, 6),
    ReasonCount("validation", 31, 12),
    ReasonCount("no-problem", 0, 18),
]


def a_field(
    key: str = "phone",
    label: str = "Phone number",
    *,
    type: str = "tel",  # noqa: A002  # as in the report
    required: bool = True,
    position: int = 0,
    reached: int = 1109,
    abandoned: int = 261,
    completed: int = 702,
    p50: float | None = 4800,
    p90: float | None = 28400,
    errors: int = 0,
    returns: int = 0,
    typical: float = 0.021,
    reasons: list[ReasonCount] | None = None,
    message: str = "Number is too short",
    rage_clicks: int = 0,
) -> FieldReport:
    """One field; rates and estimates follow from the counts."""
    completed = min(completed, max(0, reached - abandoned))
    empty = min(abandoned, reached // 8)
    return FieldReport(
        field=key,
        label=label,
        type=type,
        position=position,
        required=required,
        reached=reached,
        abandoned=abandoned,
        drop_off_rate=wilson(abandoned, reached),
        share_of_abandonment=abandoned / 501,
        skipped=empty,
        returns=returns,
        corrections=returns * 2,
        refills=3,
        rage_clicks=rage_clicks,
        autofilled=0,
        pasted=0,
        hesitation_ms=Hesitation(p50, p90, 3),
        active_ms=Percentiles(p50, p90),
        errors=[ErrorCount(message, errors, errors * 2 // 3)] if errors else [],
        end_states=EndStates(empty=empty, partial=abandoned // 8, filled=reached - empty - abandoned // 8, invalid=0),
        completion_given_reached=wilson(completed, reached),
        recoverable=recoverable(reached, abandoned, completed, typical),
        reasons=reasons or [],
        answers=sum(reason.left + reason.completed for reason in reasons or []),
    )


def a_report(
    fields: list[FieldReport] | None = None,
    *,
    views: int = 2914,
    started: int = 1240,
    completed: int = 702,
    unconfirmed: int = 29,
    in_progress: int = 8,
    at_submit: int = 14,
    reasons: list[ReasonCount] | None = None,
    form: str = "signup",
    name: str = "Sign-up",
    page: str = "/signup",
) -> FrictionReport:
    """The sign-up's report, or one of other fields."""
    if fields is None:
        typical = median_hazard([(row[5], row[4]) for row in FIELDS])
        fields = [
            a_field(
                row[0],
                row[1],
                type=row[2],
                required=row[3],
                position=position,
                reached=row[4],
                abandoned=row[5],
                completed=row[6],
                p50=row[7],
                p90=row[8],
                errors=row[9],
                returns=row[10],
                typical=typical,
                reasons=REASONS[:3]
                if row[0] == "phone"
                else [ReasonCount("validation", 11, 2)] * (row[0] == "password"),
            )
            for position, row in enumerate(FIELDS)
        ]
    abandoned = sum(field.abandoned for field in fields) + at_submit
    completed = max(0, min(completed, started - abandoned))
    return FrictionReport(
        form=form,
        name=name,
        page=page,
        period=Period(date(2026, 10, 26), date(2026, 11, 22)),
        sampling=1.0,
        totals=Totals(
            views=views,
            started=started,
            edited=started - started // 50,
            attempted=min(started, completed + unconfirmed + at_submit),
            completed=completed,
            unconfirmed=unconfirmed,
            abandoned=abandoned,
            in_progress=in_progress,
            blind_spots=0,
            completion_rate=wilson(completed, started),
            active_ms=Percentiles(48_000, 210_000),
        ),
        fields=fields,
        submit=SubmitReport(at_submit, at_submit * 3),
        reasons=REASONS if reasons is None else reasons,
        prompts=PromptReport(
            shown=742,
            answered=184,
            dismissed=402,
            effect=PromptEffect(wilson(633, 1116), wilson(69, 124), difference(wilson(633, 1116), wilson(69, 124))),
        ),
    )


def an_answer(
    text: str = "Why do you need my phone number? I’m not waiting for a sales call.", **what: object
) -> Response:
    """An answer of somebody who left at the phone number."""
    known: dict[str, object] = {
        "id": "0190b5a2-0000-7000-8000-000000000001",
        "at": datetime(2026, 11, 12, 9, 30, tzinfo=UTC),
        "form": "signup",
        "field": "phone",
        "field_label": "Phone number",
        "mentioned_field": "phone",
        "prompt": "what-stopped-you",
        "question": "What stopped you?",
        "choices": ["rather-not"],
        "score": None,
        "text": text,
        "lang": "en",
        "sentiment": "negative",
        "tags": [Tag("unnecessary-question", "model", 0.92), Tag("privacy-trust", "rule", 1.0)],
        "outcome": "abandoned",
        "abandoned_at_field": "phone",
        "page": "/signup",
        "device": "desktop",
        "source": "direct",
        "view": "0190b5a2-0000-7000-8000-000000000002",
    }
    return Response(**(known | what))  # type: ignore[arg-type]  # the keywords are the Struct's own

"""What each export's rows are made of: its columns, and a row of them."""

from typing import Any

import msgspec

from balk.report.moments import MomentSummary, VisitMoment
from balk.report.shape import FieldReport, FormSummary, FrictionReport, Rate, Response
from balk.report.views import ViewRow

RESPONSES = (
    "id",
    "at",
    "form",
    "field",
    "field_label",
    "mentioned_field",
    "prompt",
    "question",
    "choices",
    "score",
    "text",
    "lang",
    "sentiment",
    "tags",
    "outcome",
    "abandoned_at_field",
    "page",
    "device",
    "source",
    "view",
)

FIELDS = (
    "form",
    "field",
    "label",
    "type",
    "position",
    "required",
    "reached",
    "abandoned",
    "drop_off_rate",
    "drop_off_low",
    "drop_off_high",
    "share_of_abandonment",
    "skipped",
    "returns",
    "corrections",
    "refills",
    "rage_clicks",
    "autofilled",
    "pasted",
    "hesitation_p50_ms",
    "hesitation_p90_ms",
    "active_p50_ms",
    "active_p90_ms",
    "errors",
    "recoverable",
    "recoverable_low",
    "recoverable_high",
    "top_reason",
    "answers",
)

FORMS = (
    "form",
    "name",
    "page",
    "views",
    "started",
    "edited",
    "attempted",
    "completed",
    "unconfirmed",
    "abandoned",
    "in_progress",
    "completion_rate",
    "completion_low",
    "completion_high",
)

VIEWS = tuple(field.name for field in msgspec.structs.fields(ViewRow))
VISIT_MOMENTS = tuple(field.name for field in msgspec.structs.fields(VisitMoment))
MOMENTS = tuple(field.name for field in msgspec.structs.fields(MomentSummary))


def response_row(response: Response) -> dict[str, Any]:
    """A response with its tags as words."""
    row = {name: getattr(response, name) for name in RESPONSES}
    row["tags"] = [tag.tag for tag in response.tags]
    return row


def field_rows(report: FrictionReport) -> list[dict[str, Any]]:
    """A report's fields, in form order."""
    return [_field_row(report.form, field) for field in report.fields]


def _field_row(form: str, field: FieldReport) -> dict[str, Any]:
    values: tuple[Any, ...] = (
        form,
        field.field,
        field.label,
        field.type,
        field.position,
        field.required,
        field.reached,
        field.abandoned,
        *_rate(field.drop_off_rate),
        field.share_of_abandonment,
        field.skipped,
        field.returns,
        field.corrections,
        field.refills,
        field.rage_clicks,
        field.autofilled,
        field.pasted,
        _ms(field.hesitation_ms.p50),
        _ms(field.hesitation_ms.p90),
        _ms(field.active_ms.p50),
        _ms(field.active_ms.p90),
        sum(error.count for error in field.errors),
        round(field.recoverable.value, 1),
        round(field.recoverable.low, 1),
        round(field.recoverable.high, 1),
        field.reasons[0].tag if field.reasons else None,
        field.answers,
    )
    return dict(zip(FIELDS, values, strict=True))


def form_row(summary: FormSummary) -> dict[str, Any]:
    """A form's headline figures."""
    row = {name: getattr(summary, name) for name in FORMS[:11]}
    return row | dict(zip(FORMS[11:], _rate(summary.completion_rate), strict=True))


def struct_row(struct: msgspec.Struct) -> dict[str, Any]:
    """A Struct's attributes."""
    return msgspec.structs.asdict(struct)


def _rate(rate: Rate) -> tuple[float | None, float | None, float | None]:
    return rate.value, rate.low, rate.high


def _ms(value: float | None) -> int | None:
    return None if value is None else round(value)

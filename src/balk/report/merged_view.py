"""A view as its form's owner sees it: with the numbers of `FormFields` for ids, and merged fields as one."""

from msgspec.structs import replace

from balk import wire
from balk.report.form_fields import FormFields
from balk.views.figures import is_reached
from balk.views.record import ViewRecord
from balk.views.snapshot import StoredField


def merged_view(view: ViewRecord, fields: FormFields) -> ViewRecord:
    """The view with a number for each field id. What was touched of merged fields is one touched field, counted once.

    `steps` are left as they are: an index in them is one in the stored view's `touched`.
    """
    touched: dict[int, StoredField] = {}
    for field in view.snapshot.touched:
        number = fields.number(view.form_id, field.field_id)
        before = touched.get(number)
        touched[number] = replace(field, field_id=number) if before is None else joined(before, field)
    return replace(
        view,
        snapshot=replace(
            view.snapshot,
            touched=list(touched.values()),
            last_field=fields.number(view.form_id, view.snapshot.last_field),
        ),
    )


def joined(first: StoredField, then: StoredField) -> StoredField:
    """What a person did with two fields that are one question; `first` was touched first.

    Counts and times add up. It was left as the one of them that got further was left, an error furthest of all. One
    that was only shown an error, and never reached, adds nothing but that.
    """
    errors = [*first.errors, *then.errors]
    if not is_reached(then):
        return replace(first, errors=errors)
    if not is_reached(first):
        return replace(then, field_id=first.field_id, errors=errors)
    return StoredField(
        field_id=first.field_id,
        end=max(first.end, then.end),
        active_ms=first.active_ms + then.active_ms,
        hesitation_ms=_hesitation(first, then),
        flags=first.flags | then.flags,
        returns=first.returns + then.returns,
        corrections=first.corrections + then.corrections,
        refills=first.refills + then.refills,
        rage_clicks=first.rage_clicks + then.rage_clicks,
        errors=errors,
    )


def _hesitation(first: StoredField, then: StoredField) -> int:
    """From the first focus of either to the first change of either; -1 where neither was focused."""
    if first.hesitation_ms < 0:
        return then.hesitation_ms
    if first.flags & wire.CHANGED or then.hesitation_ms < 0:
        return first.hesitation_ms
    return first.hesitation_ms + then.hesitation_ms

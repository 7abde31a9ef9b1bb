"""The figures of one form while they are added up."""

from collections.abc import Mapping
from typing import Any

from balk.report.form_fields import FormFields
from balk.report.merged_view import merged_view
from balk.views import histogram
from balk.views.figures import (
    ERROR_FIGURES,
    FIELD_FIGURES,
    FIELD_TIMES,
    FORM_FIGURES,
    FORM_TIMES,
    Times,
    error_figures,
    field_figures,
    form_figures,
    form_times,
)
from balk.views.outcome import State, final_state
from balk.views.record import ViewRecord


class Gathered:
    """Figures of one form, by their column names: `form`, `fields` by number, `errors` by number and message.

    Those in FORM_TIMES and FIELD_TIMES are histograms.
    """

    def __init__(self, fields: FormFields) -> None:
        self.numbered = fields
        self.form: dict[str, int] = dict.fromkeys((*FORM_FIGURES, *FORM_TIMES), 0)
        self.fields: dict[int, dict[str, int]] = {}
        self.errors: dict[tuple[int, str], dict[str, int]] = {}

    def add_view(self, view: ViewRecord, state: State, sign: int = 1) -> None:
        """Count one view in that state; with sign -1 take it out."""
        merged = merged_view(view, self.numbered)
        _add(self.form, FORM_FIGURES, form_figures(merged, state), sign)
        _add(self.form, FORM_TIMES, _histograms(form_times(merged, state)), sign)
        self._add_fields(merged, state, sign)

    def count_once(self, view: ViewRecord) -> None:
        """Count a closed view once at each field, of which the rollups hold a share for every field merged into it."""
        state = final_state(view.flags)
        for field_id, figures, times in field_figures(view, state):
            self.add_field(self.numbered.number(view.form_id, field_id), figures, _histograms(times), -1)
        for field_id, message, counted in error_figures(view):
            self.add_error(self.numbered.number(view.form_id, field_id), message, counted, -1)
        self._add_fields(merged_view(view, self.numbered), state, 1)

    def _add_fields(self, merged: ViewRecord, state: State, sign: int) -> None:
        for number, figures, times in field_figures(merged, state):
            self.add_field(number, figures, _histograms(times), sign)
        for number, message, counted in error_figures(merged):
            self.add_error(number, message, counted, sign)

    def add_form(self, figures: tuple[int, ...], histograms: tuple[int, ...]) -> None:
        """Add FORM_FIGURES and FORM_TIMES to the form's."""
        _add(self.form, FORM_FIGURES, figures, 1)
        _add(self.form, FORM_TIMES, histograms, 1)

    def add_field(self, number: int, figures: tuple[int, ...], histograms: tuple[int, ...], sign: int = 1) -> None:
        """Add FIELD_FIGURES and FIELD_TIMES to a field's."""
        held = self.fields.setdefault(number, {})
        _add(held, FIELD_FIGURES, figures, sign)
        _add(held, FIELD_TIMES, histograms, sign)

    def add_error(self, number: int, message: str, figures: tuple[int, ...], sign: int = 1) -> None:
        """Add ERROR_FIGURES to those of a field and message."""
        _add(self.errors.setdefault((number, message), {}), ERROR_FIGURES, figures, sign)


def _histograms(times: Times) -> tuple[int, ...]:
    return tuple(0 if ms is None else histogram.one(ms) for ms in times)


def _add(held: dict[str, int], names: tuple[str, ...], figures: tuple[int, ...], sign: int) -> None:
    for name, figure in zip(names, figures, strict=True):
        held[name] = held.get(name, 0) + sign * figure


def whole(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[int, ...]:
    """These columns of a row, as whole numbers."""
    return tuple(int(row[name]) for name in names)

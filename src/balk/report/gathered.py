"""The figures of one form while they are added up."""

from collections.abc import Mapping
from operator import add, sub
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
    """Figures of one form, those of its fields by number, and of its messages by number and message."""

    def __init__(self, fields: FormFields) -> None:
        self.numbered = fields
        self._form = _Sum(len(FORM_FIGURES), len(FORM_TIMES))
        self._fields: dict[int, _Sum] = {}
        self._errors: dict[tuple[int, str], _Sum] = {}

    def form(self) -> dict[str, int]:
        """The form's figures by FORM_FIGURES and FORM_TIMES; the latter are histograms."""
        return self._form.named(FORM_FIGURES, FORM_TIMES)

    def fields(self) -> dict[int, dict[str, int]]:
        """Each field's figures by FIELD_FIGURES and FIELD_TIMES; the latter are histograms."""
        return {number: held.named(FIELD_FIGURES, FIELD_TIMES) for number, held in self._fields.items()}

    def errors(self) -> dict[int, dict[str, dict[str, int]]]:
        """By field, or SUBMIT, and message: the message's figures by ERROR_FIGURES."""
        errors: dict[int, dict[str, dict[str, int]]] = {}
        for (number, message), held in self._errors.items():
            errors.setdefault(number, {})[message] = held.named(ERROR_FIGURES, ())
        return errors

    def add_view(self, view: ViewRecord, state: State, sign: int = 1) -> None:
        """Count one view in that state; with sign -1 take it out."""
        merged = merged_view(view, self.numbered)
        self._form.plus(form_figures(merged, state), _histograms(form_times(merged, state)), sign)
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
        self._form.plus(figures, histograms, 1)

    def add_field(self, number: int, figures: tuple[int, ...], histograms: tuple[int, ...], sign: int = 1) -> None:
        """Add FIELD_FIGURES and FIELD_TIMES to a field's."""
        held = self._fields.get(number)
        if held is None:
            held = self._fields[number] = _Sum(len(FIELD_FIGURES), len(FIELD_TIMES))
        held.plus(figures, histograms, sign)

    def add_error(self, number: int, message: str, figures: tuple[int, ...], sign: int = 1) -> None:
        """Add ERROR_FIGURES to those of a field and message."""
        held = self._errors.get((number, message))
        if held is None:
            held = self._errors[number, message] = _Sum(len(ERROR_FIGURES), 0)
        held.plus(figures, (), sign)


class _Sum:
    """Figures and histograms without their names: thousands of fields are added up for one report."""

    __slots__ = ("figures", "histograms")

    def __init__(self, figures: int, histograms: int) -> None:
        self.figures = [0] * figures
        self.histograms = [0] * histograms

    def plus(self, figures: tuple[int, ...], histograms: tuple[int, ...], sign: int) -> None:
        way = add if sign > 0 else sub
        self.figures = list(map(way, self.figures, figures))
        self.histograms = list(map(way, self.histograms, histograms))

    def named(self, figures: tuple[str, ...], histograms: tuple[str, ...]) -> dict[str, int]:
        return dict(zip((*figures, *histograms), (*self.figures, *self.histograms), strict=True))


def _histograms(times: Times) -> tuple[int, ...]:
    return tuple(0 if ms is None else histogram.one(ms) for ms in times)


def whole(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[int, ...]:
    """These columns of a row, as whole numbers."""
    return tuple(int(row[name]) for name in names)

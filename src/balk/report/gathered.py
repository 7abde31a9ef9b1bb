"""The figures of one form while they are added up."""

from collections.abc import Mapping
from operator import add
from typing import Any

from balk.report.form_fields import FormFields
from balk.report.merged_view import merged_view
from balk.views.figures import (
    ERROR_FIGURES,
    FIELD_FIGURES,
    FIELD_TIMES,
    FORM_FIGURES,
    FORM_TIMES,
    error_figures,
    field_figures,
    form_figures,
    form_times,
)
from balk.views.histogram import of_buckets
from balk.views.outcome import State, final_state
from balk.views.record import ViewRecord
from balk.views.rollups import Held


class Gathered:
    """Figures of one form, those of its fields by number, and of its messages by number and message."""

    def __init__(self, fields: FormFields) -> None:
        self.numbered = fields
        self._merges = bool(fields.merged_ids())
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
        self._form.views.plus(form_figures(view, state), form_times(view, state), sign)
        if self._merges:
            self._add_merged(view, state, sign)
        else:
            self._add_stored(view, state, sign)

    def count_once(self, view: ViewRecord) -> None:
        """Count a closed view once at each field, of which the rollups hold a share for every field merged into it."""
        state = final_state(view.flags)
        self._add_stored(view, state, -1)
        self._add_merged(view, state, 1)

    def _add_stored(self, view: ViewRecord, state: State, sign: int) -> None:
        for field_id, figures, times in field_figures(view, state):
            self._field(self.numbered.number(view.form_id, field_id)).views.plus(figures, times, sign)
        for field_id, message, counted in error_figures(view):
            self._error(self.numbered.number(view.form_id, field_id), message).views.plus(counted, (), sign)

    def _add_merged(self, view: ViewRecord, state: State, sign: int) -> None:
        merged = merged_view(view, self.numbered)
        for number, figures, times in field_figures(merged, state):
            self._field(number).views.plus(figures, times, sign)
        for number, message, counted in error_figures(merged):
            self._error(number, message).views.plus(counted, (), sign)

    def add_form(self, figures: tuple[int, ...], histograms: tuple[int, ...]) -> None:
        """Add FORM_FIGURES and FORM_TIMES to the form's."""
        self._form.plus(figures, histograms)

    def add_field(self, number: int, figures: tuple[int, ...], histograms: tuple[int, ...]) -> None:
        """Add FIELD_FIGURES and FIELD_TIMES to a field's."""
        self._field(number).plus(figures, histograms)

    def add_error(self, number: int, message: str, figures: tuple[int, ...]) -> None:
        """Add ERROR_FIGURES to those of a field and message."""
        self._error(number, message).plus(figures, ())

    def _field(self, number: int) -> "_Sum":
        held = self._fields.get(number)
        if held is None:
            held = self._fields[number] = _Sum(len(FIELD_FIGURES), len(FIELD_TIMES))
        return held

    def _error(self, number: int, message: str) -> "_Sum":
        held = self._errors.get((number, message))
        if held is None:
            held = self._errors[number, message] = _Sum(len(ERROR_FIGURES), 0)
        return held


class _Sum:
    """Sums of rollups, with their histograms, and what single views add to them."""

    __slots__ = ("figures", "histograms", "views")

    def __init__(self, figures: int, histograms: int) -> None:
        self.figures = [0] * figures
        self.histograms = [0] * histograms
        self.views = Held(figures, histograms)

    def plus(self, figures: tuple[int, ...], histograms: tuple[int, ...]) -> None:
        self.figures = list(map(add, self.figures, figures))
        self.histograms = list(map(add, self.histograms, histograms))

    def named(self, figures: tuple[str, ...], histograms: tuple[str, ...]) -> dict[str, int]:
        rolled_up = (*self.figures, *self.histograms)
        seen = (*self.views.figures, *map(of_buckets, self.views.times))
        return dict(zip((*figures, *histograms), map(add, rolled_up, seen), strict=True))


def whole(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[int, ...]:
    """These columns of a row, as whole numbers."""
    return tuple(int(row[name]) for name in names)

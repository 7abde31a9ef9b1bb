"""The drawn form: a form as visitors meet it, and beside it the stream of those still there.

Pure geometry. Every row draws its own piece of the stream in a box 216 units wide: on top the bend in which those who
leave flow out to the right, below it a filler as wide as those still there, which stretches with the row. Widths are
whole units, one unit a pixel on a wide screen, so that edges stay sharp.
"""

from msgspec import Struct

from balk.report.shape import FieldReport, FrictionReport

BOX = 216
"""Width of a piece's box."""
FULL = 164
"""Width of the stream where everybody who started is still there."""
_BEND = 8
"""Where the bend begins, below the row's upper edge."""
_TURN = 10
"""The bend's inner radius."""


class Piece(Struct, frozen=True):
    """One row's part of the stream, in units of the box."""

    before: int
    """Width of the stream as it comes in."""
    after: int
    """Width as it goes on."""
    height: int
    """Of the box with the bend."""
    band: str
    edge: str
    out: str
    """Path of those who leave; empty where nobody does."""


class Row(Struct, frozen=True):
    """A field and its piece."""

    field: FieldReport
    here: int
    """Views in which the person had not left at an earlier field."""
    piece: Piece


class Finish(Struct, frozen=True):
    """Where the stream ends: what became of those who did not leave. Empty paths where there are none."""

    completed: str
    unconfirmed: str
    in_progress: str
    widths: tuple[int, int, int]


class DrawnForm(Struct, frozen=True):
    """A form with its stream: fields in form order, the submit step, the end."""

    rows: list[Row]
    hidden: Piece | None
    """Those who left at hidden fields, wherever in the form these are; None where nobody did."""
    submit: Piece
    at_submit: int
    finish: Finish


def width(people: int, started: int) -> int:
    """The stream's width for so many of those who started; somebody is always visible, nobody never."""
    if people <= 0 or started <= 0:
        return 0
    return max(1, round(FULL * min(people, started) / started))


def piece(here: int, left: int, started: int) -> Piece:
    """The piece of a row which `here` reach the stream of, and at which `left` of them stop."""
    before, after = width(here, started), width(here - left, started)
    if left <= 0 or before == 0:
        height = 30
        return Piece(before, after, height, f"M0 0H{before}V{height}H0Z", f"M{before - 0.5} 0V{height}", "")
    thick = max(1, before - after)
    tip = 210 if thick < 9 else 205
    low = _BEND + _TURN + thick
    height = max(30, low + 6)
    turn = _TURN + thick
    out = (
        f"M{before - thick} {_BEND}H{before}A{_TURN} {_TURN} 0 0 0 {before + _TURN} {_BEND + _TURN}"
        f"H{tip}L214 {_BEND + _TURN + thick / 2:g}L{tip} {low}"
        f"H{before + _TURN}A{turn} {turn} 0 0 1 {before - thick} {_BEND}Z"
    )
    band = f"M0 0H{before}V{_BEND}H{after}V{height}H0Z"
    edge = f"M{before - 0.5} 0V{_BEND}" + (f"M{after - 0.5} {_BEND}V{height}" if after else "")
    return Piece(before, after, height, band, edge, out)


def finish(completed: int, unconfirmed: int, in_progress: int, started: int) -> Finish:
    """The stream's end. What is not sure takes at least two units, the completed get what is left."""
    whole = width(completed + unconfirmed + in_progress, started)
    unsure, busy = (max(2, width(n, started)) if n > 0 else 0 for n in (unconfirmed, in_progress))
    done = max(whole - unsure - busy, 2 if completed > 0 else 0)
    middle, point = done / 2, 46 + min(11, done / 4)
    return Finish(
        completed=f"M0 0H{done}V46L{middle:g} {point:g}L0 46Z" if done else "",
        unconfirmed=f"M{done + 1} 0H{done + 1 + unsure}V30H{done + 1}Z" if unsure else "",
        in_progress=f"M{done + unsure + 2} 0H{done + unsure + 2 + busy}V16H{done + unsure + 2}Z" if busy else "",
        widths=(done, unsure, busy),
    )


def draw(report: FrictionReport) -> DrawnForm:
    """The geometry of a report."""
    totals = report.totals
    here = totals.started
    rows: list[Row] = []
    for field in sorted(report.fields, key=lambda field: field.position):
        rows.append(Row(field, here, piece(here, field.abandoned, totals.started)))
        here = max(0, here - field.abandoned)
    unseen = report.hidden.abandoned
    hidden = piece(here, unseen, totals.started) if unseen else None
    here = max(0, here - unseen)
    return DrawnForm(
        rows=rows,
        hidden=hidden,
        submit=piece(here, report.submit.abandoned, totals.started),
        at_submit=here,
        finish=finish(totals.completed, totals.unconfirmed, totals.in_progress, totals.started),
    )

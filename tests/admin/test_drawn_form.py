"""The geometry of the drawn form."""

import re

import msgspec
import pytest

from admin.sample import a_field, a_report
from balk.admin.drawn_form import BOX, FULL, DrawnForm, Finish, Piece, draw, finish, piece, width
from balk.report.shape import HiddenFields


def test_the_stream_is_as_wide_as_those_still_there() -> None:
    assert [width(people, 1240) for people in (1240, 620, 1, 0)] == [FULL, FULL // 2, 1, 0]


def test_a_stream_that_nobody_started_has_no_width() -> None:
    assert draw(a_report([], started=0, completed=0, unconfirmed=0, in_progress=0, at_submit=0)) == DrawnForm(
        rows=[],
        hidden=None,
        submit=Piece(0, 0, 30, "M0 0H0V30H0Z", "M-0.5 0V30", ""),
        at_submit=0,
        finish=Finish("", "", "", (0, 0, 0)),
    )


def test_those_who_leave_and_those_who_stay_make_up_those_who_came() -> None:
    drawn = draw(a_report())
    pieces = [row.piece for row in drawn.rows] + [drawn.submit]
    assert [one.after for one in pieces[:-1]] == [one.before for one in pieces[1:]]
    assert sum(one.before - one.after for one in pieces) + pieces[-1].after == pieces[0].before == FULL
    assert sum(drawn.finish.widths) == pieces[-1].after


def test_those_who_left_at_hidden_fields_flow_out_before_the_submit_step() -> None:
    report = a_report()
    whole = draw(report)
    phone = next(field for field in report.fields if field.field == "phone")
    rest = [field for field in report.fields if field.field != "phone"]
    drawn = draw(msgspec.structs.replace(report, fields=rest, hidden=HiddenFields(1, phone.abandoned, 0)))
    assert drawn.hidden is not None
    assert drawn.rows[-1].piece.after == drawn.hidden.before
    assert (drawn.hidden.after, drawn.submit, drawn.at_submit) == (drawn.submit.before, whole.submit, whole.at_submit)


def test_the_counts_run_down_the_form() -> None:
    drawn = draw(a_report())
    assert [row.here for row in drawn.rows] + [drawn.at_submit] == [
        1240, 1209, 1151, 1127, 1114, 853, 836, 773, 764, 753,
    ]  # fmt: skip


def test_fields_stand_in_the_forms_order_whatever_the_reports() -> None:
    report = a_report([a_field("b", position=1), a_field("a", position=0)])
    assert [row.field.field for row in draw(report).rows] == ["a", "b"]


def test_one_who_leaves_among_a_million_is_seen() -> None:
    drawn = piece(1_000_000, 1, 1_000_000)
    assert (drawn.before, drawn.after, drawn.out[:6]) == (FULL, FULL, "M163 8")


def test_nobody_who_leaves_draws_nothing() -> None:
    assert piece(500, 0, 1000).out == ""


def test_everybody_who_leaves_ends_the_stream() -> None:
    drawn = piece(1000, 1000, 1000)
    assert (drawn.before, drawn.after, drawn.height) == (FULL, 0, 8 + 10 + FULL + 6)


@pytest.mark.parametrize("fields", [1, 40])
def test_every_shape_stays_in_its_box(fields: int) -> None:
    many = [a_field(f"f{n}", position=n, reached=1000 - n, abandoned=17) for n in range(fields)]
    drawn = draw(a_report(many, started=1240, completed=300, at_submit=0))
    for row in drawn.rows:
        for path in (row.piece.band, row.piece.out, row.piece.edge):
            numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]
            assert all(-0.5 <= number <= max(BOX, row.piece.height) for number in numbers)


def test_more_who_leave_than_started_is_drawn_as_all_of_them() -> None:
    drawn = draw(a_report([a_field(position=0, abandoned=300), a_field("b", position=1, abandoned=3)], started=200))
    assert [(row.piece.before, row.piece.after) for row in drawn.rows] == [(FULL, 0), (0, 0)]


def test_what_is_unsure_is_visible_at_the_end() -> None:
    assert finish(700, 1, 1, 1240).widths == (89, 2, 2)

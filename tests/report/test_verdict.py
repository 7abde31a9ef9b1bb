"""What a report comes to."""

import random

from admin.sample import a_field, a_report, an_answer
from balk.report.recoverable import median_hazard
from balk.report.shape import FrictionReport, ReasonCount, Tag
from balk.report.verdict import Mark, loudest, marks, scale, snags, sorted_fields


def simulated(rng: random.Random, started: int, hazards: list[float]) -> FrictionReport:
    """A report of a form in which people leave at each field with these chances."""
    here, counts = started, []
    for hazard in hazards:
        left = sum(rng.random() < hazard for _ in range(here))
        counts.append((left, here))
        here -= left
    typical = median_hazard(counts)
    fields = [
        a_field(f"f{n}", f"F{n}", position=n, reached=reached, abandoned=left, completed=here, typical=typical)
        for n, (left, reached) in enumerate(counts)
    ]
    return a_report(fields, started=started, completed=here, unconfirmed=0, in_progress=0, at_submit=0)


def test_the_fields_that_lose_more_than_the_median_beyond_chance_are_named_in_order() -> None:
    assert [field.field for field in snags(a_report())] == ["phone", "password", "email"]


def test_below_a_hundred_starts_no_field_is_named() -> None:
    bad = [a_field("a", position=0, reached=99, abandoned=60), a_field("b", position=1, reached=39, abandoned=1)]
    assert snags(a_report(bad, started=99)) == []


def test_one_who_leaves_where_nobody_else_does_is_no_snag() -> None:
    fields = [a_field(f"f{n}", position=n, reached=200, abandoned=int(n == 3), typical=0.0) for n in range(8)]
    assert snags(a_report(fields, started=200)) == []


def test_a_planted_bad_field_comes_first_in_nine_of_ten_forms_at_500_starts() -> None:
    rng = random.Random(1)
    found = 0
    for _ in range(100):
        bad = rng.randrange(10)
        named = snags(simulated(rng, 500, [0.12 if n == bad else 0.02 for n in range(10)]))
        found += bool(named) and named[0].position == bad
    assert found >= 90


def test_of_forms_without_a_bad_field_at_most_one_in_twenty_has_one_named() -> None:
    rng = random.Random(2)
    alarms = sum(bool(snags(simulated(rng, 500, [0.03] * 10))) for _ in range(200))
    assert alarms <= 10


def test_what_is_unusual_for_the_form_is_loud() -> None:
    report = a_report()
    phone = next(field for field in report.fields if field.field == "phone")
    assert marks(phone, report.fields) == [
        Mark("wait", "4.8 s", "", True),
        Mark("errors", "212 errors", "", True),
        Mark("returns", "318 returns", "", True),
    ]


def test_a_field_that_hardly_anybody_reached_is_never_loud() -> None:
    few = a_field("few", reached=4, abandoned=4, p50=60_000, errors=9, returns=9)
    assert [mark.loud for mark in marks(few, [few, *a_report().fields])] == [False, False, False]


def test_one_of_anything_is_no_plural() -> None:
    once = a_field(p50=None, p90=None, errors=1, returns=1, rage_clicks=1)
    assert [mark.text for mark in marks(once, [once])] == ["1 error", "1 return", "1 angry click"]


def test_the_loudest_answer_is_of_somebody_who_left_for_the_main_reason() -> None:
    reason = [ReasonCount("privacy-trust", 5, 1)]
    right = an_answer("I do not want calls", tags=[Tag("privacy-trust", "rule", 1.0)])
    answers = [
        an_answer("It was fine in the end, I just wondered about it.", outcome="completed"),
        right,
        an_answer("Some other thing that is said at greater length", tags=[]),
        an_answer("", tags=[Tag("privacy-trust", "rule", 1.0)]),
        an_answer("about another field", mentioned_field=None, field="email"),
    ]
    quotes = loudest(answers, [a_field(reasons=reason)])
    assert quotes == {"phone": right, "email": answers[4]}


def test_an_order_that_there_is_not_counts_as_recoverable() -> None:
    fields = a_report().fields
    assert sorted_fields(fields, "site_id; drop table site") == sorted_fields(fields, "recoverable")
    assert [field.field for field in sorted_fields(fields, "hesitation")][:2] == ["phone", "password"]
    assert [field.position for field in sorted_fields(fields, "position")] == list(range(9))


def test_an_axis_ends_at_a_round_number_that_holds_everything() -> None:
    assert [scale(values) for values in ([219.0], [0.262], [1000.0], [0.0], [])] == [250.0, 0.3, 1000.0, 1.0, 1.0]

"""How often the script was right over all pages: the figures that issue 3 sets goals for."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from browser.play import Played, described, flags_of

SUCCESSES = ("request", "navigated", "rule", "api")


class Share(Struct, frozen=True):
    """Right ones of all."""

    right: int
    of: int
    of_none: float = 1.0
    """Its value where there is nothing to share."""

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else self.of_none

    def __str__(self) -> str:
        return f"{self.value:.1%} ({self.right} of {self.of})"


class Tally(Struct, frozen=True):
    """What the pages came to."""

    pages: int
    pages_right: int
    fields_found: Share
    """Fields of the truth that were found, with their type and whether they are required."""
    fields_true: Share
    """Fields found that are in the truth."""
    first_touches: Share
    """At their place in the order of first touch."""
    end_states: Share
    autofills: Share
    autofills_true: Share
    outcomes: Counter[tuple[str, str]]
    """(true, found) over the pages of outcome/, a form each."""
    outcome_pages: int
    keys_stable: Share
    """Fields of before/after pairs whose key stayed."""
    pairs_stable: Share
    """Before/after pairs in which every key stayed, the form's too, and no two are the same."""

    @property
    def macro_f1(self) -> float:
        """Mean over the outcomes that occur of F1 = 2 TP / (2 TP + FP + FN)."""
        kinds = {kind for pair in self.outcomes for kind in pair}
        scores = []
        for kind in kinds:
            right = self.outcomes[kind, kind]
            wrong = sum(n for (true, found), n in self.outcomes.items() if (true == kind) != (found == kind))
            scores.append(2 * right / (2 * right + wrong))
        return sum(scores) / len(scores) if scores else 1.0

    @property
    def false_success(self) -> Share:
        """Attempts that did not succeed and were called a success."""
        failures = {pair: n for pair, n in self.outcomes.items() if pair[0] not in SUCCESSES}
        return Share(sum(n for (_, found), n in failures.items() if found in SUCCESSES), sum(failures.values()), 0.0)

    def lines(self) -> Iterable[str]:
        """For a terminal."""
        yield f"pages wholly right: {self.pages_right} of {self.pages}"
        yield f"fields found:       {self.fields_found}"
        yield f"fields true:        {self.fields_true}"
        yield f"first touches:      {self.first_touches}"
        yield f"end states:         {self.end_states}"
        yield f"autofill seen:      {self.autofills}"
        yield f"autofill true:      {self.autofills_true}"
        yield f"keys stable:        {self.keys_stable}"
        yield f"keys stable: {self.pairs_stable.right} of {self.pairs_stable.of} pairs"
        yield (
            f"outcomes:           macro-F1 {self.macro_f1:.3f} over {self.outcome_pages} pages, "
            f"false success {self.false_success}"
        )
        kinds = [
            kind
            for kind in ("", "pending", "failed", *SUCCESSES, "missing")
            if any(kind in pair for pair in self.outcomes)
        ]
        names = [kind or "none" for kind in kinds]
        if kinds:
            yield "true \\ found " + "".join(f"{name:>10}" for name in names)
        for kind, name in zip(kinds, names, strict=True):
            yield f"{name:>12} " + "".join(f"{self.outcomes[kind, found] or '·':>10}" for found in kinds)


def count(played: Iterable[Played]) -> Tally:
    """The figures over all that was played."""
    every = list(played)
    forms = [(truth, seen) for one in every for (truth, _), seen in zip(one.pairs, one.seen, strict=True)]
    fields = [
        (Counter(truth.fields), Counter(map(described, seen.form.fields) if seen else ()))
        for truth, seen in forms
        if truth.fields is not None
    ]
    found = sum((wanted & got).total() for wanted, got in fields)
    phantoms = sum(len(form.form.fields) for one in every for form in one.extra)
    touches = [
        (truth.touched, seen.in_words_of(truth).touched or [] if seen else [])
        for truth, seen in forms
        if truth.touched is not None
    ]
    places = [(wanted, got[at] if at < len(got) else "") for want, got in touches for at, wanted in enumerate(want)]
    ends = [
        (wanted, {one.rpartition(" ")[0]: one for one in got}.get(wanted.rpartition(" ")[0], ""))
        for want, got in touches
        for wanted in want
    ]
    flags = [
        (truth.flags, {field.key: flags_of(field) for field in seen.view.touched} if seen else {})
        for truth, seen in forms
        if truth.flags is not None
    ]
    filled = [(key, got) for wanted, got in flags for key, names in wanted.items() if "autofilled" in names]
    claimed = [(key, wanted) for wanted, got in flags for key, names in got.items() if "autofilled" in names]
    outcomes = [one for one in every if one.case.name.startswith("outcome/")]
    return Tally(
        pages=len(every),
        pages_right=sum(not one.wrong for one in every),
        fields_found=Share(found, sum(wanted.total() for wanted, _ in fields)),
        fields_true=Share(found, sum(got.total() for _, got in fields) + phantoms),
        first_touches=Share(
            sum(wanted.rpartition(" ")[0] == got.rpartition(" ")[0] for wanted, got in places), len(places)
        ),
        end_states=Share(sum(wanted == got for wanted, got in ends), len(ends)),
        autofills=Share(sum("autofilled" in got.get(key, ()) for key, got in filled), len(filled)),
        autofills_true=Share(sum("autofilled" in wanted.get(key, ()) for key, wanted in claimed), len(claimed)),
        outcomes=Counter(
            (truth.outcome, seen.view.outcome if seen else "missing")
            for one in outcomes
            for (truth, _), seen in zip(one.pairs, one.seen, strict=True)
            if truth.outcome is not None
        ),
        outcome_pages=len(outcomes),
        **pairs(every),
    )


def moved(before: Played, after: Played) -> tuple[list[str], list[str]]:
    """Keys that should have stayed and did not; and what else is wrong with the pair."""
    first, then = before.seen[0], after.seen[0]
    if not (first and then):
        return list(after.case.truth.same or ()), ["a form was not found"]
    keys = [[field.key for field in one.form.fields] for one in (first, then)]
    gone = [key for key in after.case.truth.same or () if not (key in keys[0] and key in keys[1])]
    wrong = [f"two fields are {key}" for both in keys for key, n in Counter(both).items() if n > 1]
    if first.form.key != then.form.key:
        wrong.append(f"the form was {first.form.key} and is {then.form.key}")
    return gone, wrong


def pairs(every: list[Played]) -> dict[str, Share]:
    by_name = {one.case.name: one for one in every}
    both = [
        (one, by_name[after])
        for name, one in by_name.items()
        if name.endswith(".before") and (after := name.removesuffix("before") + "after") in by_name
    ]
    judged = [(after, *moved(before, after)) for before, after in both]
    fields = sum(len(after.case.truth.same or ()) for after, _, _ in judged)
    return {
        "keys_stable": Share(fields - sum(len(gone) for _, gone, _ in judged), fields),
        "pairs_stable": Share(sum(not (gone or wrong) for _, gone, wrong in judged), len(judged)),
    }

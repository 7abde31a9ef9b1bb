"""What is asked of a made site: reports by the kind of their filter, and the pages and API paths for them."""

from datetime import date, timedelta
from random import Random
from urllib.parse import urlencode

from balk.report.shape import Filters
from balk.views.codes import DEVICES, SOURCES
from bench.generate_views import SITE
from bench.made_views import ATTRIBUTES, MadeForm

KINDS = ("no filter", "device", "source", "version", "device and source")
RANGES = (7, 28, 90)


class Question:
    """One report: of which form, with which filters."""

    def __init__(self, form: str, filters: Filters) -> None:
        self.form = form
        self.filters = filters

    @property
    def api(self) -> str:
        """Its path in the API."""
        asked = self.filters
        query = {"from": str(asked.first), "to": str(asked.last)}
        named = {"device": asked.device, "source": asked.source, "version": asked.version, "page": asked.page}
        query |= {name: value for name, value in named.items() if value is not None}
        query |= {f"attr.{name}": value for name, value in asked.attributes.items()}
        return f"/api/v1/sites/{SITE}/forms/{self.form}/report?{urlencode(query)}"

    @property
    def page(self) -> str | None:
        """Its page; None where no page shows such a filter."""
        asked = self.filters
        if any((asked.source, asked.version, asked.page, asked.attributes)):
            return None
        query = {"days": str((asked.last - asked.first).days + 1)}
        query |= {"device": asked.device} if asked.device else {}
        return f"/sites/{SITE}/forms/{self.form}?{urlencode(query)}"


def questions(kind: str, forms: list[MadeForm], number: int, today: date) -> list[Question]:
    """So many different reports with a filter of that kind: forms by their share, all ranges of days alike. Those that
    a page shows are up to today, the others up to some day of the last week."""
    random = Random(kind)
    found: dict[str, Question] = {}
    if kind == KINDS[0]:
        every = [(form, days) for form in forms for days in RANGES]
        chosen = every if number >= len(every) else random.sample(every, number)
        return [
            Question(form.key, Filters(first=today - timedelta(days=days - 1), last=today)) for form, days in chosen
        ]
    while len(found) < number:
        form = random.choices(forms, [form.share for form in forms])[0]
        days = random.choice(RANGES)
        last = today - timedelta(days=0 if kind == "device" else random.randint(0, 6))
        filters = Filters(
            first=last - timedelta(days=days - 1),
            last=last,
            device=random.choice(DEVICES[:3]) if "device" in kind else None,
            source=random.choice(SOURCES) if "source" in kind else None,
            version=random.choice(form.form).version if kind == "version" else None,
        )
        question = Question(form.key, filters)
        found[question.api] = question
    return list(found.values())


def odd_questions(forms: list[MadeForm], today: date) -> list[tuple[str, Question]]:
    """Filters that no rollup knows, on the form with most views and on one in the middle."""
    asked = []
    for size, form in (("largest", forms[0]), ("a middle", forms[len(forms) // 3])):
        period = Filters(first=today - timedelta(days=27), last=today)
        by_page = Filters(period.first, period.last, page=form.pages[0])
        by_attribute = Filters(period.first, period.last, attributes=ATTRIBUTES[-1])
        asked += [
            (f"{size} form, 28 days, one page", Question(form.key, by_page)),
            (f"{size} form, 28 days, two attributes", Question(form.key, by_attribute)),
        ]
    return asked

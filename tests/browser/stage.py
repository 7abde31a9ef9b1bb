"""Where a case plays: a site, another site, and a collector of its own, each on an origin of its own."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from browser.conftest import Collector, PageHost
from browser.truth import PAGES, Answer, Case

FENCE = "/balk-fence"


class FencedCollector(Collector):
    """Notes when a page asked for the fence: what was sent before has been taken then."""

    fences = 0

    def post(self, request: Any) -> None:
        if request.path == FENCE:
            request.body()
            self.fences += 1
            request.answer(204, b"", {"Access-Control-Allow-Origin": "*"})
        else:
            super().post(request)


class Site(PageHost):
    """The case's page, the answers that its truth gives, and every other file of tests/pages."""

    def __init__(self, case: Case, collector: Collector) -> None:
        super().__init__(collector.tag)
        self.case, self.collector, self.folder = case, collector, PAGES
        self.other = self.url
        self.asked: Counter[str] = Counter()
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            setattr(self.handler, f"do_{method}", self.handler.do_POST)

    def filled(self, html: str) -> str:
        """The page with its tag and the addresses that it names."""
        places = {
            "{{balk-origin}}": self.collector.url,
            "{{other}}": self.other,
            "{{origin}}": self.url,
        }
        for place, text in places.items():
            html = html.replace(place, text)
        return self.tagged(html, self.case.truth.balk)

    def get(self, request: Any) -> None:
        path, _, _ = request.path.partition("?")
        method = request.command
        answers = self.case.truth.answers
        own = path == self.case.path
        key = f"{method} {path}"
        answer = answers.get(key) or (None if own and method == "GET" else answers.get(path))
        if method == "OPTIONS":
            request.answer(204, b"", {"Access-Control-Allow-Headers": "*", "Access-Control-Allow-Methods": "*"} | CROSS)
        elif answer:
            self.give_answer(request, key, answer)
        elif own:
            html = self.case.html if "{{balk}}" in self.case.html else self.case.html + "{{balk}}"
            policy = self.filled(self.case.truth.csp) if self.case.truth.csp else None
            headers = {"Content-Security-Policy": policy} if policy else {}
            request.answer(200, self.filled(html).encode(), HTML | headers)
        elif (file := self.folder / path.lstrip("/")).is_file():
            html = file.read_text("utf-8")
            request.answer(200, self.filled(html.partition("-->")[2] or html).encode(), HTML | CROSS)
        else:
            request.answer(404, b"", CROSS)

    def give_answer(self, request: Any, key: str, answer: Answer) -> None:
        if answer.turns:
            turn = min(self.asked[key], len(answer.turns) - 1)
            self.asked[key] += 1
            answer = answer.turns[turn]
        if answer.drop:
            request.close_connection = True
            return
        time.sleep(answer.delay_ms / 1000)  # a slow server, in a thread of its own
        body = answer.body
        gone_to = request.headers.get("Sec-Fetch-Mode") == "navigate" and answer.type == "text/html"
        if gone_to and not answer.bare and "{{balk}}" not in body:
            body += "{{balk}}"
        headers = {"Content-Type": f"{answer.type}; charset=utf-8"} | CROSS
        if answer.location:
            headers["Location"] = self.filled(answer.location)
        status = 303 if answer.location and answer.status == 200 else answer.status
        request.answer(status, b"" if status == 204 else self.filled(body).encode(), headers)


HTML = {"Content-Type": "text/html; charset=utf-8"}
CROSS = {"Access-Control-Allow-Origin": "*"}


class Stage(Struct, frozen=True):
    """A case's servers."""

    case: Case
    site: Site
    collector: FencedCollector

    @property
    def url(self) -> str:
        return self.site.url + self.case.path


@contextmanager
def staged(case: Case) -> Iterator[Stage]:
    """The servers of a case, closed at the end."""
    collector = FencedCollector()
    collector.success_rules = case.truth.rules
    site, other = Site(case, collector), Site(case, collector)
    site.other, other.other = other.url, site.url
    try:
        yield Stage(case, site, collector)
    finally:
        for server in (site, other, collector):
            server.close()

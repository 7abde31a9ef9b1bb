"""The pages: what they say, how they are built, and that received text stays text."""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

import given
from admin.conftest import Browser, sign_in
from admin.sample import a_field, a_report, an_answer
from balk.accounts.sessions import Session
from balk.admin import form_report, responses_list
from balk.admin.computing import while_computing
from balk.admin.look import HEADERS, stylesheet
from balk.admin.period import asked_filters
from balk.admin.responses_list import FormFields, of_form, with_form_of_field
from balk.admin.responses_told import Loudest, Told, tell
from balk.admin.wording import in_path, plain, received
from balk.ingest.writer import Writer
from balk.report.shape import FrictionReport, ReasonCount, ResponseFilters, Tag
from balk.report.shape import Response as Answer
from balk.sites import Site
from browser.programs import ARGUMENTS, headless_shell

EVIL = '"><svg/onload=alert(1)>'
SESSION = Session(account_id=1, email="ada@shop.example", role="owner", csrf="token")
SITE = Site(1, "shop", "key", ["https://shop.example"], 1800, 0.1, False, True, datetime(2026, 11, 1, tzinfo=UTC), None)

FORMS = [FormFields("signup", "Sign-up", [("phone", "Phone number"), ("email", "E-mail")])]

HOSTILE = [
    EVIL,
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "'; drop table site; --",
    "\u202egnp.exe\u2066",
    "x" * 160,
    "e" + "\u0301" * 10_000,
]


@pytest_asyncio.fixture(scope="session")
async def reader() -> AsyncIterator[Page]:
    """A real browser's page, to read HTML as browsers do."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=headless_shell(), args=ARGUMENTS)
        yield await running.new_page()
        await running.close()


def report_page(report: FrictionReport, answers: list[Answer] | None = None, **query: str) -> str:
    """A report's page."""
    return form_report.render(report, answers or [], SESSION, SITE, asked_filters(query, given.NOW), query).content


def responses_page(answers: list[Answer]) -> str:
    """The page of these answers."""
    asked = ResponseFilters(form="signup", q=EVIL)
    return responses_list.render(answers, "next", asked, FORMS, tell(answers, False), SESSION, SITE, False).content


def every_string(value: Any, text: str) -> Any:
    """The same Struct, with `text` for each string that a page sent."""
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [every_string(one, text) for one in value]
    if isinstance(value, msgspec.Struct) and not isinstance(value, Site):
        known = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{name: every_string(one, text) for name, one in known.items()})
    return value


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_report_of_hostile_strings_is_only_text(reader: Page, text: str) -> None:
    plain_page = report_page(a_report(), [an_answer()])
    report = every_string(a_report(), text)
    hostile = report_page(report, [every_string(an_answer(), text)])
    assert await elements(reader, hostile) <= await elements(reader, plain_page) | {"svg", "details"}
    assert await dangers(reader, hostile) == []


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_list_of_hostile_answers_is_only_text(reader: Page, text: str) -> None:
    hostile = responses_page([every_string(an_answer(), text)])
    assert await elements(reader, hostile) <= await elements(reader, responses_page([an_answer()]))
    assert await dangers(reader, hostile) == []


async def elements(reader: Page, html: str) -> set[str]:
    """The kinds of elements that a browser makes of a page."""
    found: list[str] = await reader.evaluate(
        "html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')].map(e => e.localName)",
        html,
    )
    return set(found)


async def dangers(reader: Page, html: str) -> list[str]:
    """What could run, or lead out of the admin."""
    found: list[str] = await reader.evaluate(
        """html => {
            const found = [];
            for (const element of new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')) {
                if (['script', 'style', 'iframe', 'object', 'embed', 'base', 'img'].includes(element.localName))
                    found.push(element.localName);
                for (const { name, value } of element.attributes) {
                    if (name.startsWith('on') || name === 'style') found.push(name);
                    if (['href', 'action', 'src', 'formaction', 'xlink:href'].includes(name)
                        && !/^(\\/(?!\\/)|#|\\?)/.test(value) && !value.startsWith('data:image/svg+xml,%3Csvg'))
                        found.push(name + '=' + value);
                }
            }
            return found;
        }""",
        html,
    )
    return found


def test_received_text_is_set_apart_and_calmed() -> None:
    assert received("a\u202eb<i>") == '<bdi class="r">ab&lt;i&gt;</bdi>'
    assert plain("e" + "\u0301" * 10_000) == "e" + "\u0301" * 4
    assert plain("a\x00b\nc") == "a b\nc"


@pytest.mark.parametrize("key", ["signup", "/contact?x=1#y", "50%", "..", "a b", "é", "a/../b", "%2F"])
async def test_a_forms_key_comes_through_an_address_whatever_is_in_it(
    browser: Browser, db: asyncpg.Pool, key: str
) -> None:
    site = await given.a_site(db)
    await db.execute(
        "insert into form (site_id, key, name, first_seen_at) values ($1, $2, 'This one', now())", site.site_id, key
    )
    await sign_in(browser, db)
    for page in ("", "/fields"):
        answer = await browser.get(f"/sites/shop/forms/{in_path(key)}{page}")
        assert (answer.status_code, "This one" in answer.text) == (200, True)


def forty_fields() -> FrictionReport:
    """A long form."""
    return a_report([a_field(f"f{n}", f"Field {n}", position=n, reached=900, abandoned=9 + n % 3) for n in range(40)])


REPORTS = {
    "full": a_report(),
    "forty fields": forty_fields(),
    "one field": a_report([a_field()]),
    "nobody started": a_report([a_field(reached=0, abandoned=0, p50=None, p90=None)], started=0, completed=0,
                               unconfirmed=0, in_progress=0, at_submit=0, reasons=[]),
    "nobody came": a_report([], views=0, started=0, completed=0, unconfirmed=0, in_progress=0, at_submit=0, reasons=[]),
    "one person": a_report([a_field(reached=1, abandoned=1)], views=1, started=1, completed=0, unconfirmed=0,
                           in_progress=0, at_submit=0),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
async def test_every_report_is_well_built(reader: Page, name: str) -> None:
    html = report_page(REPORTS[name], [an_answer()])
    assert await dangers(reader, html) == []
    assert await faults(reader, html) == []


async def test_the_list_of_responses_is_well_built(reader: Page) -> None:
    assert await faults(reader, responses_page([an_answer(), an_answer("", score=7, tags=[])])) == []


def test_a_list_of_answers_says_how_many_and_the_loudest_reason_with_what_people_did() -> None:
    cost, trust = Tag("cost", "rule", 1.0), Tag("privacy-trust", "rule", 1.0)
    answers = [
        an_answer(tags=[cost, trust]),
        an_answer(tags=[trust], outcome="completed"),
        an_answer(tags=[], outcome="in_progress"),
    ]
    assert tell(answers, False) == Told(3, False, 1, 1, Loudest("privacy-trust", 2, 1, 1))
    assert tell([], False) == Told(0, False, 0, 0, None)
    text = words(responses_page(answers))
    assert "3 answers that fit: 1 of people who then left, 1 of people who then completed." in text
    assert "The loudest reason is privacy, trust, in 2 of 3 (1 then left, 1 then completed)." in text


def test_a_field_chosen_among_several_forms_asks_for_its_form_too() -> None:
    forms = [*FORMS, FormFields("a/b", "Other", [("e/mail", "E-mail")])]
    chosen = [of_form("a/b", "e/mail"), "phone", "a/b"]
    assert [with_form_of_field(ResponseFilters(field=one), forms) for one in chosen] == [
        ResponseFilters(form="a/b", field="e/mail"),
        ResponseFilters(field="phone"),
        ResponseFilters(field="a/b"),
    ]


async def test_fields_are_chosen_by_their_labels(browser: Browser, db: asyncpg.Pool, shop: Site) -> None:
    await sign_in(browser, db)
    html = (await browser.get("/sites/shop/responses?form=signup&field=phone")).text
    assert '<option value="phone" selected>Phone</option>' in html
    assert "1 answer that fits: 1 of people who then left" in words(html)


async def faults(reader: Page, html: str) -> list[str]:
    """Basics that a page must get right for everybody: names of controls, headings, tables, ids, landmarks."""
    found: list[str] = await reader.evaluate(
        """html => {
            const page = new DOMParser().parseFromString(html, 'text/html'), found = [];
            const all = (what) => [...page.querySelectorAll(what)];
            if (page.documentElement.lang !== 'en') found.push('lang');
            if (all('h1').length !== 1) found.push('one h1');
            if (all('main').length !== 1) found.push('one main');
            if (!page.title.trim()) found.push('title');
            for (const control of all('input:not([type=hidden]), select, textarea'))
                if (!control.closest('label')?.textContent.trim()) found.push('label of ' + control.name);
            for (const what of all('a, button')) if (!what.textContent.trim()) found.push('empty ' + what.localName);
            for (const table of all('table')) {
                if (!table.caption?.textContent.trim()) found.push('caption');
                if ([...table.querySelectorAll('th')].some(th => !th.scope)) found.push('scope');
            }
            for (const svg of all('svg'))
                if (!svg.hasAttribute('aria-hidden') && svg.getAttribute('role') !== 'img') found.push('svg unnamed');
            let before = 0;
            for (const heading of all('h1, h2, h3')) {
                const level = Number(heading.localName[1]);
                if (level > before + 1) found.push('heading skips to ' + heading.textContent);
                before = level;
            }
            const ids = all('[id]').map(e => e.id);
            if (new Set(ids).size !== ids.length) found.push('an id stands twice');
            for (const link of all('a[href^="#"]'))
                if (!page.getElementById(link.getAttribute('href').slice(1))) found.push('no ' + link.href);
            for (const what of all('[aria-labelledby], [aria-describedby]'))
                for (const name of ['aria-labelledby', 'aria-describedby'])
                    for (const id of (what.getAttribute(name) ?? '').split(' ').filter(Boolean))
                        if (!page.getElementById(id)) found.push('no #' + id);
            return found;
        }""",
        html,
    )
    return found


def words(html: str) -> str:
    """A page's words, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html.split("<main", 1)[1]).replace("\u2060", ""))


def test_the_report_opens_with_its_conclusion() -> None:
    text = words(report_page(a_report(), [an_answer()]))
    assert "People started this form 1,240 times: 702 times they completed it, 501 times they left." in text
    assert "More than half of these 501 were lost at one field: Phone number." in text
    assert "261 left here" in text
    assert "Why do you need my phone number?" in text


def test_the_way_up_from_a_report_does_not_read_like_the_forms_path() -> None:
    assert "Forms › /demo Sign-up" in words(report_page(a_report(page="/demo")))


def test_no_field_is_named_below_a_hundred_starts() -> None:
    text = words(report_page(REPORTS["one person"]))
    assert "That is too few to name a field" in text
    assert "1 left of 1, too few for a rate" in text
    assert "Fix first Too few yet: 1 start." in text


def test_a_reason_of_views_whose_end_is_not_known_is_told_below_the_others() -> None:
    text = words(report_page(a_report(reasons=[ReasonCount("cost", 3, 1), ReasonCount("too-long", 0, 0)])))
    assert (
        "Given only in views that were neither left nor completed (in progress, unconfirmed, or only seen): too long."
        in text
    )
    assert "3cost1" in text.replace(" ", "")


def test_a_radio_group_is_drawn_round_and_no_line_where_nobody_waits() -> None:
    html = report_page(a_report([a_field(type="radio", p50=0.0, p90=0.0)]))
    assert 'class="tick note round"' in html
    assert ('class="dot calm"' in html, "0.0 s" in html) == (False, True)


def test_where_nobody_was_asked_nothing_is_compared() -> None:
    report = msgspec.structs.replace(a_report(), prompts=msgspec.structs.replace(a_report().prompts, shown=0))
    text = words(report_page(report))
    assert ("Nobody has been asked over this form" in text, "points" in text) == (True, False)


def test_nothing_is_called_unusual_below_a_hundred_starts() -> None:
    few = [a_field("a", reached=20, abandoned=1, returns=20), a_field("b", position=1, reached=20, abandoned=1)]
    assert 'class="loud"' not in report_page(a_report(few, started=20))
    assert 'class="loud"' in report_page(a_report())


async def test_a_viewer_is_told_why_nothing_can_be_changed(browser: Browser, db: asyncpg.Pool) -> None:
    await given.a_site(db)
    await sign_in(browser, db, "viewer")
    text = (await browser.get("/sites/shop/set-up")).text
    assert ("signed in as a viewer" in words(text), 'name="origin"' in text) == (True, False)


async def test_the_owner_is_told_that_the_page_after_a_submit_needs_the_tag_and_what_a_form_that_stays_needs(
    browser: Browser, db: asyncpg.Pool
) -> None:
    await given.a_site(db)
    await sign_in(browser, db)
    empty, set_up, success = [
        words((await browser.get(f"/sites/shop{path}")).text) for path in ("", "/set-up", "/success")
    ]
    assert "Put this line on every page with a form, and on the one that follows a submit" in empty
    assert "a thank-you page without the tag leaves every such submit unconfirmed" in set_up
    assert "balk site set NAME --include-bots" in set_up
    assert "a form that is saved and stays as it is, like one of settings, needs your help" in success


async def test_the_own_address_is_text_with_a_hidden_copy_for_password_managers(
    browser: Browser, db: asyncpg.Pool, reader: Page
) -> None:
    await sign_in(browser, db)
    html = (await browser.get("/account")).text
    assert "For owner@shop.example" in words(html)
    await reader.set_content(html + f"<style>{stylesheet()[1].decode()}</style>")
    assert await reader.get_by_label("E-mail").is_hidden()
    assert await reader.locator("[autocomplete=username]").is_hidden()
    assert await reader.locator("[autocomplete=username]").input_value() == "owner@shop.example"


async def many_forms(db: asyncpg.Pool, number: int) -> Site:
    """A site with so many forms. The last one was started by two people, the first by nobody."""
    site = await given.a_site(db)
    writer = Writer(db)
    for n in range(number):
        form = given.a_form(f"form-{n:02}", ["a"], name=f"Wish {n}")
        view = given.a_view([given.touched("a")] if n else [], form=form.key, page=f"/page/{n}")
        views = [view, given.a_view([given.touched("a")], form=form.key)] if n == number - 1 else [view]
        for one in views:
            await writer.write(site, given.a_batch([one], [form]), datetime.now(UTC), False)
    await writer.close()
    return site


def listed(html: str) -> list[str]:
    """The names of the forms in a list of forms."""
    return re.findall(r'<th scope="row"><a [^>]*><bdi class="r">([^<]*)', html)


async def test_a_long_list_of_forms_is_cut_and_can_be_searched(
    browser: Browser, db: asyncpg.Pool, reader: Page
) -> None:
    await many_forms(db, 23)
    await sign_in(browser, db)
    some, every = (await browser.get("/sites/shop")).text, (await browser.get("/sites/shop?days=28&all=1")).text
    found = (await browser.get("/sites/shop?q=WISH+1&days=7")).text
    by_key = (await browser.get("/sites/shop?q=form-07")).text
    by_page = (await browser.get("/sites/shop?q=/page/9")).text
    none = (await browser.get("/sites/shop", params={"q": EVIL})).text

    assert (len(listed(some)), len(listed(every))) == (20, 23)
    assert (listed(some)[0], listed(every)[-1]) == ("Wish 22", "Wish 0")
    assert "The first 20 of 23. Show all 23" in words(some)
    assert 'href="/sites/shop?days=28&amp;all=1"' in some
    assert "The first 20" not in words(every)
    assert sorted(listed(found)) == ["Wish 1", *(f"Wish {n}" for n in range(10, 20))]
    assert ("11 of 23 forms fit “WISH 1”. Show all" in words(found), 'value="WISH 1"' in found) == (True, True)
    assert (listed(by_key), listed(by_page)) == (["Wish 7"], ["Wish 9"])
    assert "1 of 23 forms fits “form-07”." in words(by_key)
    assert (listed(none), "No form fits" in words(none)) == ([], True)
    for html in (some, found, none):
        assert (await dangers(reader, html), await faults(reader, html)) == ([], [])


async def test_a_short_list_of_forms_has_nothing_to_search(browser: Browser, db: asyncpg.Pool, shop: Site) -> None:
    await sign_in(browser, db)
    html = (await browser.get("/sites/shop")).text
    assert ('name="q"' in html, "Show all" in html) == (False, False)


async def test_too_few_is_explained_once_and_short_in_the_rows(browser: Browser, db: asyncpg.Pool, shop: Site) -> None:
    await sign_in(browser, db)
    text = words((await browser.get("/sites/shop")).text)
    assert (text.count("about 100"), text.count("Too few yet: 3 starts")) == (1, 1)


async def test_starts_that_were_neither_completed_nor_abandoned_are_told_in_words(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    writer = Writer(db)
    tried = given.a_view([given.touched("name")], outcome="pending", attempts=1, age_ms=7_200_000, idle_ms=7_000_000)
    await writer.write(shop, given.a_batch([tried]), datetime.now(UTC), False)
    await writer.close()
    await sign_in(browser, db)
    assert " 1 unconfirmed, 1 in progress " in words((await browser.get("/sites/shop")).text)


def test_a_form_without_a_snag_is_good_news() -> None:
    assert "No field stands out" in words(report_page(forty_fields()))


def test_the_table_is_sorted_by_what_the_address_says() -> None:
    html = report_page(a_report(), sort="hesitation", days="7")
    rows = re.findall(r'<th scope="row"><bdi class="r">([^<]*)', html)
    assert rows[:2] == ["Phone number", "Password"]
    assert 'href="?days=7&amp;sort=errors#t-fields"' in html


@pytest_asyncio.fixture
async def shop(db: asyncpg.Pool) -> Site:
    """A site with three views of its sign-up: one left at the phone number and said why."""
    site = await given.a_site(db)
    now = datetime.now(UTC)
    left = given.a_view(
        [given.touched("name"), given.touched("phone", end=0, hesitation_ms=9_000)], age_ms=7_200_000, idle_ms=7_000_000
    )
    answer = given.an_answer(left, "phone", "=my number is mine", age_ms=7_000_000)
    done = given.a_view([given.touched("name")], outcome="navigated", attempts=1)
    writer = Writer(db)
    for batch in (given.a_batch([left], answers=[answer]), given.a_batch([done]), given.a_batch([given.a_view()])):
        await writer.write(site, batch, now, False)
    await writer.close()
    return site


async def test_what_a_person_left_and_said_stands_on_the_pages_and_in_the_csv(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    await sign_in(browser, db)
    forms, report = await browser.get("/sites/shop"), await browser.get("/sites/shop/forms/signup")
    said = await browser.get("/sites/shop/responses?form=signup&outcome=abandoned&q=MINE")
    none = await browser.get("/sites/shop/responses?tag=cost")
    rows = list(csv.DictReader(io.StringIO((await browser.get("/sites/shop/responses.csv?form=signup")).text)))
    fields = list(csv.DictReader(io.StringIO((await browser.get("/sites/shop/forms/signup/fields.csv")).text)))
    assert "Too few yet: 3 starts" in words(forms.text)
    assert "People started this form 3 times: 1 time they completed it, 1 time they left." in words(report.text)
    assert "=my number is mine" in report.text
    assert "=my number is mine" in said.text
    assert "No answer fits." in none.text
    assert [(row["field"], row["text"], row["outcome"]) for row in rows] == [
        ("phone", "'=my number is mine", "abandoned")
    ]
    assert [(row["field"], row["abandoned"]) for row in fields] == [("name", "0"), ("email", "0"), ("phone", "1")]


@pytest.mark.parametrize(
    "query",
    [
        "?days=1e9",
        "?days=-1&device=fridge",
        "?sort=%27;drop",
        "?cursor=%00",
        "?q=%00%ff",
        "?first=2026-99-99&last=x",
        "?form=%00",
        "?tag=%5B%22",
        "?outcome=%F0%9F",
    ],
)
async def test_nonsense_in_an_address_is_no_fault_of_the_server(
    browser: Browser, db: asyncpg.Pool, shop: Site, query: str
) -> None:
    await sign_in(browser, db)
    for path in ("", "/forms/signup", "/forms/signup/fields", "/responses", "/responses.csv",
                 "/forms/signup/fields.csv", "/set-up", "/success"):  # fmt: skip
        assert (await browser.get(f"/sites/shop{path}{query}")).status_code in (200, 400)


async def test_an_empty_site_teaches_its_owner_what_to_do(browser: Browser, db: asyncpg.Pool, reader: Page) -> None:
    site = await given.a_site(db)
    await sign_in(browser, db)
    page = (await browser.get("/")).headers["location"]
    text = (await browser.get(page)).text
    assert "Waiting for the first request." in text
    assert f"&lt;script async src=&#34;http://127.0.0.1:8000/s/{site.key}.js&#34;&gt;&lt;/script&gt;" in text
    assert await faults(reader, text) == []


@pytest.mark.parametrize("path", ["/sites/shop", "/sites/shop/set-up"])
async def test_nobody_waits_for_the_first_request_where_views_have_arrived(
    browser: Browser, db: asyncpg.Pool, shop: Site, path: str
) -> None:
    await sign_in(browser, db)
    text = words((await browser.get(path)).text)
    assert ("Waiting" in text, "Views have arrived." in text) == (False, True)
    await db.execute("update site set script_seen_at = now() where site_id = $1", shop.site_id)
    assert "Your script was last seen just now." in words((await browser.get(path)).text)


async def test_what_was_refused_once_was_refused_one_time(browser: Browser, db: asyncpg.Pool) -> None:
    site = await given.a_site(db)
    await db.execute("insert into refusal values ($1, $2, 'origin', 1)", site.site_id, datetime.now(UTC).date())
    await sign_in(browser, db)
    assert " 1 time from an origin" in words((await browser.get("/sites/shop/set-up")).text)


async def test_a_refusal_tells_the_owner_what_to_do(browser: Browser, db: asyncpg.Pool) -> None:
    site = await given.a_site(db)
    await db.execute("insert into refusal values ($1, $2, 'origin', 7)", site.site_id, datetime.now(UTC).date())
    await sign_in(browser, db)
    for path in ("/sites/shop", "/sites/shop/set-up"):
        assert "7 times from an origin that this site does not list If the page is yours, add its origin" in words(
            (await browser.get(path)).text
        )


@pytest.mark.parametrize(
    "path",
    [
        *("/login", "/account", "/", "/sites/new", "/sites/shop", "/sites/shop/set-up", "/sites/shop/success"),
        *("/sites/nope", "/x"),
    ],
)
async def test_every_other_page_is_well_built(browser: Browser, db: asyncpg.Pool, reader: Page, path: str) -> None:
    await given.a_site(db, "other")
    await given.a_site(db)
    await sign_in(browser, db)
    html = (await browser.get(path)).text
    assert await dangers(reader, html) == []
    assert await faults(reader, html) == []


async def test_a_new_site_leads_to_its_set_up(browser: Browser, db: asyncpg.Pool) -> None:
    csrf = await sign_in(browser, db)
    form = {"csrf": csrf, "name": "My shop", "origins": "https://a.example\nhttp://localhost:3000"}
    answer = await browser.post("/sites/new", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sites/My%2520shop/set-up")
    assert (await browser.get(answer.headers["location"])).status_code == 200


@pytest.mark.parametrize(
    ("name", "origins"),
    [
        ("", "https://a.example"),
        ("a/b", "https://a.example"),
        ("new", "https://a.example"),
        ("shop", "https://a.example"),
        ("x" * 61, "https://a.example"),
        ("fine", ""),
        ("fine", "javascript:alert(1)"),
        ("fine", EVIL),
    ],
)
async def test_a_new_site_that_cannot_be_comes_back_filled(
    browser: Browser, db: asyncpg.Pool, reader: Page, name: str, origins: str
) -> None:
    await given.a_site(db)
    csrf = await sign_in(browser, db)
    answer = await browser.post("/sites/new", data={"csrf": csrf, "name": name, "origins": origins})
    assert answer.status_code == 422
    assert await dangers(reader, answer.text) == []
    assert await db.fetchval("select count(*) from site") == 1


async def test_an_error_is_a_page_for_people_and_json_for_programs(browser: Browser) -> None:
    page, program = await browser.get("/nowhere"), await browser.get("/api/v1/nowhere")
    assert (page.status_code, "Nothing here" in page.text, {name: page.headers[name] for name in HEADERS}) == (
        404,
        True,
        HEADERS,
    )
    assert (program.status_code, program.json()) == (404, {"error": "Not Found"})


async def test_a_form_larger_than_any_of_ours_is_refused(browser: Browser, db: asyncpg.Pool) -> None:
    answer = await browser.post("/login", data={"email": "x" * 70_000, "password": "x"})
    assert (answer.status_code, "larger than Balk takes" in answer.text) == (413, True)


async def test_a_report_of_one_page_says_that_it_is_computed_and_then_is_there(
    browser: Browser, db: asyncpg.Pool
) -> None:
    site = await given.a_site(db)
    writer = Writer(db)
    for page, count in (("/signup", 2), ("/other", 3)):
        for _ in range(count):
            view = given.a_view(page=page)
            await writer.write(site, given.a_batch([view], attributes={"plan": page[1:]}), datetime.now(UTC), False)
    await writer.close()
    await sign_in(browser, db)

    for narrowed in ("page=/signup", "attribute=plan&value=signup"):
        shown = (await browser.get(f"/sites/shop/forms/signup?{narrowed}")).text

        assert shown.index("Computing …") < shown.index("People started this form 2 times")
        assert (shown.count("<main"), shown.count("</main>"), shown.count("</html>")) == (1, 1, 1)
        assert "Only views" in shown
    assert (await browser.get("/sites/shop/forms/never?page=/signup")).status_code == 404
    assert "Computing" not in (await browser.get("/sites/shop/forms/signup?page=%00")).text


async def test_a_report_that_cannot_be_computed_says_so() -> None:
    async def fails() -> str:
        raise TimeoutError

    begun = '<main class="page" id="main"><p>Computing</p></main></body>'
    shown = "".join([piece async for piece in while_computing(begun, fails())])

    assert 'role="alert"' in shown
    assert shown.endswith("</main></body>")


def test_a_narrowed_report_quotes_only_whom_it_counts() -> None:
    here = given_answer("/a", "phone")
    there = given_answer("/b", "phone")
    elsewhere = given_answer("/a", "desktop")

    def quoted(**query: str) -> list[Answer]:
        return form_report.quotable([here, there, elsewhere], asked_filters(query, given.NOW))

    assert quoted() == [here, there, elsewhere]
    assert quoted(page="/a") == [here, elsewhere]
    assert quoted(page="/a", device="phone") == [here]
    assert quoted(attribute="plan", value="pro") == []


def given_answer(page: str, device: str) -> Answer:
    """An answer from there."""
    return msgspec.structs.replace(an_answer(), page=page, device=device)


async def test_while_it_comes_the_page_shows_that_it_is_computed_and_then_only_the_report(reader: Page) -> None:
    computed = asyncio.Event()

    async def whole() -> str:
        await computed.wait()
        return '<main class="page" id="main"><h1>The report</h1></main></body></html>'

    begun = (
        f"<!doctype html><html><head><style>{stylesheet()[1].decode()}</style></head><body>"
        '<main class="page" id="main"><div class="computing">Computing …</div></main></body></html>'
    )

    async def send(asked: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        await asked.readuntil(b"\r\n\r\n")
        answer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\n\r\n")
        async for piece in while_computing(begun, whole()):
            answer.write(piece.encode())
            await answer.drain()
        answer.close()

    async with await asyncio.start_server(send, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await reader.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        await reader.wait_for_selector(".computing", state="visible", timeout=10_000)
        computed.set()
        await reader.wait_for_selector("h1", state="visible", timeout=10_000)

        assert not await reader.is_visible(".computing")

"""Renaming, hiding and merging in the admin, and saying what success is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Page

import given
from admin.conftest import Browser, sign_in
from admin.sample import a_report
from admin.test_looks import TOO_FAINT, paint
from admin.test_pages import dangers, faults, reader, report_page, words
from balk.admin.wording import in_path
from balk.ingest.writer import Writer
from balk.report.shape import HiddenFields
from balk.sites import Site, site_by_key

__all__ = ["reader"]

FIELDS = "/sites/shop/forms/signup/fields"
EVIL = '"><svg/onload=alert(1)>'


@pytest_asyncio.fixture
async def shop(db: asyncpg.Pool) -> AsyncIterator[Site]:
    """A site with two forms, each left once at its last field."""
    site = await given.a_site(db)
    writer = Writer(db)
    for key, name, keys in (("signup", "Sign up", ["name", "tel"]), ("old/form?", "Old sign-up", ["name", "phone"])):
        form = given.a_form(key, keys, name=name)
        view = given.a_view([given.touched(one) for one in keys], form=key, age_ms=7_200_000, idle_ms=7_000_000)
        await writer.write(site, given.a_batch([view], [form]), datetime.now(UTC), False)
    await writer.close()
    yield site


async def change(browser: Browser, path: str, csrf: str, **what: str) -> str:
    """Post a change, and the words of the page that it leads to."""
    answer = await browser.post(path, data=what | {"csrf": csrf})
    assert answer.status_code == 303, answer.text
    return words((await browser.get(answer.headers["location"])).text)


async def test_ada_renames_a_form_and_a_field_and_takes_the_names_back(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    csrf = await sign_in(browser, db)

    named = await change(browser, FIELDS, csrf, do="name", name="Join us")
    labelled = await change(browser, FIELDS, csrf, do="name", field="tel", name="Your phone")
    report = words((await browser.get("/sites/shop/forms/signup")).text)
    forms = words((await browser.get("/sites/shop")).text)
    emptied = await change(browser, FIELDS, csrf, do="name", name=" ")
    found = await change(browser, FIELDS, csrf, do="name", field="tel", name="")

    assert ("found as “Sign up”" in named, "found as “Tel”" in labelled) == (True, True)
    assert "Saved: from now on this is called “Join us”." in named
    assert "Saved: from now on this is called “Your phone”." in labelled
    assert ("Join us" in report, "Your phone" in report, "Join us" in forms) == (True, True, True)
    assert ("Join us" in emptied, "Your phone" in found) == (False, False)
    assert "Saved: this is called “Sign up” again, as it was found." in emptied
    assert "Saved: this is called “Tel” again, as it was found." in found


async def test_that_a_name_was_saved_is_a_status_beside_it_and_nothing_else_is_said_to_be(
    browser: Browser, db: asyncpg.Pool, reader: Page, shop: Site
) -> None:
    csrf = await sign_in(browser, db)
    answer = await browser.post(FIELDS, data={"csrf": csrf, "do": "name", "field": "tel", "name": "Your phone"})
    await reader.set_content((await browser.get(answer.headers["location"])).text)

    assert await reader.locator("li:has-text('Your phone') [role=status]").count() == 1
    assert await reader.get_by_role("status").count() == 1
    assert "Saved" not in await change(browser, FIELDS, csrf, do="hide", field="tel")
    for nonsense in ("", "99", "%00", "signup", EVIL):
        assert "Saved" not in words((await browser.get(FIELDS, params={"saved": nonsense})).text)


async def test_ada_hides_a_field_and_the_report_says_what_it_held(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    csrf = await sign_in(browser, db)

    arranged = await change(browser, FIELDS, csrf, do="hide", field="tel")
    report = words((await browser.get("/sites/shop/forms/signup")).text)
    await change(browser, FIELDS, csrf, do="show", field="tel")
    again = words((await browser.get("/sites/shop/forms/signup")).text)

    assert "Hidden fields" in arranged
    assert "1 hidden field 1 left at what is hidden here" in report
    assert "1 field is hidden: 1 left there, 0 answers of the form’s are about it." in report
    assert "1 time they left" in report
    assert "hidden" not in again


async def test_ada_hides_a_form_and_brings_it_back_from_the_list(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    csrf = await sign_in(browser, db)

    hidden = await change(browser, FIELDS, csrf, do="hide")
    await change(browser, f"/sites/shop/forms/{in_path('old/form?')}/fields", csrf, do="hide")
    all_hidden = words((await browser.get("/sites/shop")).text)
    shown = await change(browser, FIELDS, csrf, do="show")

    assert "Left out of this list A hidden form is still recorded, and has its report. Sign up hidden" in hidden
    assert ("All of this site’s forms are hidden" in all_hidden, "Nobody has come by" in all_hidden) == (True, False)
    assert "Sign up/signup 1 1 0 of 1" in shown


async def test_ada_merges_a_form_and_a_field_into_another_and_takes_them_out_again(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    csrf = await sign_in(browser, db)
    old = f"/sites/shop/forms/{in_path('old/form?')}"

    merged = await change(browser, f"{old}/fields", csrf, do="merge", into="signup")
    one_field = await change(browser, FIELDS, csrf, do="merge", field="phone", into="tel")
    report = words((await browser.get(old)).text)
    forms = words((await browser.get("/sites/shop")).text)
    apart = await change(browser, FIELDS, csrf, do="unmerge", form="old/form?")
    both_apart = await change(browser, FIELDS, csrf, do="unmerge", field="phone")

    assert "Merged into this form Old sign-up old/form?" in merged
    assert "With Phone (phone) merged in" in one_field
    assert "People started this form 2 times: 0 times they completed it, 2 times they left." in report
    assert "Old sign-up merged into Sign up" in forms
    assert ("Merged into this form" in apart, "merged in" in both_apart) == (False, False)
    assert "1 time they left" in words((await browser.get(old)).text)


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"do": "merge", "into": "signup"}, 422),
        ({"do": "merge", "into": "theirs"}, 404),
        ({"do": "merge", "into": ""}, 404),
        ({"do": "merge", "field": "tel", "into": "tel"}, 422),
        ({"do": "merge", "field": "tel", "into": "secret"}, 404),
        ({"do": "merge", "field": "secret", "into": "tel"}, 404),
        ({"do": "hide", "field": "secret"}, 404),
        ({"do": "name", "field": "secret", "name": "x"}, 404),
        ({"do": "unmerge", "field": "secret"}, 303),
        ({"do": "unmerge", "form": "theirs"}, 303),
        ({"do": "name", "name": "x" * 161}, 422),
        ({"do": "name", "field": "tel", "name": "x\x07"}, 422),
        ({"do": "drop"}, 404),
        ({"do": "drop", "field": "tel"}, 404),
        ({}, 404),
    ],
)
async def test_what_cannot_be_arranged_changes_nothing(
    browser: Browser, db: asyncpg.Pool, reader: Page, shop: Site, what: dict[str, str], status: int
) -> None:
    """A form and a field of another site stand for whatever this one doesn't have."""
    other = await given.a_site(db, "other")
    writer = Writer(db)
    theirs = given.a_view([given.touched("secret")], form="theirs")
    await writer.write(other, given.a_batch([theirs], [given.a_form("theirs", ["secret"])]), datetime.now(UTC), False)
    await writer.close()
    csrf = await sign_in(browser, db)

    answer = await browser.post(FIELDS, data=what | {"csrf": csrf})

    assert answer.status_code == status
    assert await db.fetch("select * from form_setting where name is not null or merged_into is not null") == []
    assert await db.fetch("select * from field_setting") == []
    assert await dangers(reader, answer.text) == []


async def test_names_of_markup_are_only_text(browser: Browser, db: asyncpg.Pool, reader: Page, shop: Site) -> None:
    csrf = await sign_in(browser, db)
    await change(browser, FIELDS, csrf, do="name", name=EVIL)
    await change(browser, FIELDS, csrf, do="name", field="tel", name=EVIL)
    await change(browser, FIELDS, csrf, do="merge", field="name", into="tel")
    await change(browser, "/sites/shop/success", csrf, selector='[title="/script>"]', form="signup")
    for path in (FIELDS, "/sites/shop", "/sites/shop/success", "/sites/shop/forms/signup", "/sites/shop/responses"):
        html = (await browser.get(path)).text
        assert (await dangers(reader, html), await faults(reader, html)) == ([], []), path


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_pages_fit_and_can_be_read(
    browser: Browser, db: asyncpg.Pool, reader: Page, shop: Site, width: int
) -> None:
    csrf = await sign_in(browser, db)
    await change(browser, FIELDS, csrf, do="name", field="name", name="W" * 160)
    await change(browser, FIELDS, csrf, do="hide", field="tel")
    await change(browser, f"/sites/shop/forms/{in_path('old/form?')}/fields", csrf, do="merge", into="signup")
    await change(browser, FIELDS, csrf, do="merge", field="name", into="phone")
    await change(browser, "/sites/shop/success", csrf, url="/" + "w" * 250)
    for path in (FIELDS, "/sites/shop", "/sites/shop/success", "/sites/shop/forms/signup"):
        html = (await browser.get(path)).text
        assert await faults(reader, html) == []
        await paint(reader, html, width)
        for scheme in ("light", "dark"):
            await reader.emulate_media(color_scheme=scheme)
            assert (await reader.evaluate("document.documentElement.scrollWidth"), path) == (width, path)
            assert (await reader.evaluate(TOO_FAINT), path) == ([], path)


async def test_unconfirmed_attempts_lead_to_what_tells_balk(browser: Browser, db: asyncpg.Pool, shop: Site) -> None:
    await sign_in(browser, db)
    assert 'href="/sites/shop/success?form=signup"' in report_page(a_report())
    html = (await browser.get("/sites/shop/success?form=signup")).text
    assert '<option value="signup" selected>Sign up</option>' in html
    assert 'href="/sites/shop/success"' in (await browser.get("/sites/shop/set-up")).text


async def test_edgar_who_is_an_editor_adds_and_removes_rules_that_the_script_carries(
    browser: Browser, db: asyncpg.Pool, shop: Site
) -> None:
    csrf = await sign_in(browser, db, "editor", "edgar@shop.example")

    await change(browser, "/sites/shop/success", csrf, form="", url=" https://shop.example/thanks* ")
    text = await change(browser, "/sites/shop/success", csrf, form="signup", selector=" .sent  .ok ")
    await change(browser, "/sites/shop/success", csrf, form="signup", selector=".sent .ok")
    carried = await rules_of(db, shop)
    numbers = [str(row["rule_id"]) for row in await db.fetch("select rule_id from success_rule order by rule_id")]
    await change(browser, "/sites/shop/success", csrf, remove=numbers[0])

    assert "Any form was sent when the page is then /thanks*" in text
    assert "Sign up was sent when .sent .ok then appears" in text
    assert carried == [{"url": "/thanks*"}, {"form": "signup", "selector": ".sent .ok"}]
    assert await rules_of(db, shop) == [{"form": "signup", "selector": ".sent .ok"}]


async def test_another_sites_rule_is_not_removed(browser: Browser, db: asyncpg.Pool, shop: Site) -> None:
    await given.a_site(db, "other")
    csrf = await sign_in(browser, db)
    await change(browser, "/sites/shop/success", csrf, url="/thanks")
    number = str(await db.fetchval("select rule_id from success_rule"))

    await change(browser, "/sites/other/success", csrf, remove=number)
    refused = await browser.post("/sites/other/success", data={"csrf": csrf, "url": "/x", "form": "signup"})
    nonsense = [
        (await browser.post("/sites/shop/success", data={"csrf": csrf, "remove": text})).status_code
        for text in ("", "x", "-1", "1 or 1=1", "9" * 30, "١")
    ]

    assert (refused.status_code, nonsense, await rules_of(db, shop)) == (404, [404] * 6, [{"url": "/thanks"}])


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Name the page that follows a success"),
        ({"url": "https://other.example/thanks"}, "https://other.example is none of this site’s origins"),
        ({"selector": ".a{"}, "A CSS selector holds no “{”"),
        ({"url": "/a", "selector": ".b"}, "Add the address and the selector as two rules"),
    ],
)
async def test_a_rule_that_cannot_be_comes_back_filled_with_its_reason(
    browser: Browser, db: asyncpg.Pool, reader: Page, shop: Site, sent: dict[str, str], sentence: str
) -> None:
    csrf = await sign_in(browser, db)

    answer = await browser.post("/sites/shop/success", data=sent | {"csrf": csrf, "form": "signup"})

    assert (answer.status_code, sentence in words(answer.text), await rules_of(db, shop)) == (422, True, [])
    for value in sent.values():
        assert f'value="{value}"' in answer.text
    assert '<option value="signup" selected>' in answer.text
    assert await faults(reader, answer.text) == []


async def rules_of(db: asyncpg.Pool, site: Site) -> object:
    """The rules of a site as its script carries them."""
    found = await site_by_key(db, site.key)
    assert found is not None
    return msgspec.to_builtins(found.success_rules)


def test_the_report_tells_hidden_fields_in_words() -> None:
    report = msgspec.structs.replace(a_report(), hidden=HiddenFields(2, 14, 1))
    assert "2 fields are hidden: 14 left there, 1 answer of the form’s is about them." in words(report_page(report))

"""Who may come in, how, and what a browser must bring along to change something."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from admin.conftest import PASSWORD, Browser, an_app, sign_in
from balk import accounts, admin, form_settings, sites, success_rules
from balk.admin.guard import COOKIE, local_path
from balk.admin.look import HEADERS
from balk.db import open_pool
from balk.ingest.writer import Writer
from balk.report.catalogue import form_by_key
from balk.report.form_fields import form_fields
from balk.sites import Site
from balk.wire import SuccessRule
from given import a_batch, a_form, a_site, a_view

OpenBrowser = Callable[..., AbstractAsyncContextManager[Browser]]

OPEN_PAGES = [
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/login/link/{token:str}"),
    ("GET", "/setup/{token:str}"),
    ("POST", "/setup/{token:str}"),
    ("GET", "/static/{name:str}"),
]

CLOSED_PAGES = [
    ("GET", "/"),
    ("GET", "/account"),
    ("POST", "/account"),
    ("POST", "/logout"),
    ("GET", "/sites/new"),
    ("POST", "/sites/new"),
    ("GET", "/sites/{site_name:str}"),
    ("GET", "/sites/{site_name:str}/forms/{form_key:str}"),
    ("GET", "/sites/{site_name:str}/forms/{form_key:str}/fields"),
    ("POST", "/sites/{site_name:str}/forms/{form_key:str}/fields"),
    ("GET", "/sites/{site_name:str}/forms/{form_key:str}/fields.csv"),
    ("GET", "/sites/{site_name:str}/responses"),
    ("GET", "/sites/{site_name:str}/responses.csv"),
    ("GET", "/sites/{site_name:str}/set-up"),
    ("POST", "/sites/{site_name:str}/set-up"),
    ("POST", "/sites/{site_name:str}/retention"),
    ("GET", "/sites/{site_name:str}/success"),
    ("POST", "/sites/{site_name:str}/success"),
]


def address(path: str, site: str = "shop") -> str:
    """A route's path with something in place of its parameters."""
    return path.replace("{site_name:str}", site).replace("{form_key:str}", "signup")


def test_every_route_of_the_admin_stands_in_these_lists() -> None:
    found = {
        (method, route.path)
        for routes in admin.ROUTES
        for route in routes.routes
        for method in route.methods
        if method != "OPTIONS"
    }
    assert found == {*OPEN_PAGES, *CLOSED_PAGES}


@pytest.mark.parametrize(("method", "path"), CLOSED_PAGES)
async def test_a_page_without_a_session_leads_to_the_log_in(
    browser: Browser, db: asyncpg.Pool, method: str, path: str
) -> None:
    await a_site(db)
    answer = await browser.request(method, address(path))
    if method == "GET":
        target = "/login" if path == "/" else "/login?next=" + address(path).replace("/", "%2F")
        assert (answer.status_code, answer.headers["location"]) == (303, target)
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize(("method", "path"), [*OPEN_PAGES, *CLOSED_PAGES])
async def test_every_answer_carries_the_security_headers(
    browser: Browser, db: asyncpg.Pool, method: str, path: str
) -> None:
    await a_site(db)
    for _signed_in in (False, True):
        answer = await browser.request(method, address(path).replace("{token:str}", "x").replace("{name:str}", "x"))
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        if not _signed_in:
            await sign_in(browser, db)


async def test_the_set_up_link_makes_the_first_account_and_works_once(browser: Browser, db: asyncpg.Pool) -> None:
    token = await accounts.make_login_link(db, "set-up", datetime.now(UTC))
    assert (await browser.get(f"/setup/{token}")).status_code == 200
    made = await browser.post(f"/setup/{token}", data={"email": "Ada@shop.example", "password": PASSWORD})
    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert (await browser.get("/account")).status_code == 200
    again = await browser.post(f"/setup/{token}", data={"email": "eve@shop.example", "password": PASSWORD})
    assert (again.status_code, (await browser.get(f"/setup/{token}")).status_code) == (410, 410)
    assert "This link is spent" in again.text
    assert [tuple(row) for row in await db.fetch("select email, role from account")] == [("ada@shop.example", "owner")]


async def test_a_set_up_with_a_short_password_comes_back_filled(browser: Browser, db: asyncpg.Pool) -> None:
    token = await accounts.make_login_link(db, "set-up", datetime.now(UTC))
    answer = await browser.post(f"/setup/{token}", data={"email": "ada@shop.example", "password": "short"})
    assert answer.status_code == 422
    assert 'value="ada@shop.example"' in answer.text
    assert "at least 10 characters" in answer.text
    assert "short" not in answer.text.replace("too short", "")


async def test_an_expired_or_invented_set_up_link_says_so(browser: Browser, db: asyncpg.Pool) -> None:
    old = await accounts.make_login_link(db, "set-up", datetime.now(UTC) - timedelta(hours=25))
    for token in (old, "invented", "%00"):
        answer = await browser.get(f"/setup/{token}")
        assert (answer.status_code, "This link is spent" in answer.text) == (410, True)


async def test_a_log_in_link_signs_in_once(browser: Browser, db: asyncpg.Pool) -> None:
    account_id = await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    token = await accounts.make_login_link(db, "log-in", datetime.now(UTC), account_id)
    answer = await browser.get(f"/login/link/{token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/account")).status_code == 200
    assert (await browser.get(f"/login/link/{token}")).status_code == 410


async def test_the_log_in_leads_back_to_the_page_that_was_asked_for(browser: Browser, db: asyncpg.Pool) -> None:
    await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    asked = (await browser.get("/sites/shop?days=7")).headers["location"]
    assert 'value="/sites/shop?days=7"' in (await browser.get(asked)).text
    answer = await browser.post(
        "/login", data={"email": "ada@shop.example", "password": PASSWORD, "next": "/sites/shop?days=7"}
    )
    assert answer.headers["location"] == "/sites/shop?days=7"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/\t/evil.example",
        "///evil.example",
        "",
        "/x\r\nSet-Cookie: a=b",
        "http:/evil.example",
        "//[bad",
    ],
)
def test_an_address_elsewhere_leads_to_the_first_page(target: str) -> None:
    assert local_path(target) == "/"


async def test_the_log_in_leads_to_no_other_server(browser: Browser, db: asyncpg.Pool) -> None:
    await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    shown = await browser.get("/login?next=//evil.example")
    form = {"email": "ada@shop.example", "password": PASSWORD, "next": "//evil.example"}
    answer = await browser.post("/login", data=form)
    assert ("evil" in shown.text, answer.headers["location"]) == (False, "/")


async def test_an_unknown_account_looks_like_a_wrong_password(browser: Browser, db: asyncpg.Pool) -> None:
    await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    wrong = await browser.post("/login", data={"email": "ada@shop.example", "password": "wrong horse"})
    unknown = await browser.post("/login", data={"email": "eve@shop.example", "password": "wrong horse"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("ada@", "eve@") == unknown.text


async def test_ten_wrong_passwords_make_an_address_wait_for_any_account(browser: Browser, db: asyncpg.Pool) -> None:
    await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    for n in range(10):
        answer = await browser.post("/login", data={"email": f"eve{n}@shop.example", "password": "wrong horse"})
        assert answer.status_code == 422
    answer = await browser.post("/login", data={"email": "ada@shop.example", "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "Wait a minute" in answer.text


async def test_a_forwarding_header_that_nobody_named_is_not_believed(browser: Browser, db: asyncpg.Pool) -> None:
    await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    statuses = [
        (
            await browser.post(
                "/login",
                data={"email": "ada@shop.example", "password": "wrong horse"},
                headers={"X-Forwarded-For": f"198.51.100.{n}"},
            )
        ).status_code
        for n in range(11)
    ]
    assert statuses == [422] * 10 + [429]


async def test_a_session_known_before_the_log_in_is_worth_nothing_after_it(browser: Browser, db: asyncpg.Pool) -> None:
    browser.cookies.set("balk_session", "planted", domain="balk.example")
    await sign_in(browser, db)
    first = [cookie.value for cookie in browser.cookies.jar if cookie.name == "balk_session"][-1]
    assert first != "planted"
    await browser.post("/login", data={"email": "owner@shop.example", "password": PASSWORD})
    browser.cookies.clear()
    for token in ("planted", first):
        answer = await browser.get("/account", headers={"cookie": f"balk_session={token}"})
        assert answer.status_code == 303


async def test_logging_out_ends_the_session_on_the_server(browser: Browser, db: asyncpg.Pool) -> None:
    csrf = await sign_in(browser, db, "viewer")
    token = browser.cookies["balk_session"]
    answer = await browser.post("/logout", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert (await browser.get("/account", headers={"cookie": f"balk_session={token}"})).status_code == 303


async def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    open_browser: OpenBrowser, db: asyncpg.Pool
) -> None:
    async with open_browser() as here, open_browser() as elsewhere:
        await sign_in(elsewhere, db)
        await here.post("/login", data={"email": "owner@shop.example", "password": PASSWORD})
        csrf = await db.fetchval("select csrf from session order by created_at desc limit 1")
        answer = await here.post("/account", data={"csrf": csrf, "password": PASSWORD, "new": "another horse"})
        assert answer.status_code == 303
        assert ((await here.get("/account")).status_code, (await elsewhere.get("/account")).status_code) == (200, 303)


@pytest.mark.parametrize(("url", "secure"), [("https://balk.example", True), ("http://balk.example", False)])
async def test_the_cookie_is_kept_from_scripts_other_sites_and_open_lines(
    open_browser: OpenBrowser, db: asyncpg.Pool, url: str, secure: bool
) -> None:
    await accounts.add_account(db, "ada@shop.example", PASSWORD, "owner", datetime.now(UTC))
    async with open_browser(public_url=url) as browser:
        answer = await browser.post("/login", data={"email": "ada@shop.example", "password": PASSWORD})
    parts = answer.headers["set-cookie"].lower().split("; ")[1:]
    assert set(parts) == {"httponly", "path=/", "samesite=lax", "max-age=2592000"} | ({"secure"} if secure else set())


FIELDS = "/sites/shop/forms/signup/fields"

CHANGES = [(path, fields) for path, fields in [
    ("/sites/new", {"name": "new-shop", "origins": "https://new.example"}),
    ("/sites/shop/set-up", {"origin": "https://new.example"}),
    ("/sites/shop/set-up", {"remove": "https://shop.example"}),
    ("/sites/shop/retention", {"views": "30", "aggregates": "12", "answers": "365"}),
    (FIELDS, {"do": "name", "name": "Other"}),
    (FIELDS, {"do": "hide"}),
    (FIELDS, {"do": "show"}),
    (FIELDS, {"do": "merge", "into": "other"}),
    (FIELDS, {"do": "unmerge", "form": "merged"}),
    (FIELDS, {"do": "name", "field": "phone", "name": "Other"}),
    (FIELDS, {"do": "hide", "field": "phone"}),
    (FIELDS, {"do": "show", "field": "name"}),
    (FIELDS, {"do": "merge", "field": "phone", "into": "name"}),
    (FIELDS, {"do": "unmerge", "field": "email"}),
    ("/sites/shop/success", {"url": "/thanks"}),
    ("/sites/shop/success", {"selector": ".thanks", "form": "signup"}),
    ("/sites/shop/success", {"remove": "1"}),
]]  # fmt: skip


async def a_shop(db: asyncpg.Pool) -> Site:
    """A site on which every one of CHANGES would change something."""
    site = await a_site(db)
    writer = Writer(db)
    for key in ("signup", "other", "merged"):
        form = a_form(key)
        await writer.write(site, a_batch([a_view(form=key)], [form]), datetime.now(UTC), False)
    await writer.close()
    signup = await form_by_key(db, site.site_id, "signup")
    assert signup is not None
    await form_settings.merge_form(db, site.site_id, "merged", "signup")
    await form_settings.merge_field(db, site.site_id, signup, "email", "phone")
    fields = await form_fields(db, site.site_id, signup)
    await form_settings.hide_field(db, site.site_id, signup, fields.entries[fields.by_key["name"]], True)
    await success_rules.add_rule(db, site.site_id, SuccessRule(url="/welcome"), datetime.now(UTC))
    return site


async def all_settings(db: asyncpg.Pool) -> dict[str, list[asyncpg.Record]]:
    """Everything that CHANGES could change."""
    tables = ("site", "form_setting", "field_setting", "success_rule")
    return {table: sorted(await db.fetch(f"select * from {table}"), key=repr) for table in tables}


@pytest.mark.parametrize(("path", "fields"), CHANGES)
async def test_what_is_refused_below_is_a_change_where_it_is_allowed(
    browser: Browser, db: asyncpg.Pool, path: str, fields: dict[str, str]
) -> None:
    await a_shop(db)
    before = await all_settings(db)
    csrf = await sign_in(browser, db)
    answer = await browser.post(path, data=fields | {"csrf": csrf})
    assert (answer.status_code, await all_settings(db) != before) == (303, True)


@pytest.mark.parametrize(("path", "fields"), CHANGES)
@pytest.mark.parametrize("token", [None, "", "wrong", "another's"])
async def test_a_change_without_the_forms_own_token_is_refused(
    open_browser: OpenBrowser, db: asyncpg.Pool, path: str, fields: dict[str, str], token: str | None
) -> None:
    await a_shop(db)
    before = await all_settings(db)
    async with open_browser() as browser, open_browser() as other:
        await sign_in(browser, db)
        others = await sign_in(other, db, "editor")
        sent = {} if token is None else {"csrf": others if token == "another's" else token}
        answer = await browser.post(path, data=fields | sent)
    assert (answer.status_code, await all_settings(db)) == (403, before)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://balk.example.evil.example"},
    ],
)
async def test_a_change_that_another_website_asks_for_is_refused(
    browser: Browser, db: asyncpg.Pool, headers: dict[str, str]
) -> None:
    site = await a_site(db)
    csrf = await sign_in(browser, db)
    answer = await browser.post(
        "/sites/new", data={"csrf": csrf, "name": "x", "origins": "https://x.example"}, headers=headers
    )
    log_in = await browser.post("/login", data={"email": "owner@shop.example", "password": PASSWORD}, headers=headers)
    assert (answer.status_code, log_in.status_code, await sites.all_sites(db)) == (403, 403, [site])


@pytest.mark.parametrize(("path", "fields"), CHANGES)
async def test_vera_who_is_a_viewer_changes_nothing(
    browser: Browser, db: asyncpg.Pool, path: str, fields: dict[str, str]
) -> None:
    await a_shop(db)
    before = await all_settings(db)
    csrf = await sign_in(browser, db, "viewer", "vera@shop.example")
    answer = await browser.post(path, data=fields | {"csrf": csrf})
    assert (answer.status_code, await all_settings(db)) == (403, before)


@pytest.mark.parametrize("path", ["/sites/new", "/sites/shop/set-up", "/sites/shop", FIELDS, "/sites/shop/success"])
async def test_vera_sees_no_form_that_changes_the_site(browser: Browser, db: asyncpg.Pool, path: str) -> None:
    await a_shop(db)
    await sign_in(browser, db, "viewer", "vera@shop.example")
    text = (await browser.get(path)).text
    assert text.count('method="post"') == 1, "signing out is all that is left"


async def test_edgar_who_is_an_editor_adds_and_removes_an_origin(browser: Browser, db: asyncpg.Pool) -> None:
    await a_site(db)
    csrf = await sign_in(browser, db, "editor", "edgar@shop.example")
    await browser.post("/sites/shop/set-up", data={"csrf": csrf, "origin": "HTTPS://New.example:443/page"})
    added = (await sites.all_sites(db))[0].origins
    await browser.post("/sites/shop/set-up", data={"csrf": csrf, "remove": "https://shop.example"})
    assert (added, (await sites.all_sites(db))[0].origins) == (
        ["https://shop.example", "https://new.example"],
        ["https://new.example"],
    )


@pytest.mark.parametrize(("method", "path"), [page for page in CLOSED_PAGES if "{site_name" in page[1]])
async def test_a_site_that_is_not_there_is_not_found(
    browser: Browser, db: asyncpg.Pool, method: str, path: str
) -> None:
    await a_site(db)
    csrf = await sign_in(browser, db)
    data = {"csrf": csrf, "origin": "https://x.example"} if method == "POST" else None
    for name in ("other", "%00", "shop%00", "%252Fshop", "' or 1=1 --"):
        assert (await browser.request(method, address(path, name), data=data)).status_code == 404


async def test_a_foreign_host_is_said_back_nowhere(browser: Browser, db: asyncpg.Pool) -> None:
    await a_site(db)
    before = await browser.get("/sites/shop", headers={"host": "evil.example"})
    await sign_in(browser, db)
    after = await browser.get("/sites/shop/set-up", headers={"host": "evil.example"})
    assert "evil.example" not in before.headers["location"] + after.text + str(after.headers)


@pytest.mark.parametrize("name", ["..%2Fbase.html", "../templates/base.html", "base.html", "balk.css", "%2e%2e%2fx"])
async def test_only_the_stylesheet_is_served(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/static/{name}")).status_code in (303, 404)


async def test_the_stylesheet_is_kept_for_ever_under_a_name_that_changes_with_it(browser: Browser) -> None:
    page = (await browser.get("/login")).text
    name = page.split('href="/static/')[1].split('"')[0]
    answer = await browser.get(f"/static/{name}")
    assert answer.status_code == 200
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
    )


async def test_a_database_whose_socket_is_gone_is_away(tmp_path: Path) -> None:
    db = await open_pool(f"postgresql:///balk?host={tmp_path}&user=balk", smallest=0)
    transport = httpx.ASGITransport(an_app(db), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with Browser(transport=transport, base_url="http://balk.example") as browser:
        browser.cookies.set(COOKIE, "some-session")
        answer = await browser.get("/")
    await db.close()

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")

"""Success rules: what may stand in one, and under which keys the script carries them."""

import re
from datetime import timedelta

import asyncpg
import msgspec
import pytest

import given as g
from balk import wire
from balk.erasure import erase_site
from balk.form_settings import merge_form
from balk.ingest.built_script import follow_settings
from balk.ingest.known_sites import KnownSites
from balk.ingest.writer import Writer
from balk.sites import all_sites, site_by_key, site_by_name
from balk.success_rules import MOST_RULES, add_rule, checked_selector, checked_url, list_rules, remove_rule

ORIGINS = [g.ORIGIN, "http://localhost:3000"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("/thanks", "/thanks"),
        (" /thanks?sent=1 ", "/thanks?sent=1"),
        ("/*/done", "/*/done"),
        ("*sent=1", "*sent=1"),
        ("https://shop.example/thanks*", "/thanks*"),
        ("HTTPS://Shop.Example:443/thanks?x=*", "/thanks?x=*"),
        ("http://localhost:3000/ok", "/ok"),
        ("/danke schön", "/danke%20sch%C3%B6n"),
        ("/a%20b", "/a%20b"),
    ],
)
def test_an_address_is_kept_as_a_path(text: str, kept: str) -> None:
    assert checked_url(text, ORIGINS) == kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Name the page that follows a success, such as /thanks."),
        ("   ", "Name the page that follows a success, such as /thanks."),
        ("https://evil.example/thanks", "https://evil.example is none of this site’s origins"),
        ("//evil.example/thanks", "That is no address of a page"),
        ("javascript:alert(1)", "That is no address of a page"),
        ("https://", "That is no address of a page"),
        ("thanks", "An address begins with a slash"),
        ("/thanks#ok", "Leave out what stands from # on"),
        ("*", "Every page, or the first one, fits that"),
        ("/*", "Every page, or the first one, fits that"),
        ("/", "Every page, or the first one, fits that"),
        ("https://shop.example", "Every page, or the first one, fits that"),
        ("/" + "x" * 300, "An address has at most 300 characters"),
        ("/a\x00b", "An address has at most 300 characters"),
    ],
)
def test_an_address_that_says_nothing_of_success_is_refused_with_its_reason(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        checked_url(text, ORIGINS)


@pytest.mark.parametrize(
    "selector",
    [
        ".thanks", "#sent", "p.ok > b", '[data-state="sent ]"]', "form:not(.busy) + .ok",
        "a, b", ":has(> .ok)", "my-element::part(ok)", ".größe", "[role=status]", "li:nth-child(2n+1)", r".a\:b",
        "*|a", "div ~ p", '[title=")"]', ".x:is(a, b)",
    ],
)  # fmt: skip
def test_a_selector_is_kept(selector: str) -> None:
    assert checked_selector(f"  {selector} ") == selector


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Name what appears after a success"),
        (".a { color: red }", "holds no “{”"),
        ("<p class=ok>", "holds no “<”"),
        ("@media print", "holds no “@”"),
        (".a; .b", "holds no “;”"),
        (".a)", "closes with “)” what nothing opened"),
        (":not(.a", "a “)” is missing"),
        ("[a=(b]", "closes with “]” what nothing opened"),
        ('[title="x]', 'a “"” is missing'),
        (".", "stops short"),
        ("a >", "stops short"),
        ("a,", "stops short"),
        ("a,,b", "stops short"),
        (".a..b", "stops short"),
        ("a\\", "stops short"),
        ("1a", "begins with a name"),
        ("> a", "begins with a name"),
        ("*", "Everything fits that"),
        (".a" * 200, "at most 300 characters"),
        (".a\x00b", "at most 300 characters"),
    ],
)
def test_what_is_no_selector_is_refused_with_its_reason(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        checked_selector(text)


async def test_a_site_carries_its_rules_into_the_script(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    rules = [wire.SuccessRule(url="/thanks"), wire.SuccessRule(form="signup", selector=".ok")]
    for rule in [*rules, rules[0]]:
        await add_rule(db, site.site_id, rule, g.NOW)

    found = await site_by_key(db, site.key)
    assert found is not None
    assert follow_settings(found).success_rules == rules
    assert await site_by_name(db, "shop") == msgspec.structs.replace(site, success_rules=rules)
    assert await all_sites(db) == [other, found]


async def test_a_new_rule_is_known_as_soon_as_any_other_setting(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    known = KnownSites(db)
    before = await known.find(site.key)
    known.forget(site.key)

    await add_rule(db, site.site_id, wire.SuccessRule(url="/thanks"), g.NOW)

    after = await known.find(site.key)
    assert before == site
    assert after == msgspec.structs.replace(site, success_rules=[wire.SuccessRule(url="/thanks")])


async def test_a_rule_for_a_form_holds_for_the_forms_merged_into_it(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    for key in ("signup", "signup-mobile", "other"):
        await writer.write(site, g.a_batch([g.a_view(form=key)], [g.a_form(key)]), g.NOW, False)
    await writer.close()
    for form in ("signup", "", "other"):
        await add_rule(db, site.site_id, wire.SuccessRule(form=form, url="/thanks"), g.NOW + timedelta(seconds=1))

    await merge_form(db, site.site_id, "signup-mobile", "signup")

    found = await site_by_key(db, site.key)
    assert found is not None
    assert [rule.form for rule in found.success_rules] == ["signup", "signup-mobile", "", "other"]


async def test_a_site_has_so_many_rules_and_no_more_and_forgets_only_its_own(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db), await g.a_site(db, "other")
    for number in range(MOST_RULES):
        await add_rule(db, site.site_id, wire.SuccessRule(url=f"/{number}"), g.NOW)
    first = (await list_rules(db, site.site_id))[0]

    with pytest.raises(ValueError, match="at most 50 rules"):
        await add_rule(db, site.site_id, wire.SuccessRule(url="/more"), g.NOW)
    await remove_rule(db, other.site_id, first.rule_id)
    assert len(await list_rules(db, site.site_id)) == MOST_RULES
    await erase_site(db, site, g.NOW, believed_s=0)
    assert await list_rules(db, site.site_id) == []

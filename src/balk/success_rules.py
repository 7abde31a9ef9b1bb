"""Success rules: the owner's own signs that a form was sent (METRICS, evidence `rule`). The script applies them."""

import re
from datetime import datetime
from urllib.parse import quote, urlsplit

import asyncpg
import msgspec
from msgspec import Struct

from balk import wire
from balk.origins import normal_origin
from balk.report.catalogue import site_forms
from balk.site_changes import tell_change

MOST_RULES = 50
"""Of a site: each of them is in the script that every visitor loads."""
LONGEST = 300

_VISIBLE = "".join(map(chr, range(33, 127)))
"""What browsers leave as it is in an address; whatever else stands in one is percent-encoded."""


class StoredRule(Struct, frozen=True):
    """A rule with its number."""

    rule_id: int
    form: str
    url: str
    selector: str


def checked_url(text: str, origins: list[str]) -> str:
    """An address as a rule keeps it: a path that begins with a slash, `*` for anything. A whole address of one of the
    site's origins loses its origin. Raises ValueError with a sentence."""
    pattern = text.strip()
    if not pattern:
        raise ValueError("Name the page that follows a success, such as /thanks.")
    if len(pattern) > LONGEST or not pattern.isprintable():
        raise ValueError(f"An address has at most {LONGEST} characters, all of them visible.")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", pattern):
        pattern = _without_origin(pattern, origins)
    if "#" in pattern:
        raise ValueError("Leave out what stands from # on: Balk does not look at it.")
    if not pattern.startswith(("/", "*")):
        raise ValueError("An address begins with a slash, such as /thanks, or with a * for anything before it.")
    if not pattern.strip("/*?"):
        raise ValueError("Every page, or the first one, fits that: each attempt would count as a success.")
    return quote(pattern, safe=_VISIBLE)


def _without_origin(address: str, origins: list[str]) -> str:
    try:
        parts = urlsplit(address)
        origin = normal_origin(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        raise ValueError("That is no address of a page: begin with a slash, such as /thanks.") from None
    if origin not in origins:
        raise ValueError(f"{origin} is none of this site’s origins; Balk can’t see pages there.")
    rest = address.split("://", 1)[1]
    return "/" + rest.partition("/")[2]


def checked_selector(text: str) -> str:
    """A CSS selector as a rule keeps it. The browser has the last word: a selector that it refuses matches nothing.

    Raises ValueError with a sentence for what can't be one.
    """
    selector = " ".join(text.split())
    if not selector:
        raise ValueError("Name what appears after a success, such as .thanks or #sent.")
    if len(selector) > LONGEST or not selector.isprintable():
        raise ValueError(f"A selector has at most {LONGEST} characters, all of them visible.")
    if found := re.search(r"[{}<;@]", selector):
        raise ValueError(f"A CSS selector holds no “{found[0]}”: write .thanks, not <p class=thanks>.")
    bare = _without_strings(selector)
    if not re.fullmatch(r"(?:[*A-Za-z_.#:\[-]|\\|[^\x00-\x7f]).*", bare):
        raise ValueError("A CSS selector begins with a name, a dot, a # or a [, such as .thanks.")
    if re.search(r"[,>+~.#:(\\]$|[.#](?![\w\\-]|[^\x00-\x7f])|,\s*,", bare):
        raise ValueError("The selector stops short: a name is missing after a dot, a #, a comma or a bracket.")
    if not bare.strip("* ,>+~"):
        raise ValueError("Everything fits that: each attempt would count as a success.")
    return selector


def _without_strings(selector: str) -> str:
    """The selector with its quoted parts emptied. Raises ValueError where quotes or brackets don't pair."""
    bare: list[str] = []
    open_brackets: list[str] = []
    quoted = ""
    letters = iter(selector)
    for letter in letters:
        if letter == "\\":
            escaped = next(letters, "")
            bare.append("" if quoted else letter + escaped)
        elif quoted:
            quoted = "" if letter == quoted else quoted
        elif letter in "\"'":
            quoted = letter
            bare.append("x")
        else:
            bare.append(letter)
            if letter in "([":
                open_brackets.append({"(": ")", "[": "]"}[letter])
            elif letter in ")]" and (not open_brackets or open_brackets.pop() != letter):
                raise ValueError(f"The selector closes with “{letter}” what nothing opened.")
    if quoted or open_brackets:
        raise ValueError(f"The selector opens what it does not close: a “{quoted or open_brackets[-1]}” is missing.")
    return "".join(bare)


async def list_rules(db: asyncpg.Pool, site_id: int) -> list[StoredRule]:
    """A site's rules, oldest first."""
    rows = await db.fetch(
        "select rule_id, form, url, selector from success_rule where site_id = $1 order by rule_id", site_id
    )
    return [msgspec.convert(dict(row), StoredRule) for row in rows]


async def add_rule(db: asyncpg.Pool, site_id: int, rule: wire.SuccessRule, now: datetime) -> None:
    """Keep a checked rule; one that stands already is not kept twice. Raises ValueError past MOST_RULES."""
    rules = await list_rules(db, site_id)
    if any((known.form, known.url, known.selector) == (rule.form, rule.url, rule.selector) for known in rules):
        return
    if len(rules) >= MOST_RULES:
        raise ValueError(f"A site has at most {MOST_RULES} rules.")
    await db.execute(
        "insert into success_rule (site_id, form, url, selector, created_at) values ($1, $2, $3, $4, $5)",
        site_id,
        rule.form,
        rule.url,
        rule.selector,
        now,
    )
    await tell_change(db, site_id)


async def remove_rule(db: asyncpg.Pool, site_id: int, rule_id: int) -> None:
    """Forget a rule of that site."""
    await db.execute("delete from success_rule where site_id = $1 and rule_id = $2", site_id, rule_id)
    await tell_change(db, site_id)


async def rules_for_script(db: asyncpg.Pool, site_id: int, rules: list[wire.SuccessRule]) -> list[wire.SuccessRule]:
    """The rules as pages need them: one for a form stands also under the key of each form merged into it."""
    if not any(rule.form for rule in rules):
        return rules
    forms = await site_forms(db, site_id)
    keys: dict[str, list[str]] = {}
    for key, form in forms.by_key.items():
        keys.setdefault(form.key, []).append(key)
    return [msgspec.structs.replace(rule, form=key) for rule in rules for key in keys.get(rule.form, [rule.form])]

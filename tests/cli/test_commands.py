"""The commands from outside: what they print, and how they end."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import click
import msgspec
import pytest

from balk.accounts import account_of_password
from balk.accounts.api_tokens import site_of_token
from balk.cli import commands
from balk.erasure import OF_A_SITE
from balk.form_settings import hide_field, hide_form, merge_form
from balk.ingest.writer import Writer
from balk.report.catalogue import form_by_key
from balk.report.form_fields import form_fields
from balk.sites import all_sites, site_by_name, snippet
from balk.success_rules import add_rule
from balk.wire import SuccessRule
from cli.serving import Ended, balk, environment
from given import a_batch, a_form, a_site, a_view, an_answer, touched


async def run(*arguments: str, given: str = "", **variables: str) -> Ended:
    return await asyncio.to_thread(balk, *arguments, given=given, **variables)


async def test_a_new_site_gets_a_key_and_a_snippet(db: asyncpg.Pool, dsn: str) -> None:
    ended = await run(
        *("site", "add", "shop", "--origin", "https://Shop.example:443/path", "--abandon-after", "60"),
        *("--holdout", "0.25", "--include-bots", "--json", "--database-url", dsn, "--public-url", "https://b.example"),
    )

    site = await site_by_name(db, "shop")
    assert site is not None
    assert ended.json() == {"site": "shop", "key": site.key, "snippet": snippet(site, "https://b.example")}
    figures = (site.origins, site.abandon_after_s, site.holdout, site.include_bots)
    assert figures == (["https://shop.example"], 60, 0.25, True)


async def test_a_new_site_says_which_origin_it_takes_data_from(dsn: str) -> None:
    ended = await run("site", "add", "shop", "--origin", "https://Shop.example/sign-up?a=1", "--database-url", dsn)

    assert ended.out.startswith("shop takes data from https://shop.example. Put this on its pages:\n\n  <script async ")


async def test_what_is_set_is_shown_as_json(db: asyncpg.Pool, dsn: str) -> None:
    await a_site(db)

    ended = await run("site", "set", "shop", "--disabled", "--json", "--database-url", dsn)
    listed = await run("site", "list", "--json", "--database-url", dsn)

    assert listed.json() == {"sites": [ended.json()]}
    assert ended.json()["enabled"] is False


async def test_what_is_set_changes_and_the_rest_stays(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db, holdout=0.5)

    ended = await run("--database-url", dsn, "site", "set", "shop", "--abandon-after", "90", "--no-include-bots")

    changed = await site_by_name(db, "shop")
    assert changed is not None
    assert ended == Ended(0, "changed shop\n", "")
    assert (changed.abandon_after_s, changed.origins, changed.holdout) == (90, site.origins, 0.5)


def test_a_command_is_there_at_once() -> None:
    """What takes long to import is imported where it is used."""
    asked = "import sys, balk.cli; print(*({'litestar', 'textblob', 'argon2', 'jinja2'} & {*sys.modules}))"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


async def test_sites_are_listed(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)

    ended = await run("site", "list", "--json", BALK_DATABASE_URL=dsn)

    shown = {"site": "shop", "key": site.key, "origins": site.origins, "abandon_after_s": 1800}
    keeps = {"keep_views_days": 90, "keep_aggregates_months": 25, "keep_answers_days": None, "views_kept_since": None}
    assert ended.json() == {"sites": [shown | {"holdout": 0.1, "include_bots": False, "enabled": True} | keeps]}


async def test_a_removed_site_leaves_nothing_and_harms_no_other(db: asyncpg.Pool, dsn: str) -> None:
    writer = Writer(db)
    for name in ("shop", "other"):
        view = a_view()
        batch = a_batch([view], answers=[an_answer(view)])
        await writer.write(await a_site(db, name), batch, datetime.now(UTC), False)
    await writer.close()
    for site in await all_sites(db):
        form = await form_by_key(db, site.site_id, "signup")
        assert form is not None
        await hide_form(db, site.site_id, form, True)
        await add_rule(db, site.site_id, SuccessRule(url="/thanks"), datetime.now(UTC))

    ended = await run("site", "remove", "shop", "--yes", "--database-url", dsn)

    tables = ("view_open", "answer", "form", "field", "version", "form_setting", "success_rule")
    left = {table: await db.fetchval(f"select count(distinct site_id) from {table}") for table in tables}
    told, head, *rows = ended.out.splitlines()
    assert (ended.status, ended.err, told) == (0, "", "removed shop with 1 form, 1 view and 1 answer")
    assert head.split() == ["table", "erased", "remaining"]
    assert {row.split()[0]: row.split()[2] for row in rows} == dict.fromkeys(OF_A_SITE, "0")
    assert [site.name for site in await all_sites(db)] == ["other"]
    assert left == dict.fromkeys(tables, 1)


async def test_a_removed_site_is_told_as_json(db: asyncpg.Pool, dsn: str) -> None:
    await a_site(db)

    ended = await run("site", "remove", "shop", "--json", "--database-url", dsn)

    none = dict.fromkeys(OF_A_SITE, 0)
    told = {"removed": "shop", "forms": 0, "views": 0, "answers": 0, "erased": none | {"site": 1}, "remaining": none}
    assert ended.json() == told


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
async def test_in_a_terminal_a_site_is_removed_after_a_yes_only(db: asyncpg.Pool, dsn: str) -> None:
    await a_site(db)
    ours, theirs = os.openpty()
    os.write(ours, b"n\n")
    command = [sys.executable, "-m", "balk", "site", "remove", "shop", "--database-url", dsn]

    done = await asyncio.to_thread(
        subprocess.run, command, stdin=theirs, capture_output=True, text=True, env=environment(), timeout=120
    )

    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Remove shop with 0 forms, 0 views and 0 answers?" in done.stderr
    assert [site.name for site in await all_sites(db)] == ["shop"]


async def test_an_account_is_made_with_a_password_from_standard_input(db: asyncpg.Pool, dsn: str) -> None:
    ended = await run(
        *("user", "add", "Ada@example.com", "--role", "viewer", "--password-stdin", "--json", "--database-url", dsn),
        given="correct horse battery\n",
    )

    account = await account_of_password(db, "ada@example.com", "correct horse battery")
    assert account is not None
    assert (ended.json(), account.role) == ({"email": "ada@example.com", "role": "viewer"}, "viewer")


async def test_a_token_is_shown_once_and_reads_its_site(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)

    ended = await run("token", "add", "--site", "shop", "--json", "--database-url", dsn)

    assert await site_of_token(db, str(ended.json()["token"])) == (site, "read")


async def _filled(db: asyncpg.Pool, times: int = 1) -> None:
    """A form where 6 of 10 people leave at the phone number, and nobody elsewhere; 3 reach the last field. All of it so
    many times. One who left says why."""
    writer = Writer(db)
    site = await a_site(db)
    old: dict[str, Any] = {"age_ms": 5_000_000, "idle_ms": 4_000_000}
    left = [a_view([touched("name"), touched("phone", 0)], **old) for _ in range(6 * times)]
    done = [a_view([touched("name"), touched("phone")], attempts=1, outcome="api", **old) for _ in range(4 * times)]
    late = [a_view([touched("name"), touched("email")], attempts=1, outcome="api", **old) for _ in range(3 * times)]
    why = an_answer(left[0], text="I don't trust you with my phone number", choices=["privacy-trust"])
    for one in [a_batch([*left, *done, *late][at : at + 13]) for at in range(0, 13 * times, 13)]:
        await writer.write(site, one, datetime.now(UTC), False)
    await writer.write(site, a_batch([], answers=[why]), datetime.now(UTC), False)
    await writer.close()


async def test_the_report_names_the_worst_field_and_says_why(db: asyncpg.Pool, dsn: str) -> None:
    await _filled(db, times=10)

    ended = await run("report", "shop", "signup", "--database-url", dsn)

    row = {line.split()[0]: line for line in ended.out.splitlines() if line.startswith(("Name", "Email", "Phone"))}
    assert "130 seen → 130 started → 70 attempted → 70 completed: 53.8% (45%–62%)" in ended.out
    assert "People stop at Phone: mending it would win back about " in ended.out
    assert "Top reason there, of those who then left: privacy-trust (1)." in ended.out
    assert row["Phone"].split()[:5] == ["Phone", "100", "60", "60.0%", "(50%–69%)"]
    assert row["Phone"].rstrip().endswith("  privacy-trust (1 left)")


async def test_the_report_says_where_there_is_too_little(db: asyncpg.Pool, dsn: str) -> None:
    await _filled(db)

    ended = await run("report", "shop", "signup", "--database-url", dsn)

    (row,) = [line for line in ended.out.splitlines() if line.startswith("Email")]
    assert "Too few yet: 13 starts. From about 100 on, Balk says here which field to change first." in ended.out
    assert " ".join(row.split()) == "Email 3 0 too few (3 of 5) 0.8 / 0.8 s 0 too few"


@pytest.mark.parametrize(
    ("columns", "header"),
    [
        ("", "field reached abandoned drop-off hesitation errors recoverable top reason"),
        ("80", "field reached abandoned drop-off recoverable"),
        ("40", "field recoverable"),
    ],
)
async def test_a_narrow_report_leaves_out_columns_and_breaks_no_word(
    db: asyncpg.Pool, dsn: str, columns: str, header: str
) -> None:
    await _filled(db)

    ended = await run("report", "shop", "signup", "--database-url", dsn, COLUMNS=columns)

    lines = ended.out.splitlines()
    table = [line for line in lines if line.startswith(("field", "Name", "Email", "Phone"))]
    assert max(map(len, lines)) <= int(columns or 140)
    assert " ".join(table[0].split()) == header
    assert (len(table), lines[lines.index(table[0]) + 4]) == (4, "")


async def test_the_report_as_json_is_that_of_the_api(db: asyncpg.Pool, dsn: str) -> None:
    await _filled(db)

    ended = await run("report", "shop", "signup", "--json", "--database-url", dsn)

    assert set(ended.json()) >= {"form", "period", "sampling", "totals", "fields", "submit", "reasons", "prompts"}


async def test_the_report_of_a_merged_form_is_its_targets_and_says_what_is_hidden(db: asyncpg.Pool, dsn: str) -> None:
    await _filled(db)
    site = (await all_sites(db))[0]
    writer = Writer(db)
    await writer.write(site, a_batch([a_view(form="old")], [a_form("old")]), datetime.now(UTC), False)
    await writer.close()
    await merge_form(db, site.site_id, "old", "signup")
    form = await form_by_key(db, site.site_id, "signup")
    assert form is not None
    fields = await form_fields(db, site.site_id, form)
    await hide_field(db, site.site_id, form, fields.entries[fields.by_key["phone"]], True)

    merged, target = [await run("report", "shop", key, "--database-url", dsn) for key in ("old", "signup")]

    assert merged == target
    assert "14 seen → 14 started" in merged.out
    assert "1 hidden field: 6 abandoned" in merged.out


async def test_an_export_is_a_stream_of_rows(db: asyncpg.Pool, dsn: str) -> None:
    await _filled(db)

    ended = await run("export", "shop", "fields", "--format", "csv", "--database-url", dsn)

    head, *rows = ended.out.splitlines()
    assert head.startswith("form,field,label,type,position,required,reached,abandoned,drop_off_rate,")
    assert [row.split(",")[:2] for row in rows] == [["signup", key] for key in ("name", "email", "phone")]


async def test_a_figure_of_the_report_is_so_many_rows_of_the_export(db: asyncpg.Pool, dsn: str) -> None:
    await _filled(db)

    report = await run("report", "shop", "signup", "--json", "--database-url", dsn)
    views = await run("export", "shop", "views", "--format", "jsonl", "--database-url", dsn)

    rows = [msgspec.json.decode(line) for line in views.out.splitlines()]
    left = [row["abandoned_at_field"] for row in rows if row["outcome"] == "abandoned"]
    fields: Any = report.json()["fields"]
    assert {field["field"]: field["abandoned"] for field in fields} == {"name": 0, "email": 0, "phone": 6}
    assert left == ["phone"] * 6


async def test_a_healthy_database_passes_the_doctor(dsn: str) -> None:
    ended = await run("doctor", "--json", "--database-url", dsn)

    checks = ended.json()["checks"]
    assert isinstance(checks, list)
    states = {check["name"]: check["state"] for check in checks}
    names = ["database", "schema", "clock", "queue", "retention", "script"]
    assert (ended.status, states) == (0, dict.fromkeys(names, "ok"))


async def test_a_database_that_is_away_fails_the_doctor() -> None:
    ended = await run("doctor", "--database-url", "postgresql://nobody:secret@127.0.0.1:1/none")

    says = "no PostgreSQL answers at 127.0.0.1:1"
    assert ended.out.splitlines()[0] == f"fail  database    {says}"
    assert (ended.status, ended.err) == (1, f"balk: database: {says}\n")


AWAY = [
    ("u:secret@127.0.0.1:1/x", "no PostgreSQL answers at 127.0.0.1:1"),
    ("u:secret@127.0.0.1:1,127.0.0.1:2/x", "no PostgreSQL answers at 127.0.0.1:1, 127.0.0.1:2"),
    ("u:secret@no.invalid/x", "no PostgreSQL answers at no.invalid:5432: nobody knows a host of that name"),
    ("u:secret@/x?host=/nowhere", "no PostgreSQL answers at /nowhere: there is no socket"),
    ("u:sec/ret@host/x", "--database-url cannot be read: it looks like postgresql://user:password@host/database"),
]


@pytest.mark.parametrize(("address", "says"), AWAY, ids=[address for address, _ in AWAY])
def test_a_database_that_is_away_is_said_in_words_and_without_its_password(address: str, says: str) -> None:
    ended = balk("serve", "--port", "0", "--database-url", f"postgresql://{address}")

    assert ended == Ended(1, "", f"balk: {says}\n")


def test_tagging_needs_no_database(tmp_path: Path) -> None:
    line = '{"text": "way too expensive", "question": "What stopped you?", "form": "", "fields": [], "field": null}\n'

    ended = balk("tag", given=line, BALK_DATA=str(tmp_path / "data"))

    assert set(ended.json()) == {"text", "lang", "tags", "named_field", "sentiment"}
    assert not (tmp_path / "data").exists()


def test_a_bad_line_costs_no_good_one_its_tags() -> None:
    ended = balk("tag", given='{"text": "too expensive"}\n\nnonsense\n{"text": "too long"}\n{"text": 5}\n')

    assert [msgspec.json.decode(line)["text"] for line in ended.out.splitlines()] == ["too expensive", "too long"]
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("balk: 2 bad lines; the first is line 3: ")


WRONG_USAGE = [
    ("nope",),
    ("serve", "--port", "many"),
    ("site", "add", "shop"),
    ("site", "add", "shop", "--origin", "not an origin"),
    ("site", "add", "a/b", "--origin", "https://a.example"),
    ("site", "add", "shop", "--origin", "https://a.example", "--holdout", "2"),
    ("token", "add"),
    ("report", "shop", "signup", "--from", "yesterday"),
    ("report", "shop", "signup", "--from", "2026-02-01", "--to", "2026-01-01"),
    ("export", "shop", "secrets"),
    ("user", "add", "ada@example.com"),
    ("--database-url", "mysql://here", "site", "list"),
    ("--public-url", "here", "site", "list"),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_one_line_and_status_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ended = balk(*arguments, BALK_DATA=str(tmp_path / "data"))

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1), ended.err


REFUSED = [
    ("site", "set", "nix", "--holdout", "0"),
    ("site", "remove", "nix"),
    ("token", "add", "--site", "nix"),
    ("report", "nix", "signup"),
    ("report", "shop", "nix"),
    ("export", "nix", "fields"),
    ("site", "add", "shop", "--origin", "https://a.example"),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
async def test_what_cannot_be_done_is_one_line_and_status_1(
    arguments: tuple[str, ...], db: asyncpg.Pool, dsn: str
) -> None:
    await a_site(db)

    ended = await run(*arguments, "--database-url", dsn)

    assert (ended.status, ended.out, ended.err.count("\n")) == (1, "", 1), ended.err


async def test_a_bad_password_is_one_line_and_status_1(dsn: str) -> None:
    ended = await run("user", "add", "ada@example.com", "--password-stdin", "--database-url", dsn, given="short\n")

    assert (ended.status, ended.err.count("\n"), "at least" in ended.err) == (1, 1, True)


def _options(command: click.Command, path: str) -> list[tuple[str, click.Option]]:
    own = [(path, parameter) for parameter in command.params if isinstance(parameter, click.Option)]
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return own + [found for name, sub in below for found in _options(sub, f"{path} {name}")]


def test_every_option_has_its_variable() -> None:
    expected = {}
    found = {}
    for path, option in _options(commands, "balk"):
        name = max(option.opts, key=len)
        if name in ("--help", "--version"):
            continue
        variable = "BALK_" + name.removeprefix("--").replace("-", "_").upper()
        expected[f"{path} {name}"] = variable
        # Beside a command's name the place is read by the outermost; its help names the variable all the same.
        found[f"{path} {name}"] = str(option.envvar or (variable if variable in (option.help or "") else None))

    assert found == expected


@pytest.mark.parametrize("path", sorted({path for path, _ in _options(commands, "balk")}))
def test_every_command_has_help(path: str) -> None:
    ended = balk(*path.split()[1:], "--help")

    assert (ended.status, ended.err, ended.out.startswith(f"Usage: {path}")) == (0, "", True)

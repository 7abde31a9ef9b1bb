"""Sites are remembered while changes to them are told, and looked up again soon where they are not."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg
import pytest

from balk import db as database
from balk import wire
from balk.form_settings import merge_form, unmerge_form
from balk.ingest import known_sites
from balk.ingest.known_sites import KnownSites
from balk.ingest.writer import Writer
from balk.sites import Site, change_site
from balk.success_rules import add_rule, remove_rule
from given import NOW, a_batch, a_form, a_site, a_view, eventually


@pytest.fixture
def believed_only_if_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_sites, "_SECONDS", 0.0)


async def heard(known: KnownSites, key: str) -> None:
    """Wait until word comes through, by a site that is still believed after it was looked up."""

    async def is_remembered() -> bool:
        await known.find(key)
        return known.remembered(key) is not None

    await eventually(is_remembered, bool)


@pytest.mark.usefixtures("believed_only_if_told")
async def test_every_change_to_a_site_is_told_to_who_remembers_it(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    writer = Writer(db)
    forms = [a_form("signup"), a_form("old")]
    await writer.write(site, a_batch([a_view(), a_view(form="old")], forms=forms), NOW, False)
    await writer.close()
    elsewhere = await database.open_pool(dsn, largest=1)
    known = KnownSites(db)
    known.listen()

    async def rule_gone() -> None:
        rule_id = await elsewhere.fetchval("select rule_id from success_rule where site_id = $1", site.site_id)
        await remove_rule(elsewhere, site.site_id, rule_id)

    changes: list[Callable[[], Awaitable[None]]] = [
        lambda: change_site(elsewhere, site, holdout=0.5),
        lambda: add_rule(elsewhere, site.site_id, wire.SuccessRule(form="signup", url="/thanks"), NOW),
        lambda: merge_form(elsewhere, site.site_id, "old", "signup"),
        lambda: unmerge_form(elsewhere, site.site_id, "old"),
        rule_gone,
        lambda: change_site(elsewhere, site, enabled=False),
    ]
    for change in changes:
        await heard(known, site.key)
        await change()

        async def remembered() -> Site | None:
            return known.remembered(site.key)

        assert await eventually(remembered, lambda found: found is None) is None
    assert await known.find(site.key) is None
    await known.stop()
    await elsewhere.close()


@pytest.mark.usefixtures("believed_only_if_told")
async def test_without_word_a_site_is_looked_up_again(db: asyncpg.Pool) -> None:
    site = await a_site(db)
    known = KnownSites(db)

    assert await known.find(site.key) is not None
    assert known.remembered(site.key) is None
    assert known.last_known(site.key) is not None


@pytest.mark.usefixtures("believed_only_if_told")
async def test_after_the_connection_broke_changes_are_heard_again(db: asyncpg.Pool, dsn: str) -> None:
    site = await a_site(db)
    known = KnownSites(db)
    known.listen()
    await heard(known, site.key)

    other = await asyncpg.connect(dsn)
    await other.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> $1",
        other.get_server_pid(),
    )

    async def is_changed() -> bool:
        with suppress(*database.AWAY):
            await change_site(db, site, abandon_after_s=3600)
            return True
        return False

    assert await eventually(is_changed, bool)

    async def window() -> int:
        found = await known.find(site.key)
        return 0 if found is None else found.abandon_after_s

    assert await eventually(window, lambda seconds: seconds == 3600) == 3600
    await heard(known, site.key)
    await known.stop()
    await other.close()


async def test_invented_keys_do_not_drive_out_a_site(db: asyncpg.Pool) -> None:
    site = await a_site(db)
    known = KnownSites(db, most=3)
    await known.find(site.key)

    for number in range(10):
        assert await known.find(f"invented{number}") is None

    assert known.last_known(site.key) == site

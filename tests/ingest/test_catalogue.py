"""Names and labels of the catalogue follow the page, at most once a minute."""

from datetime import datetime, timedelta

import asyncpg
import msgspec

from balk import wire
from balk.ingest.catalogue import MOST_FORMS, Catalogue
from balk.ingest.form_ids import OTHER
from given import NOW, a_batch, a_form, a_site, a_view


async def learn(db: asyncpg.Pool, catalogue: Catalogue, site_id: int, batch: wire.Batch, now: datetime) -> None:
    """What the writer does before it writes."""
    async with db.acquire() as connection:
        await catalogue.learn(connection, site_id, catalogue.wanted(site_id, [batch], now), now)


async def test_a_form_that_was_renamed_shows_its_new_name_and_labels_after_a_minute(db: asyncpg.Pool) -> None:
    site, catalogue = await a_site(db), Catalogue()
    renamed = msgspec.structs.replace(
        a_form(fields=[]), name="Join us", fields=[wire.Field(key="name", label="Full name")]
    )
    read = msgspec.msgpack.Decoder(list[wire.Field]).decode
    seen = []

    for form, second in ((a_form(), 0), (renamed, 30), (renamed, 90)):
        await learn(db, catalogue, site.site_id, a_batch([a_view()], [form]), NOW + timedelta(seconds=second))
        row = await db.fetchrow("select form.name, version.definition from form join version using (site_id, form_id)")
        seen.append((row["name"], [field.label for field in read(row["definition"])]))

    before, after = ("Sign up", ["Name", "Email", "Phone"]), ("Join us", ["Full name", "Email", "Phone"])
    assert seen == [before, before, after]


async def test_what_is_known_is_not_asked_again(db: asyncpg.Pool) -> None:
    site, catalogue = await a_site(db), Catalogue()
    batch = a_batch([a_view()])

    await learn(db, catalogue, site.site_id, batch, NOW)

    assert catalogue.wanted(site.site_id, [batch], NOW) == {}


async def test_invented_forms_are_capped(db: asyncpg.Pool) -> None:
    site, catalogue = await a_site(db), Catalogue()
    await db.execute(
        """
        insert into form (site_id, key, first_seen_at)
        select $1, 'form ' || number, $2 from generate_series(1, $3::int) as number
        """,
        site.site_id,
        NOW,
        MOST_FORMS,
    )

    for key in ("one more", "and another"):
        await learn(db, catalogue, site.site_id, a_batch([a_view(form=key)], forms=[]), NOW)

    other = await db.fetchval("select form_id from form where key = $1", OTHER)
    assert [catalogue.form(site.site_id, key).form_id for key in ("one more", "and another")] == [other, other]
    assert await db.fetchval("select count(*) from form") == MOST_FORMS + 1

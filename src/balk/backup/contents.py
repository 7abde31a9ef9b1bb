"""What a database holds, in figures that its owner knows."""

import asyncpg
from msgspec import Struct

from balk.report.counted import counted


class Contents(Struct, frozen=True):
    """How many of each there are. The site `demo` that every first start makes counts once it has a form."""

    accounts: int = 0
    sites: int = 0
    forms: int = 0
    views: int = 0
    answers: int = 0

    @property
    def anything(self) -> bool:
        """Whether somebody would miss it."""
        return self != Contents()

    def in_words(self) -> str:
        """As in a sentence."""
        return (
            f"{counted(self.sites, 'site')}, {counted(self.forms, 'form')}, {counted(self.views, 'view')}, "
            f"{counted(self.answers, 'answer')} and {counted(self.accounts, 'account')}"
        )


async def contents(db: asyncpg.Connection) -> Contents:
    """Of the database of any Balk, or of an empty one."""
    if await db.fetchval("select to_regclass('site') is null or to_regclass('view_closed') is null"):
        return Contents()
    row = await db.fetchrow(
        """
        select
            (select count(*) from account) as accounts,
            (select count(*) from site
                where name <> 'demo' or exists (select from form where form.site_id = site.site_id)) as sites,
            (select count(*) from form) as forms,
            (select count(*) from view_open) + (select count(*) from view_closed) as views,
            (select count(*) from answer) as answers
        """
    )
    return Contents(**row)


async def contents_at(dsn: str) -> Contents:
    """Of the database at that address."""
    db = await asyncpg.connect(dsn)
    try:
        return await contents(db)
    finally:
        await db.close()

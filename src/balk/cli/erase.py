"""`balk erase`: one visit, or every answer that contains a text, with the proof that nothing remains."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import click

from balk.cli.database import run
from balk.cli.erased import ask_before, refuse_remains, rewriting, say_erasure
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import say_json
from balk.cli.site import site_called
from balk.erasure import Erasure, clear_files, count_answers, count_visit, erase_answers, erase_visit
from balk.report.counted import counted
from balk.sites import Site

_Count = Callable[[asyncpg.Pool, Site], Awaitable[dict[str, int]]]
_Erase = Callable[[asyncpg.Pool, Site], Awaitable[Erasure]]


@click.command()
@click.argument("name", metavar="SITE")
@option("--visit", type=click.UUID, help="Its views, answers and moments.")
@option("--answers-containing", metavar="TEXT", help="In what was written or chosen, in any case; no wildcards.")
@rewriting
@option("--yes", is_flag=True, help="Don't ask.")
@as_json
@at_place()
def erase(
    name: str, visit: UUID | None, answers_containing: str | None, rewrite: bool, yes: bool, as_json: bool
) -> None:
    """Erase a visit, or answers; look for it again, and print what went and that nothing remains.

    Asks first in a terminal. Exit status 1 where something remains. `balk site remove` erases a whole site.
    """
    if (visit is None) == (answers_containing is None):
        raise click.UsageError("give either --visit or --answers-containing")
    count: _Count
    work: _Erase
    if visit is not None:
        count, work = lambda db, site: count_visit(db, site, visit), lambda db, site: erase_visit(db, site, visit)
    else:
        text = (answers_containing or "").strip()
        if not text:
            raise click.UsageError("--answers-containing needs a text: every answer contains an empty one")
        count, work = lambda db, site: count_answers(db, site, text), lambda db, site: erase_answers(db, site, text)

    async def counted_then_erased(db: asyncpg.Pool) -> Erasure:
        site = await site_called(db, name)
        found = await count(db, site)
        ask_before(f"Erase from {name}: {_in_words(found)}?", yes)
        done = await work(db, site)
        await clear_files(db, done, rewrite=rewrite)
        return done

    done = run(settings_here(), counted_then_erased)
    if as_json:
        say_json(done)
    else:
        say_erasure(done)
    refuse_remains(done)


def _in_words(rows: dict[str, int]) -> str:
    views = rows.get("view_open", 0) + rows.get("view_closed", 0)
    words = [counted(views, "view")] if "view_open" in rows else []
    words += [counted(rows[table], table) for table in ("answer", "moment") if table in rows]
    return ", ".join(words)

"""`balk report`: one form's friction report as a table in the terminal."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import click
from rich.text import Text

from balk.cli.database import run
from balk.cli.failing import Refused
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import console, say_json
from balk.cli.report_table import fields_table, top_reason, with_interval
from balk.cli.site import site_called
from balk.report.counted import counted
from balk.report.shape import FieldReport, Filters, FrictionReport
from balk.report.verdict import ENOUGH_STARTS, snags

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("site")
@click.argument("form")
@option("--from", "first", type=_DAY, metavar="DAY", help="First day, such as 2026-11-01.  [default: 27 days before]")
@option("--to", "last", type=_DAY, metavar="DAY", help="Last day.  [default: today]")
@as_json
@at_place()
def report(site: str, form: str, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Show where people stop in a form, and what a fix would win back."""
    now = datetime.now(UTC)
    to = last.date() if last else now.date()
    since = first.date() if first else to - timedelta(days=27)
    if since > to:
        raise click.UsageError("--from is after --to")

    async def work(db: asyncpg.Pool) -> FrictionReport:
        from balk.report.friction import friction_report

        found = await friction_report(db, await site_called(db, site), form, Filters(first=since, last=to), now)
        if found is None:
            raise Refused(f"the site {site!r} has no form {form!r}")
        return found

    found = run(settings_here(), work)
    if as_json:
        say_json(found)
    else:
        show(found, since, to)


def show(found: FrictionReport, since: date, to: date) -> None:
    """Print a headline, the table of fields in form order, and what it cannot know."""
    out = console()
    totals = found.totals
    worst = next(iter(snags(found)), None)
    out.print()
    out.print(Text.assemble((found.name or found.form, "bold"), (f"   {found.page}   {since} to {to}", "dim")))
    out.print(
        f"{totals.views:,} seen → {totals.started:,} started → {totals.attempted:,} attempted → "
        f"{totals.completed:,} completed: {with_interval(totals.completion_rate, totals.started)}"
    )
    out.print(headline(found, worst))
    out.print()
    table = fields_table(found.fields, worst, out.width)
    out.print(table)
    out.print()
    out.print(Text(" · ".join(_beside(found)), "dim"))
    explained = " · hesitation: p50 / p90" if any(column.header == "hesitation" for column in table.columns) else ""
    out.print(Text(f"in brackets: 95 % intervals{explained}", "dim"))


def headline(found: FrictionReport, worst: FieldReport | None) -> Text:
    """The report in a sentence, the same as on its page: which field to mend first, and what that wins back."""
    if worst is not None:
        won, top = worst.recoverable, top_reason(worst)
        said = f"\nTop reason there, of those who then left: {top.tag} ({top.left})." if top and top.left else ""
        return Text.assemble(
            "People stop at ",
            (worst.label or worst.field, "bold red"),
            f": mending it would win back about {won.value:,.0f} completions ({won.low:,.0f} to {won.high:,.0f}).",
            said,
        )
    if found.totals.started < ENOUGH_STARTS:
        so_far = f"Too few yet: {counted(found.totals.started, 'start')}."
        return Text(f"{so_far} From about {ENOUGH_STARTS} on, Balk says here which field to change first.", "italic")
    return Text("No field loses more people than the form's median field, beyond chance.", "italic")


def _beside(found: FrictionReport) -> list[str]:
    totals, submit, hidden = found.totals, found.submit, found.hidden
    parts = [
        f"submit step: {submit.abandoned:,} abandoned, {counted(submit.failed_attempts, 'failed attempt')}",
        f"{totals.unconfirmed:,} unconfirmed" if totals.unconfirmed else "",
        f"{totals.in_progress:,} in progress" if totals.in_progress else "",
        counted(totals.blind_spots, "blind spot") if totals.blind_spots else "",
        f"{counted(hidden.fields, 'hidden field')}: {hidden.abandoned:,} abandoned" if hidden.fields else "",
        f"{found.sampling:.0%} of visits are recorded: counts are of these" if found.sampling < 1 else "",
    ]
    return [part for part in parts if part]

"""`balk report`: one form's friction report as a table in the terminal."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg
import click
from rich.table import Table
from rich.text import Text

from balk.cli.database import run
from balk.cli.failing import Refused
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import console, say_json
from balk.cli.site import site_called
from balk.report.shape import FieldReport, Filters, FrictionReport, Rate

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5
"""Below this many views a rate is not shown."""

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
    out.print()
    out.print(Text.assemble((found.name or found.form, "bold"), (f"   {found.page}   {since} to {to}", "dim")))
    out.print(
        f"{totals.views:,} seen → {totals.started:,} started → {totals.attempted:,} attempted → "
        f"{totals.completed:,} completed ({with_interval(totals.completion_rate, totals.started)})"
    )
    out.print(headline(found.fields))
    out.print()
    out.print(_table(found.fields))
    out.print()
    beside = [
        f"submit step: {found.submit.abandoned:,} abandoned, {found.submit.failed_attempts:,} failed attempts",
        f"{totals.unconfirmed:,} unconfirmed" if totals.unconfirmed else "",
        f"{totals.in_progress:,} in progress" if totals.in_progress else "",
        f"{totals.blind_spots:,} blind spots" if totals.blind_spots else "",
    ]
    out.print(Text("   ".join(part for part in beside if part), "dim"))


def headline(fields: "Sequence[FieldReport]") -> Text:
    """The report in a sentence: which field to mend first, and what that wins back."""
    worst = max(fields, key=lambda one: one.recoverable.value, default=None)
    if worst is None or worst.recoverable.value <= 0 or worst.reached < FEWEST:
        return Text("No field stands out.", "italic")
    won = worst.recoverable
    return Text.assemble(
        "People stop at ",
        (worst.label or worst.field, "bold red"),
        f": mending it would win back about {won.value:,.0f} completions ({won.low:,.0f} to {won.high:,.0f}).",
    )


def _table(fields: "Sequence[FieldReport]") -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("field", max_width=26)
    for name in ("reached", "left here"):
        table.add_column(name, justify="right")
    table.add_column("drop-off", min_width=26)
    for name in ("hesitation p50 / p90", "errors", "recoverable"):
        table.add_column(name, justify="right")
    table.add_column("top reason", max_width=22)
    highest = max((one.drop_off_rate.value or 0 for one in fields if one.reached >= FEWEST), default=0)
    worst = max((one.recoverable.value for one in fields), default=0)
    for one in fields:
        table.add_row(
            Text(one.label or one.field, "bold" if worst and one.recoverable.value == worst else ""),
            f"{one.reached:,}",
            f"{one.abandoned:,}",
            drop_off(one, highest),
            f"{_seconds(one.hesitation_ms.p50)} / {_seconds(one.hesitation_ms.p90)}",
            f"{sum(error.count for error in one.errors):,}" if one.errors else "–",
            _recoverable(one),
            _top_reason(one),
        )
    return table


def drop_off(one: FieldReport, highest: float) -> Text:
    """A bar as long as its share of the highest rate, with rate and interval; "too few" below FEWEST views."""
    rate = one.drop_off_rate
    if one.reached < FEWEST or rate.value is None:
        return Text(f"too few ({one.reached} of {FEWEST})", "dim")
    eighths = round(64 * rate.value / highest) if highest else 0
    bar = "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")
    return Text.assemble((f"{bar:<8} ", "red"), with_interval(rate, one.reached))


def with_interval(rate: Rate, over: int) -> str:
    """The rate in per cent with its interval; "too few" over fewer than FEWEST views."""
    if rate.value is None or rate.low is None or rate.high is None or over < FEWEST:
        return f"too few: {over}"
    return f"{rate.value:.1%} ({rate.low:.0%}–{rate.high:.0%})"


def _seconds(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds / 1000:.1f} s"


def _recoverable(one: FieldReport) -> str:
    won = one.recoverable
    if one.reached < FEWEST:
        return "too few"
    return f"{won.value:,.0f} ({won.low:,.0f}–{won.high:,.0f})" if won.value or won.high else "0"


def _top_reason(one: FieldReport) -> str:
    top = max(one.reasons, key=lambda reason: (reason.left, reason.completed), default=None)
    return "" if top is None else f"{top.tag} ({top.left} left)"

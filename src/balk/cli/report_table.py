"""The friction report's fields as a table that fits: where it is too wide it leaves out columns, and breaks no word."""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from rich.table import Table
from rich.text import Text

from balk.report.shape import FieldReport, Rate, ReasonCount

FEWEST = 5
"""Below this many views a rate is not shown."""

LONGEST_LABEL, SHORTEST_LABEL = 36, 22
"""How wide the field's label is where there is room, and where there is none."""

BAR = 8
GAP = 2


class Column(Struct, frozen=True):
    """One column; the one with the greater `importance` is the first to get its place."""

    header: str
    importance: int
    cells: list[Text]
    justify: Literal["left", "right"] = "left"

    @property
    def width(self) -> int:
        """As wide as the widest cell."""
        return max(len(self.header), *(cell.cell_len for cell in self.cells), 0)


def fields_table(fields: Sequence[FieldReport], worst: FieldReport | None, width: int) -> Table:
    """The fields in form order in at most `width` columns, `worst` set off."""
    labels = [Text(one.label or one.field, "bold red" if one is worst else "") for one in fields]
    shown = fitting(_columns(fields), width - SHORTEST_LABEL)
    left = width - sum(GAP + column.width for column in shown)
    widest = max((label.cell_len for label in labels), default=0)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, GAP, 0, 0))
    table.add_column("field", width=max(1, min(left, LONGEST_LABEL, max(widest, 5))), no_wrap=True, overflow="ellipsis")
    for column in shown:
        table.add_column(column.header, justify=column.justify, width=column.width, no_wrap=True)
    for label, *cells in zip(labels, *(column.cells for column in shown), strict=True):
        table.add_row(label, *cells)
    return table


def fitting(columns: list[Column], width: int) -> list[Column]:
    """The columns that fit beside each other, each after a gap, in their order; the most important get in first."""
    taken: list[Column] = []
    for column in sorted(columns, key=lambda column: -column.importance):
        if sum(GAP + other.width for other in [*taken, column]) <= width:
            taken.append(column)
    return [column for column in columns if column in taken]


def _columns(fields: Sequence[FieldReport]) -> list[Column]:
    highest = max((one.drop_off_rate.value or 0 for one in fields if one.reached >= FEWEST), default=0)

    def of(cell: Callable[[FieldReport], str | Text]) -> list[Text]:
        return [found if isinstance(found := cell(one), Text) else Text(found) for one in fields]

    return [
        Column("reached", 6, of(lambda one: f"{one.reached:,}"), "right"),
        Column("abandoned", 4, of(lambda one: f"{one.abandoned:,}"), "right"),
        Column("drop-off", 7, of(_drop_off), "right"),
        Column(" " * BAR, 2, of(lambda one: Text(bar(one, highest), "red"))),
        Column("hesitation", 1, of(_hesitation), "right"),
        Column("errors", 3, of(lambda one: f"{sum(error.count for error in one.errors):,}"), "right"),
        Column("recoverable", 8, of(_recoverable), "right"),
        Column("top reason", 5, of(_top_reason)),
    ]


def bar(one: FieldReport, highest: float) -> str:
    """As long as the field's share of the highest drop-off rate; none below FEWEST views."""
    if one.reached < FEWEST or not one.drop_off_rate.value or not highest:
        return ""
    eighths = max(1, round(8 * BAR * one.drop_off_rate.value / highest))
    return "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")


def with_interval(rate: Rate, over: int) -> str:
    """The rate in per cent with its interval; "too few" over fewer than FEWEST views."""
    if rate.value is None or rate.low is None or rate.high is None or over < FEWEST:
        return f"too few: {over}"
    return f"{rate.value:.1%} ({_per_cent(rate.low)}–{_per_cent(rate.high)})"


def _per_cent(share: float) -> str:
    return f"{share:.0%}" if share == 0 or share >= 0.0995 else f"{share:.1%}"


def _drop_off(one: FieldReport) -> str | Text:
    if one.reached < FEWEST:
        return Text(f"too few ({one.reached} of {FEWEST})", "dim")
    return with_interval(one.drop_off_rate, one.reached)


def _hesitation(one: FieldReport) -> str:
    half, most = one.hesitation_ms.p50, one.hesitation_ms.p90
    return "–" if half is None or most is None else f"{half / 1000:.1f} / {most / 1000:.1f} s"


def _recoverable(one: FieldReport) -> str | Text:
    won = one.recoverable
    if one.reached < FEWEST:
        return Text("too few", "dim")
    return f"{won.value:,.0f} ({won.low:,.0f}–{won.high:,.0f})" if won.high >= 0.5 else "0"


def top_reason(one: FieldReport) -> ReasonCount | None:
    """The reason that most of those who then left gave; of those who completed where nobody left. None without any."""
    return max(one.reasons, key=lambda reason: (reason.left, reason.completed), default=None)


def _top_reason(one: FieldReport) -> str:
    top = top_reason(one)
    if top is None:
        return ""
    return f"{top.tag} ({top.left} left)" if top.left else f"{top.tag} ({top.completed} completed)"

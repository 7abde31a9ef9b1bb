"""What a site's collecting refused, by reason, and what its owner can do about it."""

from datetime import date

import asyncpg
from msgspec import Struct

REASONS = {
    "origin": (
        "from an origin that this site does not list",
        "If the page is yours, add its origin under Set-up; if not, somebody else uses your key, to no effect.",
    ),
    "origin_missing": ("without an origin", "Browsers always say where a message comes from; programs often don’t."),
    "too_large": ("larger than 64 KiB", "The script never sends so much: this was a program."),
    "too_slow": ("too slow to arrive", "The script sends such messages again."),
    "rate": ("too many at once", "More came than one site may send. Figures of that time may be too low."),
    "rate_address": ("too many from one address", "No visitor sends so much: this was a program."),
    "busy": ("more than the server could store", "The script sends such messages again."),
    "database_away": ("while the database was away", "The script sends such messages again."),
    "disk_full": ("while the server’s disk was full", "Make room there. The script sends such messages again."),
    "repaired": ("taken after a repair", "Broken letters were mended, nothing is lost."),
}
"""What a reason means, and what its owner can do. Any other reason is a message of a shape that the script never
sends."""

OTHER = "A message that the script never sends: a program, or a copy of the script that something changed."


class Refused(Struct, frozen=True):
    """How often something was refused for one reason."""

    reason: str
    count: int
    words: str
    advice: str


async def refused(db: asyncpg.Pool, site_id: int, first: date, last: date) -> list[Refused]:
    """The refusals of some days, most frequent first."""
    rows = await db.fetch(
        """
        select reason, sum(count)::bigint as count
        from refusal
        where site_id = $1 and day between $2 and $3
        group by reason
        order by count desc, reason
        """,
        site_id,
        first,
        last,
    )
    return [
        Refused(row["reason"], row["count"], *REASONS.get(row["reason"], (row["reason"].replace("_", " "), OTHER)))
        for row in rows
    ]

"""Views that are still open, as a report counts them beside the closed ones: each view once, as it is now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec
from msgspec import Struct

from balk.sites import Site
from balk.views.close import closed_views
from balk.views.outcome import State, final_state, state_of
from balk.views.record import ViewRecord, from_open


class Counted(Struct, frozen=True):
    """A view to count in that state, or with sign -1 to take out of what closed views add up to."""

    view: ViewRecord
    state: State
    sign: int


async def counted_open_views(
    db: asyncpg.Connection, site: Site, rows: Sequence[Mapping[str, Any]], now: datetime
) -> list[Counted]:
    """What rows of `view_open` change in the sums over closed views.

    A view that was closed and went on is counted as it is now, in the day that it counts in already, and its closed
    self taken out: both only where the asker's filters want them. A late copy of a snapshot that is closed already
    changes nothing.
    """
    opened = [from_open(row) for row in rows]
    if not opened:
        return []
    before = await closed_views(db, site.site_id, [view.view_id for view in opened])
    window = timedelta(seconds=site.abandon_after_s)
    counted: list[Counted] = []
    for view in opened:
        old = before.get(view.view_id)
        if old is not None and old.seq >= view.seq:
            continue
        if old is not None:
            counted.append(Counted(old, final_state(old.flags), -1))
            view = msgspec.structs.replace(view, started_at=old.started_at)
        counted.append(Counted(view, state_of(view.flags, now - view.last_at, window), 1))
    return counted

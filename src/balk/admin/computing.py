"""A page that takes seconds: its beginning at once, with word that it is being computed, the rest when it has been.

One document, sent in two pieces: no script, no second request, and nothing that another process would have to know.
"""

import logging
from collections.abc import AsyncIterator, Awaitable

_log = logging.getLogger(__name__)

UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Asks nginx, which keeps answers back until they are whole, to pass this one on as it comes."""

_FAILED = '<p class="lead" role="alert">This could not be computed. Load the page again in a moment.</p>'
_MAIN, _END = '<main class="page" id="main">', "</main>"


async def while_computing(begun: str, whole: Awaitable[str]) -> AsyncIterator[str]:
    """The page `begun` up to the end of its `main`; then what `whole` has in its own. The stylesheet hides the former
    once something comes behind it (`:last-child` would be true of nothing while the page is still coming)."""
    head, _, tail = begun.partition(_END)
    yield head
    try:
        yield (await whole).partition(_MAIN)[2]
    except Exception:  # the status is sent already: all that can be done is to say so
        _log.exception("a page could not be computed")
        yield f"{_FAILED}{_END}{tail}"

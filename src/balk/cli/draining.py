"""HTTP/1.1 as uvicorn speaks it, but for how it stops."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

FIRST_REQUEST_S = 1.0
"""How long a connection that was accepted a moment ago may take to say what it wants while the server stops."""


class Draining(HttpToolsProtocol):
    """Leaves a connection that has not asked anything yet open for a moment when the server stops.

    uvicorn (0.54) closes it at once: a client whose request is on its way then gets no answer, and a browser does not
    ask again on its own where no request of that connection was ever answered. One that is idle between two requests is
    closed as before; there browsers do.
    """

    def shutdown(self) -> None:
        """Answer what has begun, then close."""
        if self.cycle is None:
            self.loop.call_later(FIRST_REQUEST_S, super().shutdown)
        else:
            super().shutdown()

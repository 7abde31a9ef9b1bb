"""A body of `POST /c/KEY` read into a `wire.Batch`, or told exactly why it is none."""

import re

import msgspec
from msgspec import Struct

from balk import wire

_batch = msgspec.json.Decoder(wire.Batch)


class _Spoken(Struct):
    v: int


_spoken = msgspec.json.Decoder(_Spoken)

_HALVES = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|u0000|.)", re.DOTALL)
"""One escape of JSON, a surrogate pair counting as one, so that a backslash is never taken for another's."""


class Unreadable(Exception):
    """A body that is no message; `at` is the path of what is wrong in it."""

    def __init__(self, reason: str, error: str, at: str = "$") -> None:
        super().__init__(error)
        self.reason = reason
        self.error = error
        self.at = at


def read(body: bytes) -> tuple[wire.Batch, int]:
    """The message, and how many characters of it had to be replaced. Raises Unreadable.

    Half an emoji (a script that cut a text by length) and U+0000 (which no PostgreSQL text holds) become U+FFFD: they
    are nobody's fault who could mend it, and the rest of the message is good.
    """
    repairs = 0
    if b"\\ud" in body or b"\\uD" in body or b"\\u0000" in body:
        body, repairs = _repaired(body)
    try:
        if not body.isascii():
            body.decode()
        batch = _batch.decode(body)
    except UnicodeDecodeError as error:
        raise Unreadable("malformed", f"the body is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise Unreadable("malformed", "the body is nested too deeply") from None
    except msgspec.ValidationError as error:
        raise _other_version(body) or _invalid(error) from None
    except msgspec.DecodeError as error:
        raise Unreadable("malformed", str(error) if body else "the body is empty") from None
    if batch.v != wire.VERSION:
        raise _version(batch.v)
    return batch, repairs


def _repaired(body: bytes) -> tuple[bytes, int]:
    repairs = 0

    def replaced(escape: re.Match[bytes]) -> bytes:
        nonlocal repairs
        found = escape[0]
        if found == b"\\u0000" or (len(found) == 6 and found[2:3] in b"dD"):
            repairs += 1
            return b"\\ufffd"
        return found

    return _HALVES.sub(replaced, body), repairs


def _version(spoken: int) -> Unreadable:
    return Unreadable("version", f"version {spoken} is not spoken here, version {wire.VERSION} is", "$.v")


def _other_version(body: bytes) -> Unreadable | None:
    """A message of another version is likely to look different too: then its version is what to tell."""
    try:
        spoken = _spoken.decode(body).v
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return None if spoken == wire.VERSION else _version(spoken)


def _invalid(error: msgspec.ValidationError) -> Unreadable:
    what, _, at = str(error).rpartition(" - at `")
    return Unreadable("invalid", what, at.rstrip("`")) if what else Unreadable("invalid", str(error))

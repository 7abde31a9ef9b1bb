"""The small numbers that rows hold for words. Codes are positions: a new one goes to the end, none is removed."""

from enum import IntFlag

DEVICES = ("desktop", "phone", "tablet", "bot")
BOT = DEVICES.index("bot")
SOURCES = ("direct", "search", "social", "referral", "campaign", "email", "internal")


class ViewFlag(IntFlag):
    """Bits of `view_open.flags` and `view_closed.flags`."""

    STARTED = 1
    EDITED = 2
    ATTEMPTED = 4
    COMPLETED = 8
    FAILED = 16
    """There is evidence against the last attempt."""
    PENDING = 32
    """Nothing speaks for or against the last attempt."""
    AUTOFILLED = 64
    BOT = 128
    HOLDOUT = 256
    SHOWN = 512
    ANSWERED = 1024
    DISMISSED = 2048
    AT_SUBMIT = 4096
    """The last act was an attempt that failed."""
    BLIND = 8192
    """The form has parts that the script cannot see into."""


def device_code(name: str) -> int:
    """The code of a device. Raises ValueError for a word that is none."""
    return DEVICES.index(name)


def device_name(code: int) -> str:
    """The device of a code. Raises IndexError for a code that is none."""
    return DEVICES[code]


def source_code(name: str) -> int:
    """The code of a source. Raises ValueError for a word that is none."""
    return SOURCES.index(name)


def source_name(code: int) -> str:
    """The source of a code. Raises IndexError for a code that is none."""
    return SOURCES[code]

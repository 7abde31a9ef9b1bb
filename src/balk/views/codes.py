"""The small numbers that rows hold for words. Codes are positions: a new one goes to the end, none is removed."""

from typing import Final

DEVICES = ("desktop", "phone", "tablet", "bot")
BOT = DEVICES.index("bot")
SOURCES = ("direct", "search", "social", "referral", "campaign", "email", "internal")


class ViewFlag:
    """Bits of `view_open.flags` and `view_closed.flags`: plain numbers, as every snapshot is asked for a dozen."""

    STARTED: Final = 1
    EDITED: Final = 2
    ATTEMPTED: Final = 4
    COMPLETED: Final = 8
    FAILED: Final = 16
    """There is evidence against the last attempt."""
    PENDING: Final = 32
    """Nothing speaks for or against the last attempt."""
    AUTOFILLED: Final = 64
    BOT: Final = 128
    HOLDOUT: Final = 256
    SHOWN: Final = 512
    ANSWERED: Final = 1024
    DISMISSED: Final = 2048
    AT_SUBMIT: Final = 4096
    """The last act was an attempt that failed."""
    BLIND: Final = 8192
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

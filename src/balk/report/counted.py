"""A number with its noun."""


def counted(count: int, one: str, more: str = "") -> str:
    """1 time, 1,240 times; `more` where the plural is not `one` and an s."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"

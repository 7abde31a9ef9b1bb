"""Text as the rules read it: lower case, no accents, no apostrophes, single spaces."""

import re
import unicodedata

_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[a-z0-9]+")


def folded(text: str) -> str:
    """`text` so that sloppy and careful writing look alike: "Don’t" and "dont", "móvil" and "movil"."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_APOSTROPHES).replace("ß", "ss"))
    return _SPACES.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def words(text: str) -> list[str]:
    """The words of a folded text, in order."""
    return _WORD.findall(text)

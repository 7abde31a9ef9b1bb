"""Why people stop, read from what they write: scrubbed, then language, tags, the field named, sentiment.

read.py          one answer, all of it
scrub.py         takes out what would tell who wrote it
language.py      which language it is in
tags.py          the reasons it gives, by cues (cues/*.toml)
named_field.py   the field it is about, by label and by cues/fields.toml
sentiment.py     how it sounds
cli_tag.py       `balk tag`
"""

from balk.reasons.read import Reading, read

__all__ = ["Reading", "read"]

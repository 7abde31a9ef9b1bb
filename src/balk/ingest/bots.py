"""Which User-Agent names an automated browser. Only what says so itself: nobody is guessed to be one.

Libraries that only fetch (curl, python-httpx …) are not looked for: they run no script, so who sends with one means to.
"""

import re
from functools import lru_cache

_NAMES = re.compile(
    r"(?<!cu)bot(?:\b|[/;_-])|crawl|spider|slurp|headless|phantomjs|prerender|lighthouse|pagespeed|pingdom|uptimerobot"
    r"|puppeteer|playwright|selenium|webdriver|facebookexternalhit|embedly",
    re.IGNORECASE,
)


@lru_cache(4096)
def names_a_bot(user_agent: bytes) -> bool:
    """Whether a User-Agent says that no person is behind it. An empty one says nothing."""
    return _NAMES.search(user_agent[:400].decode("latin-1")) is not None

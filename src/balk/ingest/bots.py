"""Which User-Agent names a program. Only what says so itself: nobody is guessed to be one."""

import re
from functools import lru_cache

_NAMES = re.compile(
    r"(?<!cu)bot(?:\b|[/;_-])|crawl|spider|slurp|headless|phantomjs|electron-prerender|prerender|lighthouse|pagespeed|pingdom"
    r"|uptime|monitor|puppeteer|playwright|selenium|webdriver|scrapy|curl/|wget/|python-|aiohttp|httpx|go-http-client"
    r"|java/|okhttp|libwww|facebookexternalhit|whatsapp/|embedly|preview",
    re.IGNORECASE,
)


@lru_cache(4096)
def names_a_bot(user_agent: bytes) -> bool:
    """Whether a User-Agent says that no person is behind it. An empty one says nothing."""
    return _NAMES.search(user_agent[:400].decode("latin-1")) is not None

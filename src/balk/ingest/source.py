"""Where a visit came from, in one word of `views.codes.SOURCES`, from the referring host and `utm_medium`."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from balk.views.codes import source_code

_SEARCH = re.compile(
    r"(^|\.)(google|bing|duckduckgo|yahoo|yandex|ecosia|baidu|qwant|startpage|brave|kagi|ask|naver|seznam|mojeek)\.[a-z]{2,3}(\.[a-z]{2})?$"
)
_SOCIAL = re.compile(
    r"(^|\.)(facebook\.com|instagram\.com|twitter\.com|x\.com|t\.co|linkedin\.com|lnkd\.in|reddit\.com|youtube\.com"
    r"|pinterest\.[a-z.]+|tiktok\.com|threads\.net|bsky\.app|mastodon\.[a-z.]+|xing\.com|vk\.com|news\.ycombinator\.com"
    r"|whatsapp\.com|t\.me|telegram\.org|snapchat\.com)$"
)
_MEDIA = {
    "email": "email",
    "e-mail": "email",
    "newsletter": "email",
    "social": "social",
    "organic": "search",
    "referral": "referral",
}


@lru_cache(4096)
def source_of(referrer: str, medium: str, origins: tuple[str, ...]) -> int:
    """The code of a visit's source. A medium names it where there is one, else the referring host does.

    `origins` are the site's own: a referrer among them is internal.
    """
    if medium:
        return source_code(_MEDIA.get(medium.strip().lower(), "campaign"))
    host = referrer.strip().lower().rstrip(".").rpartition("@")[2]
    if not host:
        return source_code("direct")
    if host in {urlsplit(origin).hostname for origin in origins}:
        return source_code("internal")
    if host.startswith(("mail.", "webmail.", "outlook.")):
        return source_code("email")
    if _SEARCH.search(host):
        return source_code("search")
    return source_code("social" if _SOCIAL.search(host) else "referral")

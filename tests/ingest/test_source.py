"""Where a visit came from, and which User-Agent names a program."""

import pytest

from balk.ingest.bots import names_a_bot
from balk.ingest.source import source_of
from balk.views.codes import source_name

OWN = ("https://shop.example", "https://www.shop.example:8443")


@pytest.mark.parametrize(
    ("referrer", "medium", "source"),
    [
        ("", "", "direct"),
        ("www.google.de", "", "search"),
        ("WWW.Google.co.uk.", "", "search"),
        ("duckduckgo.com", "", "search"),
        ("google.evil.example", "", "referral"),
        ("notgoogle.com", "", "referral"),
        ("t.co", "", "social"),
        ("l.facebook.com", "", "social"),
        ("mail.proton.me", "", "email"),
        ("shop.example", "", "internal"),
        ("www.shop.example", "", "internal"),
        ("blog.example", "", "referral"),
        ("www.google.de", "cpc", "campaign"),
        ("", "Newsletter", "email"),
        ("", "organic", "search"),
        ('"><svg/onload=alert(1)>', "", "referral"),
        ("", "{{7*7}}", "campaign"),
    ],
)
def test_a_visits_source_is_its_medium_or_else_its_referrer(referrer: str, medium: str, source: str) -> None:
    assert source_name(source_of(referrer, medium, OWN)) == source


@pytest.mark.parametrize(
    ("user_agent", "is_bot"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
            True,
        ),
        ("curl/8.5.0", False),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            False,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1",
            False,
        ),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT_X18) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36", False),
        ("", False),
    ],
)
def test_only_who_says_so_is_a_bot(user_agent: str, is_bot: bool) -> None:
    assert names_a_bot(user_agent.encode()) is is_bot

"""Who says of himself that he is a program, and who is only taken for one elsewhere."""

import pytest

from balk.ingest.bots import names_a_bot

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) %s Safari/537.36"

BOTS = [
    CHROME % "HeadlessChrome/156.0.0.0",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    CHROME % "Chrome/156.0.0.0" + " Chrome-Lighthouse",
    CHROME % "Chrome/156.0.0.0" + " Prerender (+https://github.com/prerender/prerender)",
    "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    CHROME % "Chrome/156.0.0.0" + " Playwright/1.64",
]

PEOPLE = [
    "",
    CHROME % "Chrome/156.0.0.0",
    CHROME % "Chrome/156.0.0.0" + " Edg/156.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile "
    "Safari/537.36",
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile "
    "Safari/537.36 [FBAN/FB4A]",
]


@pytest.mark.parametrize("agent", BOTS)
def test_a_program_that_says_so_is_one(agent: str) -> None:
    assert names_a_bot(agent.encode())


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_person_s_browser_is_none(agent: str) -> None:
    assert not names_a_bot(agent.encode())

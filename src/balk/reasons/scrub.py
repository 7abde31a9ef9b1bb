"""Takes out of an answer what would tell who wrote it, before it is stored."""

import re
from collections.abc import Callable

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn

_REGIONS = (None, "GB", "US", "DE", "FR", "ES", "PT", "BR", "NL", "AT", "CH", "BE", "IT", "AU")

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_TOKEN = re.compile(r"[?#@=]|(?=[\w-]*\d)[\w-]{12,}")
_EMAIL = re.compile(
    r"""[^\s@<>()\[\],;:"']{1,64} @ [^\W_][\w-]* (?:\.[\w-]+)+
      | [\w.+-]{1,64} \s? (?:\(at\)|\[at\]|\{at\}) \s? [\w-]+
        (?: \s?(?:\.|\(dot\)|\[dot\]|\(punkt\)|\(point\))\s? [\w-]+)+
      | [\w.+-]{1,64} \s at \s [\w-]+ \s dot \s [a-z]{2,10}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\s?\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,10}\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.,])\d(?:[ -]?\d){12,18}(?![\w])")
_RUN = re.compile(r"(?<![\w])\+?\d(?:[ ./()-]{0,2}\d){5,}(?!\w)")

_MONEY_BEFORE = re.compile(r"(?:[€$£¥₹]|\b(?:eur|usd|gbp|chf|euro|r\$|rs))\s?$", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    r"\s?(?:[€$£¥%]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|quid|pesos?|reais|k|km|miles|people)\b)", re.IGNORECASE
)
_DATE = re.compile(
    r"""(?:\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d\d | (?:19|20)\d\d[ ./-]\d{1,2}[ ./-]\d{1,2})
        (?:\s?[-/]\s?(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d))?""",
    re.VERBOSE,
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:[ /-]+(?:(?:19|20)\d\d|\d\d))*")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SMALL_COUNTS = re.compile(r"\d{1,2}(?:[ /-]+\d{1,2})*|\d{1,3}(?:\s?-\s?\d{1,3})+|\d{4}\s?-\s?\d{4}")


def scrub(text: str) -> str:
    """`text` with e-mail addresses, phone numbers, cards, IBANs, long numbers and telling links each replaced by a
    word in brackets. Prices, years, dates and small counts stay; where it is in doubt, a long number goes."""
    for pattern, replace in _STATIONS:
        text = pattern.sub(replace, text)
    return _without_numbers(text)


def _link(match: re.Match[str]) -> str:
    url = match[0]
    return "[link]" if _TOKEN.search(url.split("//")[-1].removeprefix("www.")) else url


def _iban(match: re.Match[str]) -> str:
    """The longest beginning of the match, in whole words, that passes the check digits."""
    found = match[0]
    ends = [len(found)] + [gap.start() for gap in reversed(list(re.finditer(r"[ -]", found)))]
    for end in ends:
        if iban.is_valid(found[:end]):
            return "[iban]" + found[end:]
    return found


def _card(match: re.Match[str]) -> str:
    return "[card]" if luhn.is_valid(re.sub(r"\D", "", match[0])) else match[0]


_STATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_EMAIL, lambda match: "[email]"),
    (_URL, _link),
    (_IBAN, _iban),
    (_CARD, _card),
)


def _without_numbers(text: str) -> str:
    pieces, end = [], 0
    for match in _RUN.finditer(text):
        word = _number(match, text)
        if word is not None:
            pieces += [text[end : match.start()], word]
            end = match.end()
    return "".join(pieces) + text[end:]


def _number(match: re.Match[str], text: str) -> str | None:
    """`[phone]` or `[number]` for a run of digits, None where it may stay."""
    run = match[0]
    digits = sum(character.isdigit() for character in run)
    if _MONEY_BEFORE.search(text[: match.start()]) or _MONEY_AFTER.match(text, match.end()):
        return None
    if any(plain.fullmatch(run) for plain in (_DATE, _YEARS, _THOUSANDS)):
        return None
    if _is_phone(run, digits):
        return "[phone]"
    if _SMALL_COUNTS.fullmatch(run):
        return None
    unbroken = max(len(part) for part in re.findall(r"\d+", run))
    return "[number]" if unbroken >= 6 or digits >= 9 else None


def _is_phone(run: str, digits: int) -> bool:
    """Written as a phone number of one of the regions is. Eight digits at least: shorter ones are prices and counts."""
    if digits < 8 or digits > 15:
        return False
    return any(
        _covers(found.raw_string, run)
        for region in _REGIONS
        for found in PhoneNumberMatcher(run, region, leniency=Leniency.VALID)
    )


def _covers(found: str, run: str) -> bool:
    return len(found) >= 0.8 * len(run)

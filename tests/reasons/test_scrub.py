"""What is taken out of an answer before it is stored, and what stays."""

import pytest

from balk.reasons.scrub import scrub


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mail me at jo.bloggs@example.com please", "mail me at [email] please"),
        ("JO@EXAMPLE.CO.UK!", "[email]!"),
        ("jo+shop@mail.example.org, thanks", "[email], thanks"),
        ("<jo@example.com>", "<[email]>"),
        ("jörg.müller@beispiel.de", "[email]"),
        ("jo (at) example.com", "[email]"),
        ("jo[at]example[dot]com", "[email]"),
        ("jo at example dot com", "[email]"),
        ("a@b.example c@d.example", "[email] [email]"),
        ("020 7946 0321 is the office", "[phone] is the office"),
        ("+44 20 7946 0321", "[phone]"),
        ("+442079460321", "[phone]"),
        ("call 07700 900123 after six", "call [phone] after six"),
        ("(020) 7946 0321", "([phone]"),
        ("+1 212 555 2368", "[phone]"),
        ("212-555-2368", "[phone]"),
        ("Meine Nummer ist 030 12345678", "Meine Nummer ist [phone]"),
        ("0151 23456789", "[phone]"),
        ("+49 (0)151 23456789", "[phone]"),
        ("06 12 34 56 78", "[phone]"),
        ("01.23.45.67.89 le soir", "[phone] le soir"),
        ("612 345 678", "[phone]"),
        ("+351 912 345 678", "[phone]"),
        ("+55 11 91234-5678", "[phone]"),
        ("bel 06-12345678", "bel [phone]"),
        ("+41 44 668 18 00", "[phone]"),
        ("4111 1111 1111 1111", "[card]"),
        ("my card 4111111111111111 was declined", "my card [card] was declined"),
        ("5500-0000-0000-0004", "[card]"),
        ("378282246310005 amex", "[card] amex"),
        ("DE89 3704 0044 0532 0130 00", "[iban]"),
        ("DE89370400440532013000 wird abgelehnt", "[iban] wird abgelehnt"),
        ("gb29 nwbk 6016 1331 9268 19", "[iban]"),
        ("NL91ABNA0417164300", "[iban]"),
        ("FR14 2004 1010 0505 0001 3M02 606", "[iban]"),
        ("078-05-1120 with dashes", "[phone] with dashes"),
        ("order 123456789", "order [number]"),
        ("customer no 8412345", "customer no [number]"),
        ("4111 1111 1111 1112", "[number]"),
        ("see https://shop.example/reset?token=abc123", "see [link]"),
        ("https://shop.example/u/8f3a9c1d2b4e5f60", "[link]"),
        ("www.shop.example/cart#id=4", "[link]"),
    ],
)
def test_what_tells_who_wrote_it_is_taken_out(written: str, kept: str) -> None:
    assert scrub(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "booking fee £12.50 and then £1,250 deposit",
        "1.299,00 € is too much",
        "€ 12000000 budget",
        "1500000 euros",
        "R$ 1.234.567",
        "4.5 million",
        "4,500,000 people",
        "year list stops at 1940",
        "it's 1920? 1880?",
        "2019-2021",
        "12/05/1987",
        "2024-05-12",
        "01.02.2024 - 03.02.2024",
        "between 10:00 and 12:30",
        "page 6 of 11",
        "took 10 minutes, 20 fields, 3 pages",
        "error 404",
        "wont accept 7,500",
        "at 30% for ten screens",
        "size 42 44 46",
        "24/7",
        "1 2 3 4 5 6",
        "W1A 1AA",
        "10115 Berlin",
        "iPhone 15, iOS 17.4.1",
        "see www.shop.example",
        "https://shop.example/help",
        "@larkfield on social media",
        "meet me @ noon",
        "LK53 ZZZ",
        "3d secure",
        "",
    ],
)
def test_prices_years_dates_and_counts_stay(written: str) -> None:
    assert scrub(written) == written


def test_scrubbing_again_changes_nothing() -> None:
    once = scrub("jo@example.com 020 7946 0321 4111111111111111 DE89370400440532013000 123456789")
    assert scrub(once) == once

"""An answer as it is read: language, reasons, the field named, tone."""

import msgspec
import pytest

from balk.reasons import Reading, read
from balk.reasons.cli_tag import tag_lines
from balk.reasons.language import language
from balk.reasons.tags import TAGS

FIELDS = ["Full name", "Work e-mail", "Company", "Country", "Phone number", "Password", "Date of birth"]


def tags(text: str, field: str | None = "Phone number", page: str = "en") -> list[str]:
    return [tag.tag for tag in read(text, "What stopped you?", "signup", FIELDS, field, page).tags]


def named(text: str, field: str | None = None, fields: list[str] | None = None) -> str | None:
    return read(text, "What stopped you?", "signup", fields or FIELDS, field, "").named_field


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_text_says_nothing(text: str) -> None:
    assert read(text, "What stopped you?", "signup", FIELDS, "Phone number", "en") == Reading(
        "", "", [], None, "neutral"
    )


def test_an_answer_is_scrubbed_before_it_is_read() -> None:
    reading = read("don't call me on 020 7946 0321", "What stopped you?", "signup", FIELDS, None, "en")
    assert (reading.text, reading.named_field) == ("don't call me on [phone]", "Phone number")


@pytest.mark.parametrize(
    ("text", "page", "spoken"),
    [
        ("why do you need my phone number", "", "en"),
        ("Warum brauchen Sie meine Telefonnummer?", "", "de"),
        ("pourquoi demandez-vous mon numéro", "", "fr"),
        ("¿por qué piden mi número de teléfono?", "", "es"),
        ("por que vocês precisam do meu número?", "", "pt"),
        ("waarom hebben jullie mijn nummer nodig", "", "nl"),
        ("не хочу", "", "other"),
        ("电话号码", "en", "other"),
        ("zu teuer", "de", "de"),
        ("super", "fr", "fr"),
        ("too expensive", "de", "en"),
    ],
)
def test_the_language_is_the_texts_own_and_the_pages_in_doubt(text: str, page: str, spoken: str) -> None:
    assert language(text, page) == spoken


@pytest.mark.parametrize(
    ("text", "page", "reason"),
    [
        ("shipping costs more than the shirt", "en", "cost"),
        ("I don't want to create an account", "en", "account-required"),
        ("not giving you my number", "en", "privacy-trust"),
        ("far too many questions", "en", "too-long"),
        ("why do you need my phone number", "en", "unnecessary-question"),
        ("I don't understand what to enter", "en", "unclear"),
        ("it won't accept my number", "en", "validation"),
        ("the button does nothing", "en", "technical"),
        ("my country isn't listed", "en", "missing-option"),
        ("don't have my passport on me", "en", "info-not-at-hand"),
        ("how long does delivery take?", "en", "missing-info"),
        ("need to talk to my wife first", "en", "not-ready"),
        ("the doorbell rang", "en", "interrupted"),
        ("my card was declined", "en", "payment-failed"),
        ("text too small on my phone", "en", "accessibility"),
        ("I want to speak to a real person", "en", "support-needed"),
        ("all good, thanks", "en", "no-problem"),
        ("asdfgh", "en", "other"),
        ("die Versandkosten sind zu hoch", "de", "cost"),
        ("Wozu brauchen Sie meine Telefonnummer?", "de", "unnecessary-question"),
        ("je ne veux pas donner mon numéro", "fr", "privacy-trust"),
        ("ma carte est refusée", "fr", "payment-failed"),
        ("no acepta mi código postal", "es", "validation"),
        ("demasiadas preguntas", "es", "too-long"),
        ("o botão não funciona", "pt", "technical"),
        ("ik wil eerst vergelijken", "nl", "not-ready"),
    ],
)
def test_a_plain_reason_is_told(text: str, page: str, reason: str) -> None:
    assert reason in tags(text, page=page)


def test_no_problem_and_other_stand_alone() -> None:
    for text in ["all good, thanks", "asdfgh", "nothing, all fine"]:
        assert len(tags(text)) == 1


def test_tags_come_surest_first_by_rule_and_from_the_threshold_up() -> None:
    text = "why do you need my phone number? not giving it to you, I don't want sales calls"
    found = read(text, "What stopped you?", "signup", FIELDS, None, "en", threshold=0.2).tags
    assert [tag.confidence for tag in found] == sorted((tag.confidence for tag in found), reverse=True)
    assert {tag.by for tag in found} == {"rule"}
    assert {tag.tag for tag in found} <= set(TAGS)
    assert min(tag.confidence for tag in found) >= 0.2


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("why my mobile?", "Phone number"),
        ("meine Handynummer bekommt ihr nicht", "Phone number"),
        ("mon téléphone ? non", "Phone number"),
        ("mi móvil no", "Phone number"),
        ("the email box is broken", "Work e-mail"),
        ("el correo no vale", "Work e-mail"),
        ("Passwort wird abgelehnt", "Password"),
        ("la contraseña no vale", "Password"),
        ("wachtwoord te kort", "Password"),
        ("my country isn't there", "Country"),
        ("I'm freelance, what do I put", "Company"),
        ("none of your business when I was born", "Date of birth"),
        ("too expensive", None),
        ("doorbell", None),
    ],
)
def test_the_field_that_a_text_names_is_found(text: str, label: str | None) -> None:
    assert named(text) == label


def test_a_refused_value_without_a_name_is_about_the_field_they_stood_at() -> None:
    assert named("it says invalid", field="Country") == "Country"
    assert named("the price is too high", field="Country") is None


def test_only_a_field_of_the_form_is_named() -> None:
    assert named("why my phone number", fields=["Name", "Message"]) is None


def test_tone_follows_what_is_said() -> None:
    sounds = [
        read(text, "What stopped you?", "signup", FIELDS, None, "en").sentiment
        for text in ["great form, thanks!", "this is terrible, nothing works", "doorbell rang", "it refuses my number"]
    ]
    assert sounds == ["positive", "negative", "neutral", "negative"]


def test_reading_is_the_same_twice() -> None:
    text = "Warum ist das Pflicht? it won't accept +49 151 23456789"
    assert read(text, "?", "f", FIELDS, None) == read(text, "?", "f", FIELDS, None)


def test_a_hostile_text_is_read_all_the_same() -> None:
    for text in ["a" * 1000, "why " * 250, "1 " * 500, "@" * 1000, "\u0301" * 1000, "𝟙" * 300, "(((((" * 200, "\ud800"]:
        assert isinstance(read(text, "What stopped you?", "signup", FIELDS, "Phone number", "en"), Reading)


def test_the_command_line_reads_json_lines() -> None:
    line = '{"text": "why do you need my phone number", "question": "What stopped you?", "form": "signup", '
    line += '"fields": ["Name", "Phone"], "field": "Phone"}'
    out = [msgspec.json.decode(found) for found in tag_lines([line, "\n"], 0.5)]
    assert [(o["text"], o["lang"], o["named_field"], o["sentiment"]) for o in out] == [
        ("why do you need my phone number", "en", "Phone", "negative")
    ]
    assert out[0]["tags"][0].keys() == {"tag", "confidence", "by"}


@pytest.mark.parametrize("line", ["{", '{"question": "?"}', '{"text": 5}', "[]"])
def test_a_bad_line_is_named_by_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2: "):
        list(tag_lines(['{"text": "ok"}', line]))

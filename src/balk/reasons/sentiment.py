"""How an answer sounds. Asked what stopped them, most people are annoyed: doubt falls on that side."""

from collections.abc import Collection
from typing import Literal

from textblob import TextBlob

from balk.reasons.words import folded, words

Sentiment = Literal["negative", "neutral", "positive"]

_GLAD = frozenset(
    word
    for listed in (
        "gut toll prima danke einfach klasse perfekt zufrieden super",
        "bien merci parfait parfaite facile genial bravo excellent impeccable super",
        "bueno buena gracias perfecto perfecta facil excelente encanta genial",
        "bom boa obrigado obrigada otimo otima perfeito facil adorei excelente",
        "goed fijn bedankt dank perfect makkelijk mooi prima",
    )
    for word in listed.split()
)
_ANNOYED = frozenset(
    word
    for listed in (
        "schlecht nervt nervig mist unverschamt frechheit leider blod lasst kaputt falsch furchtbar nicht kein keine",
        "nul nulle mauvais penible ridicule honte marre impossible horrible dommage pas jamais rien",
        "malo mala horrible fatal ridiculo verguenza harto imposible peor no nada nunca",
        "ruim pessimo ridiculo absurdo horrivel chato impossivel vergonha nao nada nunca",
        "slecht stom belachelijk vreselijk irritant waardeloos helaas jammer raar niet geen",
    )
    for word in listed.split()
)

_CALM = frozenset({"not-ready", "interrupted", "info-not-at-hand", "no-problem"})
"""Reasons that blame nobody."""
_ASKING = frozenset({"missing-info", "support-needed", "unclear", "other"})
"""Reasons that may come as a plain question or as nothing at all."""
_SOUR = -0.25
_SWEET = 0.25
_BITTER = -0.5
"""Tones, from -1 to 1: a little sour, a little sweet, bitter whatever the reason."""


def sentiment(text: str, language: str, tags: Collection[str]) -> Sentiment:
    """negative, neutral or positive. `tags` are the reasons found: a declined card is bad news however calmly told."""
    plain = folded(text)
    if not plain:
        return "neutral"
    tone = _tone(text, plain, language)
    if tone <= _BITTER:
        return "negative"
    found = set(tags)
    if "no-problem" in found:
        return "positive" if tone > 0.1 else "neutral"
    if found and found <= _CALM:
        return "negative" if tone <= _SOUR else "neutral"
    if not found or found <= _CALM | _ASKING:
        asks = "?" in text and "??" not in text
        if tone >= 2 * _SWEET:
            return "positive"
        return "neutral" if (asks or found <= {"other"} or found & _CALM) and tone > _SOUR else "negative"
    return "negative"


def _tone(text: str, plain: str, language: str) -> float:
    """From -1 to 1: TextBlob's polarity for English, known words for the others."""
    if language == "en":
        return float(TextBlob(text).sentiment.polarity)
    found = words(plain)
    return max(-1.0, min(1.0, 0.5 * sum((word in _GLAD) - (word in _ANNOYED) for word in found)))

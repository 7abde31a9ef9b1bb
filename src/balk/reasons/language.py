"""Which language a short text is in: stop words first, telling letters next, the page's language in doubt."""

import re

from balk.reasons.words import folded, words

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl")

_STOP_WORDS = {
    "en": """the a an i im ive id you your my me we it its is isnt are was were be been not no do does dont
        doesnt did didnt cant wont to of for on in at with and or but why what when where who how
        this that there have has had just from if then than too so they them their would could
        should need want wanted will get got after before again need too much says said says asked
        please still already only without every more any""",
    "de": """der die das den dem des ein eine einen einem einer ich wir ihr sie er es mich mir mein meine meinen
        ist sind war waren nicht kein keine keinen und oder aber warum wieso was wann wo wer wie
        wozu dass zu zum zur von vom mit auf fur im am an bei nach noch schon nur auch wenn als
        haben habe hat kann muss mussen will wollte werden wird geht viel immer wieder mal doch hier
        brauche bitte ohne""",
    "fr": """le la les un une des du de je jai j tu vous votre vos nous on il elle mon ma mes me ne pas plus est
        sont etait et ou mais pourquoi quoi quand qui que quel quelle comment ce cette ca cest dans
        pour sur avec sans par au aux trop rien tout tres deja encore veux peux faut fait etre avoir
        suis jamais demande mes nest""",
    "es": """el la los las un una unos del de yo tu usted su sus mi mis me no es son era y o pero por que cuando
        donde quien como para con sin en al lo le se si ya muy mas nada todo esta este esto eso hay
        tengo tiene quiero puedo puede hace falta demasiado demasiados pide piden dar ni porque cual""",
    "pt": """o a os as um uma uns do da dos das de eu voce voces seu sua meu minha meus me nao e sao era ou mas
        por que porque quando onde quem como para com sem em no na nos nas ao ja muito mais nada
        tudo esta este isso isto ha tenho tem quero posso pode pra pro vcs vc nem foi diz ate demais""",
    "nl": """de het een ik je jij u uw jullie wij we hij zij mijn me mij is zijn was niet geen en of maar waarom
        wat wanneer waar wie hoe dat die dit te van voor op in met om bij naar nog al alleen ook als
        heb heeft kan moet wil wilde word wordt werkt er dan aan uit door blijft mag zonder teveel
        graag""",
}

_WORDS = {language: frozenset(listed.split()) for language, listed in _STOP_WORDS.items()}

_LETTERS = {
    "de": re.compile(r"[äöüß]|sch|ung\b|lich\b|keit\b|zu [a-zäöü]+en\b"),
    "fr": re.compile(r"[èêëçùœ]|\b[cdjlnmstq]u?['’]|eaux?\b|ez\b|tion\b"),
    "es": re.compile(r"[ñ¿¡áíóú]|ción\b|dad\b|\w+ndo\b"),
    "pt": re.compile(r"[ãõçâê]|ção\b|ões\b|lh|nh"),
    "nl": re.compile(r"ij|aa|ee[nr]|oe|uu|cht\b|\bge\w+d\b"),
}

_LATIN = re.compile(r"[a-z]")
_LETTER = re.compile(r"[^\W\d_]")


def language(text: str, page: str = "", question: str = "") -> str:
    """One of LANGUAGES, "other" for any other one, "" for an empty text.

    `page` is the page's language (a BCP 47 tag); `question` the question as asked: people answer in its language."""
    scores = _scores(text)
    page = page.lower().split("-")[0]
    if page in scores:
        scores[page] += 1.0
    asked = _scores(question)
    likeliest = max(asked, key=lambda name: asked[name])
    if asked[likeliest] >= 0.5:
        scores[likeliest] += 0.6
    best = max(scores, key=lambda name: scores[name])
    letters = _LETTER.findall(text.lower())
    if not letters:
        return best if text.strip() and scores[best] >= 0.6 else ""
    if sum(1 for letter in letters if ord(letter) < 0x250) * 2 < len(letters):
        return "other"
    if scores[best] >= 0.5:
        return best
    return "other" if (page and page not in LANGUAGES) or len(text.split()) > 5 else "en"


def _scores(text: str) -> dict[str, float]:
    """Evidence for each language: a stop word counts 1, shared by the languages that have it."""
    found = words(folded(text.replace("'", " ").replace("’", " "))) + words(folded(text))
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in found:
        holders = [name for name in LANGUAGES if word in _WORDS[name]]
        for name in holders:
            scores[name] += 0.5 / len(holders) ** 0.5
    lowered = text.lower()
    for name, letters in _LETTERS.items():
        scores[name] += 0.3 * min(3, len(letters.findall(lowered)))
    return scores

"""The forms that the simulated visitors meet, and how people behave at each of their fields: the truth of the demo."""

from msgspec import Struct

from balk import wire


class Manner(Struct, frozen=True):
    """How people behave at a field. Shares are of those who reach it, times are medians in milliseconds."""

    leave: float
    """Share that leaves the form here."""
    hesitate_ms: int = 900
    type_ms: int = 4_000
    skip: float = 0.0
    """Share that passes by without touching it."""
    errors: tuple[tuple[str, float], ...] = ()
    """Messages, and the share that each comes up for."""
    back: float = 0.03
    """Share that comes back to it."""
    correct: float = 0.08
    """Share that corrects what it typed."""
    ends: tuple[float, float, float, float] = (0.5, 0.25, 0.25, 0.0)
    """Of those who leave here: shares that leave it empty, partial, filled, invalid."""
    autofill: bool = False
    """Browsers fill it in."""


class SimulatedForm(Struct, frozen=True):
    """A form and its people."""

    form: wire.Form
    page: str
    start: float
    """Share of its views that are started."""
    manners: dict[str, Manner]
    """By field key."""
    unconfirmed: float = 0.0
    """Share of first attempts after which nothing speaks for or against success."""
    fail: float = 0.0
    """Share of attempts that the server turns down; a third of those people leave."""
    refusal: str = ""
    """What the page then says about the form as a whole."""
    prompts: bool = True


def version(fields: list[wire.Field]) -> str:
    """The version that the widget works out for these fields (naming.ts), so that real visits of the demo form join the
    simulated ones."""
    lines = [f"{one.key},{'' if one.type == 'text' else one.type},{str(one.required).lower()}" for one in fields]
    text = "\n".join(lines).encode("utf-16-le")
    total = 7
    for low, high in zip(text[::2], text[1::2], strict=True):
        total = (total * 31 + (high << 8 | low)) % 140_737_488_355_213
    return _base36(total)


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def _form(key: str, name: str, fields: list[wire.Field]) -> wire.Form:
    return wire.Form(key=key, version=version(fields), name=name, fields=fields)


FORMAT = "Please match the requested format."
MISSING = "Please fill out this field."
TOO_SHORT = "Please lengthen this text to 8 characters or more."

SIGN_UP = SimulatedForm(
    form=_form(
        "signup",
        "Create your account",
        [
            wire.Field("name", "Full name", required=True),
            wire.Field("email", "Work e-mail", "email", required=True),
            wire.Field("company", "Company", required=True),
            wire.Field("country", "Country", "select-one", required=True),
            wire.Field("team", "Team size", "radio", required=True),
            wire.Field("phone", "Phone number", "tel", required=True),
            wire.Field("password", "Password", "password", required=True),
            wire.Field("stock", "What do you keep in stock?", "textarea"),
            wire.Field("heard", "How did you hear of us?", "select-one"),
            wire.Field("terms", "I accept the terms of service", "checkbox", required=True),
        ],
    ),
    page="/demo",
    start=0.42,
    manners={
        "name": Manner(0.022, 800, 3_200, back=0.03, autofill=True),
        "email": Manner(0.032, 1_100, 5_000, errors=(("Please enter an email address.", 0.05),), autofill=True),
        "company": Manner(0.020, 1_200, 3_400, autofill=True),
        "country": Manner(0.012, 1_400, 2_000, correct=0.0, ends=(0.7, 0.0, 0.3, 0.0)),
        "team": Manner(0.016, 1_500, 600, correct=0.0, ends=(0.7, 0.0, 0.3, 0.0)),
        "phone": Manner(
            0.235,
            4_800,
            8_500,
            errors=((FORMAT, 0.34), (MISSING, 0.05)),
            back=0.28,
            correct=0.36,
            ends=(0.57, 0.12, 0.09, 0.22),
            autofill=True,
        ),
        "password": Manner(
            0.072, 3_100, 5_200, errors=((TOO_SHORT, 0.19),), back=0.21, correct=0.2, ends=(0.3, 0.1, 0.25, 0.35)
        ),
        "stock": Manner(0.014, 2_400, 11_000, skip=0.55),
        "heard": Manner(0.010, 1_900, 1_600, skip=0.38, correct=0.0, ends=(0.7, 0.0, 0.3, 0.0)),
        "terms": Manner(0.012, 1_200, 300, correct=0.0, errors=(("Please check this box.", 0.03),), ends=(1, 0, 0, 0)),
    },
    unconfirmed=0.025,
    fail=0.04,
    refusal="There is an account with this address already.",
)

NEWSLETTER = SimulatedForm(
    form=_form(
        "newsletter",
        "The Larkfield letter",
        [
            wire.Field("email", "E-mail", "email", required=True),
            wire.Field("first_name", "First name"),
            wire.Field("topic", "What would you like to read about?", "select-one"),
        ],
    ),
    page="/letter",
    start=0.3,
    manners={
        "email": Manner(0.04, 900, 4_600, errors=(("Please enter an email address.", 0.02),), autofill=True),
        "first_name": Manner(0.035, 800, 2_400, skip=0.1, autofill=True),
        "topic": Manner(0.035, 1_300, 1_500, skip=0.1, correct=0.0, ends=(0.7, 0.0, 0.3, 0.0)),
    },
    prompts=False,
)

CONTACT = SimulatedForm(
    form=_form(
        "contact",
        "Talk to us",
        [
            wire.Field("name", "Your name", required=True),
            wire.Field("email", "E-mail", "email", required=True),
            wire.Field("message", "Message", "textarea", required=True),
        ],
    ),
    page="/contact",
    start=0.5,
    manners={
        "name": Manner(0.05, autofill=True),
        "email": Manner(0.05, autofill=True),
        "message": Manner(0.15, 3_000, 30_000),
    },
    prompts=False,
)

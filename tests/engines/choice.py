"""Which pages the engines are tried on."""

from browser.truth import Case, cases

EVERY = 10


def chosen() -> list[Case]:
    """All but most of identity/: a key comes from the document alone, which engines read alike. Every tenth pair of
    before and after stays."""
    known, _ = cases()
    pairs = sorted({pair(case) for case in known if case.name.startswith("identity/")})[::EVERY]
    return [case for case in known if not case.name.startswith("identity/") or pair(case) in pairs]


def pair(case: Case) -> str:
    return case.name.removesuffix(".before").removesuffix(".after")

"""Where an engine comes to something else than the truth, which is what Chromium comes to, and why."""

from browser.truth import Case

NO_TRACE = "a request that got no answer at all is not told to the page, so that it is no evidence"
NO_MONTHS = "there is no input of the types month and week: they are text"

DIFFERENCES: dict[str, dict[str, str]] = {
    "firefox": {"fields/native_types": NO_MONTHS, "outcome/fetch_broken": NO_TRACE},
    "webkit": {},
}
"""Reasons by engine and page, beside those of `difference`."""


def difference(engine: str, case: Case) -> str | None:
    """Why this page must come out wrong, so that a reason that is gone is noticed."""
    return DIFFERENCES[engine].get(case.name) or case.truth.known

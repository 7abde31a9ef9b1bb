"""Where an engine comes to something else than the truth, which is what Chromium comes to, and why."""

from browser.truth import Case

NO_TRACE = "a request that got no answer at all is not told to the page, so that it is no evidence"
NO_MONTHS = "there is no input of the types month and week: they are text"

NO_STATUS = "the status of a page is not told"
NO_NAVIGATION = "nothing tells that a script calls submit()"
NO_LINE_BREAK = "Enter in a form without a button comes without an event of its own"
OTHER_WORDS = "the browser's own messages are worded otherwise"

DIFFERENCES: dict[str, dict[str, str]] = {
    "firefox": {
        "fields/native_types": NO_MONTHS,
        "outcome/fetch_broken": NO_TRACE,
        "outcome/fetch_given_up": NO_TRACE,
    },
    "webkit": {
        "outcome/enter_stopped_without_button": NO_LINE_BREAK,
        "outcome/gravity_forms_ajax": NO_STATUS,
        "outcome/hidden_frame": NO_STATUS,
        "outcome/hidden_frame_500": NO_STATUS,
        "outcome/native_validation": OTHER_WORDS,
        "outcome/post_404": NO_STATUS,
        "outcome/post_500": NO_STATUS,
        "outcome/submit_by_script": NO_NAVIGATION,
    },
}
"""Reasons by engine and page, beside what a truth itself knows to be wrong."""


def difference(engine: str, case: Case) -> str | None:
    """Why this page must come out wrong, so that a reason that is gone is noticed."""
    return DIFFERENCES[engine].get(case.name) or case.truth.known

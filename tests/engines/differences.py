"""Where an engine comes to something else than the truth, which is what Chromium comes to, and why."""

DIFFERENCES: dict[str, dict[str, list[str]]] = {
    "firefox": {
        "it has no input of the types month and week, which are text to it": ["fields/native_types"],
    },
    "webkit": {
        "no status of a response is told to the page, so a request is no evidence and stays pending": [
            "outcome/fetch_422_with_errors",
        ],
    },
}
"""By engine and reason: pages. Each of them must come out wrong, so that a reason that is gone is noticed."""


def differences(engine: str) -> dict[str, str]:
    """Reasons by page."""
    return {page: why for why, pages in DIFFERENCES[engine].items() for page in pages}

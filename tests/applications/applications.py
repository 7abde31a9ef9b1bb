"""The applications: pages/NAME.html has its truth (browser/truth.py) and its page, pages/NAME.fails.html only the truth
of another run on the same page, one that ends in failure. dist/ is what build.mjs made of src/."""

from pathlib import Path

import msgspec

from browser.truth import Answer, Case, Truth, read

HERE = Path(__file__).parent
DIST = HERE / "dist"
FAILS = ".fails"
TYPES = {".js": "text/javascript", ".css": "text/css"}


def cases() -> list[Case]:
    """Every run of every application, its bundle among what the site answers with."""
    runs = {file.stem: read(file) for file in sorted((HERE / "pages").glob("*.html"))}
    return [
        Case(name, runs[name.removesuffix(FAILS)].html, with_bundle(name.removesuffix(FAILS), case.truth))
        for name, case in runs.items()
    ]


def with_bundle(application: str, truth: Truth) -> Truth:
    bundle = {
        f"GET /dist/{file.name}": Answer(body=file.read_text("utf-8"), type=TYPES[file.suffix])
        for file in DIST.glob(f"{application}.*")
    }
    return msgspec.structs.replace(truth, answers=truth.answers | bundle, path=f"/{application}")

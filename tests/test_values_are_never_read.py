"""By construction: one file of the widget may look at what a person entered."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "widget" / "src"

ALLOWED = {"value.ts", "echo.ts"}
"""The first says whether there is a value, the second takes it out of messages and labels."""

OURS = {
    "api.ts": r"(more\?|known)\.value\b|\{ value\?: number \}",
    "controls.ts": r"\(matches\(button, \"input\"\) \? attr\(button, \"value\"\) : \"\"\)",
    "wire.ts": r"\bvalue\?: number \| null",
}
"""`value` as a number that the page gives with a moment, and as the words on a button."""

READS = re.compile(
    r"""\.(value|valueAsNumber|valueAsDate|checked|selectedIndex|selectedOptions|files|innerText|innerHTML|outerHTML
        |textContent|nodeValue|wholeText|defaultValue|defaultChecked|dataTransfer|clipboardData|selectionStart)\b
    |\[\s*["'](value|checked|files|data|key)["']\s*\]
    |\{[^{}]*\b(value|checked|selectedOptions|files|textContent|clipboardData)\b[^{}]*\}\s*=(?!=)
    |\bFormData\b|\bgetSelection\b|\bgetTargetRanges\b|\bclipboard\b
    |\bevent\.(key|code|data|keyCode|which|char)\b
    |\bkey\b\s*[!=]=+\s*["'][A-Z]
    |\bKeyboardEvent\b
    |Reflect\.get\([^)]*["'](value|checked)
    |(\battr|[gG]etAttribute)\([^)]*["'](value|checked)["']""",
    re.VERBOSE,
)


def sources() -> list[Path]:
    """All but the prompt: its own text box is asked, and is no form of the page's."""
    return sorted(path for path in SOURCES.rglob("*.ts") if path.name not in ALLOWED and path.parent.name != "prompt")


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", text, flags=re.DOTALL)


def test_no_other_file_reads_a_value() -> None:
    found = {}
    for path in sources():
        text = re.sub(OURS.get(path.name, r"(?!)"), "", without_comments(path.read_text("utf-8")))
        if reads := [match.group(0) for match in READS.finditer(text)]:
            found[path.name] = reads
    # Keys are told apart by the prompt's own triggers alone; the text of a label is read as Text.data in label.ts.
    assert found == {}


def test_the_scan_sees_what_it_is_for() -> None:
    for code in (
        "input.value",
        "const { value } = input;",
        "new FormData(form)",
        "event.key",
        "({ key }) => key == 'Enter'",
        'x["value"]',
        "a.files[0]",
        'attr(input, "value")',
    ):
        assert READS.search(code), code


def test_the_file_gives_away_only_whether_there_is_a_value_a_whole_one_and_another_than_before() -> None:
    exported = re.findall(r"export const (\w+) = \([^)]*\): (\w+)", (SOURCES / "value.ts").read_text("utf-8"))
    assert exported == [
        ("isEmpty", "boolean"),
        ("isFull", "boolean"),
        ("hasChanged", "boolean"),
        ("note", "void"),
        ("showOther", "boolean"),
    ]


def test_the_file_that_takes_values_out_of_texts_gives_texts_and_nothing_else() -> None:
    text = (SOURCES / "form" / "echo.ts").read_text("utf-8")
    exported = re.findall(r"export const (\w+) = \(([^)]*)\): (\w+)", text)
    assert exported == [
        ("remember", "controls: Element[]", "void"),
        ("rememberAtEnter", "box: Element", "void"),
        ("rememberAtFirst", "", "void"),
        ("withoutValues", "text: string, controls: Element[]", "string"),
        ("withoutEntered", "text: string, controls: Element[]", "string"),
    ]

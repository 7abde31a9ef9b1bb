"""Measures the reading of answers against labelled ones: `python tests/reasons/measure.py LABELLED.jsonl [--wrong]`.

A line is {"text", "question", "form_kind", "fields_in_form", "last_field", "tags", "field_mentioned", "sentiment",
"lang"}. Prints macro-F1 over the tags that occur, per language, and the shares of fields and sentiments read right."""

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from balk.reasons import Reading, read


def f1_by_tag(pairs: list[tuple[set[str], set[str]]]) -> dict[str, float]:
    """Of (wanted, found): for each tag that is wanted, 2 TP / (2 TP + FP + FN)."""
    scores = {}
    for tag in sorted({tag for wanted, _ in pairs for tag in wanted}):
        right = sum(tag in wanted and tag in found for wanted, found in pairs)
        wrong = sum((tag in wanted) != (tag in found) for wanted, found in pairs)
        scores[tag] = 2 * right / (2 * right + wrong)
    return scores


def main(path: Path, show_wrong: bool) -> None:
    """Read every line of `path` and print the figures."""
    gold: list[dict[str, Any]] = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    read("warm", "", "", [], None)
    began = time.perf_counter()
    found = [read(g["text"], g["question"], g["form_kind"], g["fields_in_form"], g["last_field"]) for g in gold]
    each_ms = (time.perf_counter() - began) / len(gold) * 1000
    by_language: dict[str, list[tuple[dict[str, Any], Reading]]] = defaultdict(list)
    for wanted, reading in zip(gold, found, strict=True):
        by_language["all"].append((wanted, reading))
        by_language[wanted["lang"]].append((wanted, reading))
        tags = [tag.tag for tag in reading.tags]
        if show_wrong and (set(tags) != set(wanted["tags"]) or reading.named_field != wanted["field_mentioned"]):
            print(f"{wanted['text']!r} at {wanted['last_field']}: {wanted['tags']} {wanted['field_mentioned']}")
            print(f"    read {[(tag.tag, tag.confidence) for tag in reading.tags]} {reading.named_field}")
    for language, lines in sorted(by_language.items()):
        scores = f1_by_tag([(set(g["tags"]), {tag.tag for tag in r.tags}) for g, r in lines])
        fields = sum(r.named_field == g["field_mentioned"] for g, r in lines) / len(lines)
        sounds = sum(r.sentiment == g["sentiment"] for g, r in lines) / len(lines)
        known = sum(r.lang == g["lang"] for g, r in lines) / len(lines)
        print(
            f"{language:5} n={len(lines):4} macro-F1 {sum(scores.values()) / len(scores):.3f} "
            f"field {fields:.3f} sentiment {sounds:.3f} language {known:.3f}"
        )
        if language == "all":
            print("      " + "  ".join(f"{tag} {score:.2f}" for tag, score in scores.items()))
    print(f"{each_ms:.2f} ms a text")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--wrong" in sys.argv)

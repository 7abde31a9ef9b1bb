"""Writes `widget/src/wire.ts` from `balk.wire`, so that both ends of the wire are one text.

`python -m balk.typescript` writes the file; a test says when it is stale. Structs that are JSON objects become
interfaces, Structs that are JSON arrays become labelled tuples whose trailing defaults are optional.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from balk import wire

FILE = Path(__file__).parents[2] / "widget" / "src" / "wire.ts"

_HEAD = "/* Made from src/balk/wire.py by `python -m balk.typescript`. Do not edit. */\n"
_CONSTANTS = ("VERSION", "CHANGED", "AUTOFILLED", "PASTED")
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

# A JSON schema is a dict of anything: it is what msgspec gives, and is read nowhere but here.
Schema = dict[str, Any]


def typescript() -> str:
    """The text of `wire.ts`."""
    roots = [wire.Batch, wire.SiteSettings, wire.FollowSettings]
    _, structs = msgspec.json.schema_components(roots, ref_template="{name}")
    constants = "".join(f"export const {name} = {getattr(wire, name)};\n" for name in _CONSTANTS)
    kinds = f"export const STEP_KINDS = {json.dumps(wire.STEP_KINDS)} as const;\n"
    return "\n".join([_HEAD, constants + kinds, *(_struct(name, schema) for name, schema in structs.items())])


def _struct(name: str, schema: Schema) -> str:
    comment = f"/** {' '.join(schema.get('description', name).split())} */\n"
    if schema["type"] == "array":
        labels = [field.name for field in msgspec.structs.fields(getattr(wire, name))]
        items = [
            f"{label}{'?' if position >= schema['minItems'] else ''}: {_type(item)}"
            for position, (label, item) in enumerate(zip(labels, schema["prefixItems"], strict=True))
        ]
        return f"{comment}export type {name} = [{', '.join(items)}];\n"
    lines = [
        f"  {label}{'' if label in schema.get('required', ()) else '?'}: {_type(item)};\n"
        for label, item in schema["properties"].items()
    ]
    return f"{comment}export interface {name} {{\n{''.join(lines)}}}\n"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(choice) for choice in schema["anyOf"])
    if schema["type"] == "array":
        item = _type(schema["items"])
        return f"({item})[]" if "|" in item else f"{item}[]"
    if schema["type"] == "object":
        return f"Record<string, {_type(schema['additionalProperties'])}>"
    return _PLAIN[schema["type"]]


if __name__ == "__main__":
    FILE.write_text(typescript(), encoding="utf-8")

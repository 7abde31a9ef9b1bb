"""The built widget with a site's settings in it, and its compressed forms."""

import gzip
import hashlib
from pathlib import Path

import brotli
import msgspec
from msgspec import Struct

from balk import assets, wire
from balk.prompts.standard import STANDARD_PROMPTS
from balk.sites import Site


class BuiltScript(Struct, frozen=True):
    """A script in every form that is served."""

    etag: str
    """Of its content, without quotes; each encoding adds its own name to it."""
    plain: bytes
    br: bytes
    gzip: bytes


class WidgetNotBuilt(Exception):
    """`widget/dist` lacks a script."""


def file_stamp(name: str) -> tuple[int, int]:
    """Changes when the built file does. Raises WidgetNotBuilt."""
    try:
        found = _path(name).stat()
    except FileNotFoundError:
        raise WidgetNotBuilt(f"widget/dist/{name} is missing: run the widget's build") from None
    return found.st_mtime_ns, found.st_size


EAGERLY = b"//# allFunctionsCalledOnLoad\n"
"""Asks the browser to compile a file whole, beside the page's thread, as most of it is called at once."""

MODULES = ("form", "follow", "prompt", "debug", "frames")
"""What capture.js fetches later, by `import()`."""

FOR_FRAMES = "frame.js"
"""What the owner of a foreign frame puts inside it: the one file below `/s/` that keeps its name."""


def modules_hash() -> str:
    """Over all modules: their file names hold it, so that they can be kept for ever, and belong together."""
    return hashlib.sha256(b"".join(map(module_content, MODULES))).hexdigest()[:12]


def module_content(name: str) -> bytes:
    """A module of this build. Raises WidgetNotBuilt."""
    file_stamp(f"{name}.js")
    return EAGERLY + _path(f"{name}.js").read_bytes()


def site_settings(site: Site, modules: str) -> wire.SiteSettings:
    """What the script must know of its site on every page."""
    return wire.SiteSettings(key=site.key, holdout=round(site.holdout, 6), modules=modules)


def follow_settings(site: Site) -> wire.FollowSettings:
    """What must be known of the site once a person works in a form."""
    return wire.FollowSettings(
        prompts=[
            wire.PromptSettings(
                name=prompt.name,
                question=prompt.question,
                choices=[wire.PromptChoice(choice.id, choice.text) for choice in prompt.choices],
                hesitation_ms=prompt.hesitation_ms,
            )
            for prompt in STANDARD_PROMPTS.values()
        ],
        success_rules=site.success_rules,
    )


def capture_content(settings: wire.SiteSettings) -> bytes:
    """The capture script with the settings inside."""
    written = _safe(msgspec.json.encode(settings))
    return EAGERLY + b"(()=>{const BALK_SETTINGS=" + written + b";" + _path("capture.js").read_bytes() + b"})();\n"


def follow_content(settings: wire.FollowSettings, content: bytes) -> bytes:
    """The module that judges and asks, with the settings inside."""
    return content + b";const BALK_FOLLOW=" + _safe(msgspec.json.encode(settings)) + b";\n"


def frame_content() -> bytes:
    """The script for the inside of foreign frames. Raises WidgetNotBuilt."""
    file_stamp(FOR_FRAMES)
    return EAGERLY + _path(FOR_FRAMES).read_bytes()


def compress(content: bytes) -> BuiltScript:
    """As it is served. Takes some tens of milliseconds."""
    return BuiltScript(
        etag=hashlib.sha256(content).hexdigest()[:24],
        plain=content,
        br=brotli.compress(content, mode=brotli.MODE_TEXT, quality=11),
        gzip=gzip.compress(content, 9, mtime=0),
    )


def _safe(json: bytes) -> bytes:
    """JSON that is the same inside any script: no line separators that old engines end a line at, no `<`."""
    text = json.decode().replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return text.encode()


def _path(name: str) -> Path:
    return assets.widget() / name

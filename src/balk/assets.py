"""Where templates, migrations and the built widget are: beside `src/` in a checkout, inside the package in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent
_INSTALLED = _PACKAGE / "_assets"


def _folder(installed: str, checkout: str) -> Path:
    packed = _INSTALLED / installed
    return packed if packed.is_dir() else _CHECKOUT / checkout


def templates() -> Path:
    """The folder of Jinja2 templates and what they link to."""
    return _folder("templates", "templates")


def migrations() -> Path:
    """The folder of numbered SQL files."""
    return _folder("migrations", "migrations")


def widget() -> Path:
    """The folder of built scripts."""
    return _folder("widget", "widget/dist")

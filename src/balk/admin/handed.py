"""What a page's function is handed by name besides what every handler is: from guard.py the `session` and the
`site`."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from balk.accounts.sessions import Session
from balk.handed import Db, Now, ReadDb, SettingsHere
from balk.sites import Site

__all__ = ["Asked", "Db", "Now", "ReadDb", "SessionHere", "SettingsHere", "SiteHere"]

Asked = Request[Any, Any, Any]
SessionHere = NamedDependency[Session]
SiteHere = NamedDependency[Site]

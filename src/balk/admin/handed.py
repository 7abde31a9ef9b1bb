"""What a page's function is handed by name: the application's `db`, `settings` and `now`, and from guard.py the
`session` and the `site`."""

from datetime import datetime
from typing import Any

import asyncpg
from litestar import Request
from litestar.di import NamedDependency

from balk.sessions import Session
from balk.settings import Settings
from balk.sites import Site

Asked = Request[Any, Any, Any]
Db = NamedDependency[asyncpg.Pool]
Now = NamedDependency[datetime]
SettingsHere = NamedDependency[Settings]
SessionHere = NamedDependency[Session]
SiteHere = NamedDependency[Site]

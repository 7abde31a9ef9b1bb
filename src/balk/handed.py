"""What every handler is handed by name; app.py gives it."""

from datetime import datetime

import asyncpg
from litestar.di import NamedDependency

from balk.settings import Settings

Db = NamedDependency[asyncpg.Pool]
Now = NamedDependency[datetime]
SettingsHere = NamedDependency[Settings]

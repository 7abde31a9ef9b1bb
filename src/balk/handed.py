"""What every handler is handed by name; app.py gives it."""

from datetime import datetime

import asyncpg
from litestar.di import NamedDependency

from balk.settings import Settings

Db = NamedDependency[asyncpg.Pool]
ReadDb = NamedDependency[asyncpg.Pool]
"""Of a handler that only reports: the replica, where there is one and it has seen what this browser changed."""
Now = NamedDependency[datetime]
SettingsHere = NamedDependency[Settings]

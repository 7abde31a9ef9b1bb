"""A vocabulary for tests: what a page sends, and a site that takes it."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import asyncpg
import msgspec

from balk import sites, wire
from balk.sites import Site

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = "https://shop.example"


async def a_site(db: asyncpg.Pool, name: str = "shop", **settings: Any) -> Site:
    """A site that takes data from ORIGIN."""
    return await sites.add_site(db, name, [ORIGIN], NOW, **settings)


def a_form(
    key: str = "signup", fields: list[str] | None = None, version: str = "v1", name: str = "Sign up"
) -> wire.Form:
    """A form of text fields."""
    keys = ["name", "email", "phone"] if fields is None else fields
    return wire.Form(
        key=key,
        version=version,
        name=name,
        fields=[wire.Field(key=k, label=k.title(), type="text", required=True) for k in keys],
    )


def touched(key: str, end: wire.EndState = 2, **figures: Any) -> wire.Touched:
    """A field that was changed, unless flags say otherwise."""
    defaults: dict[str, Any] = {"flags": wire.CHANGED, "hesitation_ms": 800, "active_ms": 2_000}
    return wire.Touched(key=key, end=end, **(defaults | figures))


def a_view(fields: list[wire.Touched] | None = None, form: str = "signup", **what: Any) -> wire.View:
    """A view of `form`; the last of `fields` is the one last interacted with."""
    fields = [touched("name")] if fields is None else fields
    defaults: dict[str, Any] = {
        "id": uuid.uuid4(),
        "seq": 1,
        "version": "v1",
        "page": "/signup",
        "age_ms": 60_000,
        "idle_ms": 0,
        "active_ms": 30_000,
        "last": len(fields) - 1,
    }
    return wire.View(form=form, touched=fields, **(defaults | what))


def an_answer(view: wire.View | None = None, field: str | None = "phone", text: str = "", **what: Any) -> wire.Answer:
    """An answer to the standard prompt."""
    defaults: dict[str, Any] = {"id": uuid.uuid4(), "prompt": "what-stopped-you", "question": "What stopped you?"}
    return wire.Answer(
        view=None if view is None else view.id,
        form=None if view is None else view.form,
        field=field,
        text=text,
        **(defaults | what),
    )


def a_batch(views: list[wire.View] | None = None, forms: list[wire.Form] | None = None, **what: Any) -> wire.Batch:
    """A message with these views, and with the definition of "signup" unless `forms` says otherwise."""
    defaults: dict[str, Any] = {"v": wire.VERSION, "visit": uuid.uuid4()}
    return wire.Batch(views=views or [], forms=[a_form()] if forms is None else forms, **(defaults | what))


def body(batch: wire.Batch) -> bytes:
    """The message as a page sends it."""
    return msgspec.json.encode(batch)


async def eventually(question: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], seconds: float = 10.0) -> T:
    """The answer to `question` once it is as `wanted`; the last answer is in the error when it never is."""
    end = time.monotonic() + seconds
    while True:
        answer = await question()
        if wanted(answer):
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s; last answer: {answer!r}")
        await asyncio.sleep(0.05)

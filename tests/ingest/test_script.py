"""`GET /s/KEY.js` and the prompt's module, as browsers and caches ask for them."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import brotli
import msgspec

from balk import assets, sites, wire
from balk.ingest.builds import keep_build
from balk.ingest.built_script import FOR_FRAMES, MODULES, frame_content, modules_hash
from given import a_site, eventually
from ingest.collecting import Answered, Server

T = TypeVar("T")


def settings_in(script: bytes, start: str, kind: type[T]) -> T:
    """The settings that stand in a script, once."""
    before, text = script.decode().split(start)
    assert before.startswith("//# allFunctionsCalledOnLoad\n")
    found, _ = json.JSONDecoder().raw_decode(text)
    return msgspec.convert(found, kind)


def named(module: str, server: Server) -> str:
    """Where a module is fetched for the site."""
    return f"{module}-{modules_hash()}.js?{server.site.key}"


async def get(server: Server, name: str, **headers: str | None) -> Answered:
    """One script."""
    return await server.request("GET", f"/s/{name}", b"", **headers)


async def test_the_script_carries_its_sites_settings(server: Server) -> None:
    await sites.change_site(server.db, server.site, holdout=0.25)

    script = await get(server, f"{server.site.key}.js")
    follow = await get(server, named("follow", server))

    told = settings_in(script.body, "(()=>{const BALK_SETTINGS=", wire.SiteSettings)
    assert told == wire.SiteSettings(key=server.site.key, holdout=0.25, modules=modules_hash())
    following = settings_in(follow.body, "const BALK_FOLLOW=", wire.FollowSettings)
    assert [prompt.question for prompt in following.prompts] == ["What stopped you?"]
    assert follow.headers["cache-control"] == script.headers["cache-control"]
    assert {name: script.headers[name] for name in script.headers if name not in ("date", "server", "etag")} == {
        "content-type": "text/javascript; charset=utf-8",
        "content-length": str(len(script.body)),
        "cache-control": "public, max-age=300, must-revalidate",
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
    }


async def test_each_encoding_holds_the_same_script_under_an_etag_of_its_own(server: Server) -> None:
    name = f"{server.site.key}.js"
    plain = await get(server, name)
    packed = await get(server, name, accept_encoding="gzip")
    brotlied = await get(server, name, accept_encoding="gzip, deflate, br, zstd")
    refused = await get(server, name, accept_encoding="br;q=0, gzip;q=0.5, identity")

    assert [answer.headers.get("content-encoding") for answer in (plain, packed, brotlied, refused)] == [
        None,
        "gzip",
        "br",
        "gzip",
    ]
    assert gzip.decompress(packed.body) == plain.body == brotli.decompress(brotlied.body)
    assert len({plain.headers["etag"], packed.headers["etag"], brotlied.headers["etag"]}) == 3


async def test_what_a_browser_has_already_is_not_sent_again(server: Server) -> None:
    name = f"{server.site.key}.js"
    etag = (await get(server, name, accept_encoding="br")).headers["etag"]

    same = await get(server, name, accept_encoding="br", if_none_match=f'"other", W/{etag}')
    await sites.change_site(server.db, server.site, holdout=0.5)
    server.writer.sites.forget(server.site.key)
    changed = await get(server, name, accept_encoding="br", if_none_match=etag)

    assert (same.status, same.body, same.headers["etag"]) == (304, b"", etag)
    assert (changed.status, changed.headers["etag"] == etag) == (200, False)


async def test_head_tells_the_length_and_sends_nothing(server: Server) -> None:
    got = await get(server, f"{server.site.key}.js")

    head = await server.request("HEAD", f"/s/{server.site.key}.js")

    same = ("etag", "content-length", "content-type")
    assert (head.status, head.body) == (200, b"")
    assert [head.headers[name] for name in same] == [got.headers[name] for name in same]


async def test_no_script_for_keys_that_are_none(server: Server) -> None:
    off = await a_site(server.db, "off")
    await sites.change_site(server.db, off, enabled=False)

    unknown = f"follow-{modules_hash()}.js?unknown"
    names = (
        f"{off.key}.js",
        "unknown.js",
        server.site.key,
        "prompt-000000000000.js",
        "prompt.js",
        unknown,
        "..%2fcapture.js",
    )

    assert {(await get(server, name)).status for name in names} == {404}
    assert (await server.request("POST", f"/s/{server.site.key}.js")).status == 405


async def test_the_prompts_module_may_be_kept_for_ever(server: Server) -> None:
    prompt = await get(server, named("prompt", server), accept_encoding="br")

    assert (prompt.status, prompt.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert prompt.headers["access-control-allow-origin"] == "*"
    assert len(brotli.decompress(prompt.body)) > len(prompt.body)


async def test_every_module_is_served_under_its_name(server: Server) -> None:
    answers = {module: await get(server, named(module, server)) for module in MODULES}

    assert {name: (answer.status, answer.headers["cache-control"]) for name, answer in answers.items()} == {
        **dict.fromkeys(MODULES, (200, "public, max-age=31536000, immutable")),
        "follow": (200, "public, max-age=300, must-revalidate"),
    }
    assert [name for name in MODULES if (assets.widget() / f"{name}.js").stat().st_size < 500] == []


async def test_a_page_with_another_builds_script_gets_that_builds_modules(server: Server) -> None:
    await keep_build(server.db, datetime.now(UTC) - timedelta(days=1))
    await server.db.execute("update built_module set build = '0123456789ab', content = 'old ' || name::bytea")
    await server.db.execute("update built_module set name = 'gone', content = 'gone' where name = 'frames'")
    await keep_build(server.db, datetime.now(UTC))

    form = await get(server, "form-0123456789ab.js", accept_encoding="br")
    follow = await get(server, f"follow-0123456789ab.js?{server.site.key}")
    gone = await get(server, "gone-0123456789ab.js")
    unknown = await get(server, "form-ba9876543210.js")

    assert (brotli.decompress(form.body), form.headers["cache-control"]) == (
        b"old form",
        "public, max-age=31536000, immutable",
    )
    assert (follow.body.startswith(b"old follow;const BALK_FOLLOW={"), follow.body.endswith(b"};\n")) == (True, True)
    assert (gone.status, gone.body) == (200, b"gone")
    assert unknown.status == 404


async def test_a_build_that_has_not_run_for_a_month_is_forgotten(server: Server) -> None:
    await keep_build(server.db, datetime.now(UTC))
    await server.db.execute("update built_module set build = '0123456789ab'")

    await keep_build(server.db, datetime.now(UTC) + timedelta(days=31))

    builds = await server.db.fetch("select distinct build from built_module")
    assert [row["build"] for row in builds] == [modules_hash()]


async def test_the_script_for_frames_keeps_its_name_and_is_kept_for_five_minutes(server: Server) -> None:
    frame = await get(server, FOR_FRAMES, accept_encoding="gzip")
    again = await get(server, FOR_FRAMES, accept_encoding="gzip", if_none_match=frame.headers["etag"])

    assert gzip.decompress(frame.body) == frame_content()
    assert (frame.headers["cache-control"], again.status) == ("public, max-age=300, must-revalidate", 304)


async def test_asking_for_the_script_is_remembered(server: Server) -> None:
    assert server.site.script_seen_at is None

    await get(server, f"{server.site.key}.js")

    async def seen() -> sites.Site | None:
        return await sites.site_by_key(server.db, server.site.key)

    await eventually(seen, lambda site: site is not None and site.script_seen_at is not None)


async def test_health_and_meters_are_told(server: Server) -> None:
    health = await server.request("GET", "/healthz")
    meters = await server.request("GET", "/metrics")

    assert (health.status, health.body) == (200, b"ok\n")
    assert meters.headers["content-type"].startswith("text/plain; version=")
    assert b"balk_snapshots_stored_total 0.0" in meters.body

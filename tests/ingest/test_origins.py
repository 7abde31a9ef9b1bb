"""THREATS.md, "Keys, origins, floods": who may send for a site."""

import pytest

from balk import sites
from balk.origins import normal_origin
from given import ORIGIN, a_batch, a_site, a_view, body
from ingest.collecting import Server


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example:443",
        "https://shop.example.",
        "https://shop.example/",
        "https://shop.example.evil.example",
        "https://evil-shop.example",
        "https://www.shop.example",
        "https://user@shop.example",
        "https://sh\u043ep.example".encode().decode("latin-1"),
        "HTTPS://SHOP.EXAMPLE",
        "https://shop.example, https://evil.example",
        "http://127.0.0.1:8000",
    ],
)
async def test_only_the_very_origin_of_a_site_may_send_for_it(server: Server, origin: str | None) -> None:
    headers = {} if origin is None else {"origin": origin}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    sent = body(a_batch([a_view()]))

    answered = await server.talk(
        f"POST /c/{server.site.key} HTTP/1.1\r\nhost: x\r\n{head}content-type: text/plain\r\n"
        f"content-length: {len(sent)}\r\n\r\n".encode("latin-1")
        + sent
    )

    assert (answered.status, "access-control-allow-origin" in answered.headers) == (403, False)
    assert await server.stored_seqs() == []
    assert (await server.post(sent)).status == 204


async def test_a_site_takes_from_each_of_its_origins_in_the_form_that_browsers_write(server: Server) -> None:
    given = ["https://B\u00fccher.example/path", "http://LOCALHOST:3000", "https://shop.example:443", "http://[::1]:80"]
    await sites.change_site(server.db, server.site, origins=given)

    taken = {
        origin: (await server.post(body(a_batch()), origin=origin)).status
        for origin in ("https://xn--bcher-kva.example", "http://localhost:3000", ORIGIN, "http://[::1]")
    }

    assert set(taken.values()) == {204}, taken


@pytest.mark.parametrize("address", ["shop.example", "ftp://shop.example", "javascript:alert(1)", "https://", "null"])
def test_what_has_no_origin_is_told_so(address: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        normal_origin(address)


async def test_unknown_disabled_and_missing_keys_look_alike(server: Server) -> None:
    off = await a_site(server.db, "off")
    await sites.change_site(server.db, off, enabled=False)
    sent = body(a_batch([a_view()]))

    answers = [await server.post(sent, key=key) for key in ("unknown", off.key, "", "x" * 500, "%00", "..%2f")]

    assert {(answer.status, answer.body) for answer in answers} == {(404, b'{"error":"no site has this key"}')}


async def test_the_key_of_one_site_takes_nothing_from_another_ones_pages(server: Server) -> None:
    other = await a_site(server.db, "other")
    await sites.change_site(server.db, other, origins=["https://other.example"])

    assert (await server.post(body(a_batch()), key=other.key)).status == 403


async def test_a_preflight_is_answered_for_the_sites_own_pages(server: Server) -> None:
    path = f"/c/{server.site.key}"

    own = await server.request("OPTIONS", path, origin=ORIGIN, access_control_request_method="POST")
    foreign = await server.request("OPTIONS", path, origin="https://evil.example")

    assert own.status == 204
    assert own.headers["access-control-allow-origin"] == ORIGIN
    assert own.headers["access-control-allow-methods"] == "POST"
    assert own.headers["access-control-allow-headers"] == "content-type"
    assert (foreign.status, "access-control-allow-origin" in foreign.headers) == (403, False)


async def test_other_methods_are_refused(server: Server) -> None:
    answered = await server.request("GET", f"/c/{server.site.key}")

    assert (answered.status, answered.headers["allow"]) == (405, "POST, OPTIONS")

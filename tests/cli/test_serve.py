"""`balk serve` on an embedded database: started, used beside other commands, stopped, started again."""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from balk.cli.demo import say_tenths
from cli.serving import Ended, Served, balk, environment, healthy_within, served
from given import ORIGIN, a_batch, a_view, body


def is_running(data: Path) -> bool:
    return (data / "postgres" / "cluster" / "postmaster.pid").exists()


def test_the_first_start_makes_a_demo_and_a_link_and_the_end_stops_the_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with served(data) as server:
        page = httpx.get(f"{server.url}/demo")
        set_up = httpx.get(f"{server.url}/setup/{server.set_up}", follow_redirects=True)
        status = server.stop()

    key = page.text.split("/s/")[1].split(".js")[0]
    assert (page.status_code, len(key) > 5, set_up.status_code) == (200, True, 200)
    assert (status, is_running(data)) == (0, False)


def test_the_demo_says_what_it_does_until_it_is_ready(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "balk", "demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(TMPDIR=str(tmp_path))) as process:
        assert process.stdout is not None
        said = [re.sub(r"http://\S+[^;\s]", "URL", line) for _, line in zip(range(4), process.stdout, strict=False)]
        process.terminate()

    assert said == [
        "starting a throw-away database …\n",
        "serving at URL; sending it 30 days of simulated visits takes about a minute …\n",
        "  463 of 4,624 sent\n",
        "  925 of 4,624 sent\n",
    ]
    assert list(tmp_path.glob("balk-demo-*")) == []


@pytest.mark.parametrize(("of", "lines"), [(4_624, 10), (30, 10), (3, 3), (1, 1)])
def test_the_demo_says_each_tenth_once_and_the_last(capsys: pytest.CaptureFixture[str], of: int, lines: int) -> None:
    for sent in range(1, of + 1):
        say_tenths(sent, of)
    out = capsys.readouterr().out.splitlines()
    assert (len(out), out[-1]) == (lines, f"  {of:,} of {of:,} sent")


def test_commands_work_while_it_runs_and_print_its_address(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    with served(tmp_path / "data") as server:
        added = balk("site", "add", "shop", "--origin", "https://shop.example", "--json", "--data", data).json()
        script = httpx.get(f"{server.url}/s/{added['key']}.js")

    assert added["snippet"] == f'<script async src="{server.url}/s/{added["key"]}.js"></script>'
    assert script.status_code == 200


def test_each_start_makes_a_new_link_until_there_is_an_account(tmp_path: Path) -> None:
    data = tmp_path / "data"
    links = []
    with served(data) as server:
        links.append(server.set_up)
    with served(data) as server:
        links.append(server.set_up)
        balk("user", "add", "ada@example.com", "--password-stdin", "--data", str(data), given="long enough, this\n")
    with served(data) as server:
        links.append(server.set_up)

    assert (len(set(links[:2])), links[2]) == (2, None)


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = balk("serve", "--port", port, "--data", str(tmp_path / "data"))

    assert (ended.status, ended.out) == (1, "")
    assert ended.err == f"balk: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


def test_the_doctor_tells_of_the_disk_and_of_the_files_on_it(tmp_path: Path) -> None:
    checks = [
        states(balk("doctor", "--json", "--data", str(tmp_path), *marks))
        for marks in (["--low-disk", "0", "--least-disk", "0"], ["--low-disk", "1000000000"])
    ]
    refused = balk("doctor", "--data", str(tmp_path), "--least-disk", "1000000000")

    assert [(one["disk"], one["files"]) for one in checks] == [("ok", "ok"), ("warn", "ok")]
    assert (refused.status, refused.err.count("\n"), "nothing is collected" in refused.err) == (1, 1, True)


def test_two_servers_on_one_folder_share_its_data_and_each_stops_in_order(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with served(data) as first:
        made = balk("site", "add", "shop", "--origin", ORIGIN, "--include-bots", "--json", "--data", str(data)).json()
        token = balk("token", "add", "--site", "shop", "--json", "--data", str(data)).json()["token"]
        with served(data) as second:
            both = [post(server, str(made["key"])) for server in (first, second)]
            seen = [views(server, str(token)) for server in (first, second)]
            first_ended = first.stop()
            alone = (post(second, str(made["key"])), views(second, str(token)), is_running(data))
            second_ended = second.stop()

    assert (both, seen, first_ended) == ([204, 204], [2, 2], 0)
    assert (alone, second_ended, is_running(data)) == ((204, 3, True), 0, False)


def test_a_second_server_on_the_same_port_is_refused_and_harms_no_other(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with served(data) as server:
        port = server.url.rsplit(":", 1)[1]
        ended = balk("serve", "--port", port, "--data", str(data))
        healthy = httpx.get(f"{server.url}/healthz").status_code
        status = server.stop()

    assert ended == Ended(1, "", f"balk: cannot listen on 127.0.0.1 port {port}: Address already in use\n")
    assert (healthy, status, is_running(data)) == (200, 0, False)


def states(ended: Ended) -> dict[str, str]:
    """What the doctor said of each thing that it looked at."""
    checks = ended.json()["checks"]
    assert isinstance(checks, list)
    return {check["name"]: check["state"] for check in checks}


def post(server: Served, key: str) -> int:
    """The answer to a message with one view."""
    headers = {"origin": ORIGIN, "content-type": "text/plain"}
    return httpx.post(f"{server.url}/c/{key}", content=body(a_batch([a_view()])), headers=headers).status_code


def views(server: Served, token: str) -> int:
    """How many views a server's API tells of."""
    forms = httpx.get(f"{server.url}/api/v1/sites/shop/forms", headers={"Authorization": f"Bearer {token}"})
    return sum(form["views"] for form in forms.json()["forms"])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_after_kill_9_the_same_port_serves_again(tmp_path: Path, workers: str) -> None:
    data = tmp_path / "data"
    with served(data, "--workers", workers) as server:
        port = int(server.url.rsplit(":", 1)[1])
        server.kill()
    end_of_workers(port)

    with served(data, "--workers", workers, port=port) as again:
        healthy_within(again.url, again.process)
        status = again.stop()

    assert (status, is_running(data)) == (0, False)


def end_of_workers(port: int) -> None:
    """Wait until nobody listens there: workers notice within a moment that their parent is gone."""
    end = time.monotonic() + 30
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                assert time.monotonic() < end, "somebody still listens"
                time.sleep(0.05)
            else:
                return

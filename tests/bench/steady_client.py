"""A page's visitor over and over: so many messages a second, each on a connection of its own, in its own time.

    python tests/bench/steady_client.py PORT KEY SECONDS RATE

Prints JSON: statuses, and times in milliseconds from when a message was due to its answer. "none" is no answer in 10 s.
"""

import asyncio
import json
import sys
import time
import uuid
from collections import Counter

ORIGIN = "https://shop.example"


def message(key: str) -> bytes:
    """A request with one new view of eight touched fields."""
    fields = [[f"field_{at}", 2, 1_500 + at * 37, 400 + at * 11, 1] for at in range(8)]
    view = {"id": str(uuid.uuid4()), "seq": 1, "form": "signup", "version": "a1b2c3", "page": "/signup"}
    view |= {"age_ms": 61_234, "idle_ms": 120, "active_ms": 30_120, "touched": fields, "last": 7}
    body = json.dumps({"v": 1, "visit": str(uuid.uuid4()), "device": "phone", "views": [view]}).encode()
    head = (
        f"POST /c/{key} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\nContent-Type: text/plain\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _status(port: int, key: str) -> str:
    try:
        async with asyncio.timeout(10):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(message(key))
            line = await reader.readline()
            writer.close()
            return line.split()[1].decode()
    except (OSError, TimeoutError, IndexError):
        return "none"


async def steady(port: int, key: str, seconds: float, rate: float) -> dict[str, object]:
    """Send, whether answers come or not; what came of it."""
    statuses: Counter[str] = Counter()
    times: list[float] = []

    async def one(due: float) -> None:
        statuses[await _status(port, key)] += 1
        times.append(1_000 * (time.monotonic() - due))

    began = time.monotonic()
    sent = []
    for number in range(round(seconds * rate)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        sent.append(asyncio.create_task(one(due)))
    await asyncio.gather(*sent)
    times.sort()
    p50_ms, p99_ms = (times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.99))
    return {"statuses": statuses, "p50_ms": p50_ms, "p99_ms": p99_ms, "most_ms": times[-1]}


if __name__ == "__main__":
    port, key, seconds, rate = sys.argv[1:]
    print(json.dumps(asyncio.run(steady(int(port), key, float(seconds), float(rate)))))

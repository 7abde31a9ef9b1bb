"""Pages that send without end, and all that they know: what they sent, and what was acknowledged."""

import asyncio
import random
import uuid
from uuid import UUID

import httpx
from msgspec.structs import replace

from balk import wire
from given import ORIGIN, a_batch, a_form, an_answer, body
from lives import FIELDS, a_random_view, further

SENDERS = 16
NAMES = ["scrolled", "clicked", "played"]


class Known:
    """What all pages of a test know together, over all its rounds."""

    def __init__(self) -> None:
        self.snapshots: dict[tuple[UUID, int], wire.View] = {}
        """Every snapshot that was sent, whatever became of it."""
        self.views: dict[UUID, int] = {}
        """The highest `seq` of each view that was acknowledged, and so on."""
        self.answers: dict[UUID, int] = {}
        self.moments: dict[tuple[UUID, str], int] = {}
        self.resting: list[wire.View] = []
        """Views that nobody works in just now; some of them go on later, when they may be closed."""
        self.bodies: list[tuple[wire.Batch, bytes]] = []
        self.acknowledged = 0
        self.again = 0
        """Messages that were sent once more."""

    def acknowledge(self, batch: wire.Batch) -> None:
        """Note what a 204 has promised."""
        self.acknowledged += 1
        for view in batch.views:
            self.views[view.id] = max(view.seq, self.views.get(view.id, 0))
        for answer in batch.answers:
            self.answers[answer.id] = max(answer.seq, self.answers.get(answer.id, 0))
        for moment in batch.moments:
            key = (batch.visit, moment.name)
            self.moments[key] = max(moment.count, self.moments.get(key, 0))


class Load:
    """Sixteen pages at one server: growing snapshots, answers and moments, many of them late or twice."""

    def __init__(self, url: str, key: str, known: Known, chance: random.Random) -> None:
        self._url = f"{url}/c/{key}"
        self._known = known
        self._chance = chance

    async def run(self) -> None:
        """Send until cancelled."""
        async with httpx.AsyncClient(timeout=5, headers={"origin": ORIGIN, "content-type": "text/plain"}) as client:
            await asyncio.gather(*(self._page(client) for _ in range(SENDERS)))

    async def reaches(self, acknowledgements: int) -> None:
        """Wait until so many messages more have been acknowledged."""
        wanted = self._known.acknowledged + acknowledgements
        async with asyncio.timeout(120):
            while self._known.acknowledged < wanted:
                await asyncio.sleep(0.002)

    async def _page(self, client: httpx.AsyncClient) -> None:
        chance, known = self._chance, self._known
        while True:
            view = a_random_view(chance)
            if known.resting and chance.random() < 0.4:
                view = further(chance, known.resting.pop(chance.randrange(len(known.resting))))
            visit = uuid.UUID(int=chance.getrandbits(128), version=4)
            answer = an_answer(view, chance.choice(FIELDS), seq=0) if chance.random() < 0.2 else None
            name = chance.choice(NAMES)
            for turn in range(1, chance.randint(2, 5)):
                answers = []
                if answer is not None:
                    answer = replace(answer, seq=turn, choices=["unclear"], text="No idea what to enter"[: 4 * turn])
                    answers = [answer]
                moments = [wire.Moment(name, turn)] if chance.random() < 0.5 else []
                form = a_form(view.form, FIELDS, view.version)
                batch = a_batch([view], [form], visit=visit, answers=answers, moments=moments)
                known.snapshots[view.id, view.seq] = view
                known.bodies.append((batch, body(batch)))
                await self._send(client, *known.bodies[-1])
                if chance.random() < 0.3:
                    known.again += 1
                    await self._send(client, *chance.choice(known.bodies[-chance.choice([20, 200, 20_000]) :]))
                view = further(chance, view)
            known.resting.append(view)

    async def _send(self, client: httpx.AsyncClient, batch: wire.Batch, sent: bytes) -> None:
        try:
            answer = await client.post(self._url, content=sent)
        except httpx.HTTPError:
            await asyncio.sleep(0.05)  # the server is away: a page waits too
            return
        if answer.status_code == 204:
            self._known.acknowledge(batch)

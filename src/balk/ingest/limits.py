"""How much one key and one address may send, kept in this process's memory and nowhere else.

Three bounds, so that a flood on one key harms that key alone:

- messages per second, by key and by address: a generic cell rate algorithm each (ITU-T I.371), one number a key;
- messages that are being decoded and written at one time, by key: all that others leave free, few beside others;
- messages that are being received at one time, by all: memory stays bounded whoever sends slowly.

An address is what a named proxy says, or else the other end. The machine's own and private networks have no bound: from
there everybody's messages come where a proxy was not named.
"""

import asyncio
import ipaddress
import random
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

_LOCAL = [
    *map(ipaddress.ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")),
    *map(ipaddress.ip_network, ("::1/128", "fc00::/7", "fe80::/10")),
]
_MOST_ADDRESSES = 50_000
_BURST_SECONDS = 5.0
"""Of a second's allowance so many may come at once."""

_ALONE = 256
_BESIDE_OTHERS = 24
_OTHERS_SECONDS = 2.0
"""How long a key counts as another one that is served."""

_MOST_RECEIVING = 2_000
_MOST_HELD = 2_000
_HOLD_SECONDS = (0.5, 2.0)
"""Not the same for all: else all that were refused together come back together."""


class TooMany(Exception):
    """One more than may be; `reason` is "rate" or "rate_address", `retry_after` whole seconds."""

    def __init__(self, reason: str, retry_after: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Rate:
    """At most `per_second` on average of each key, and `_BURST_SECONDS` of them at once; 0 is no bound."""

    def __init__(self, per_second: float, most_keys: int) -> None:
        self._every = 1 / per_second if per_second else 0.0
        self._burst = max(_BURST_SECONDS, self._every)
        self._most_keys = most_keys
        self._spent: OrderedDict[object, float] = OrderedDict()
        """Until when each key has used up its allowance. Not a plain dict: to find its oldest key it passes over all
        that were removed before."""

    def wait(self, key: object, now: float) -> float:
        """Counts one; or, where that is too many, counts none and returns after how many seconds it is not."""
        spent = max(self._spent.pop(key, now), now) + self._every
        over = spent - now - self._burst
        if over > 0:
            self._spent[key] = spent - self._every
            return over
        if len(self._spent) >= self._most_keys:
            self._spent.popitem(last=False)
        self._spent[key] = spent
        return 0.0


class Limits:
    """What this process lets in. `per_key` and `per_address` are messages a second, 0 for any number."""

    def __init__(
        self, *, per_key: float = 10_000, per_address: float = 100, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._keys = Rate(per_key, 10_000)
        self._addresses = Rate(per_address, _MOST_ADDRESSES) if per_address else None
        self._writing: dict[int, int] = {}
        self._served: dict[int, float] = {}
        self._receiving = 0
        self._held = 0

    def check_address(self, address: str) -> None:
        """A message has begun to arrive from there. Raises TooMany."""
        if self._addresses is not None and (place := _network(address)) is not None:
            self._check("rate_address", self._addresses.wait(place, self._clock()))

    def check_key(self, site_id: int) -> None:
        """It is for that site, or for none (UNKNOWN_SITE). Raises TooMany."""
        self._check("rate", self._keys.wait(site_id, self._clock()))

    @staticmethod
    def _check(reason: str, wait: float) -> None:
        if wait > 0:
            raise TooMany(reason, max(1, round(wait + 0.5)))

    def receive(self) -> bool:
        """Whether there is room for one more body; `received` gives it back."""
        if self._receiving >= _MOST_RECEIVING:
            return False
        self._receiving += 1
        return True

    def received(self) -> None:
        """A body has arrived, or never will."""
        self._receiving -= 1

    def write(self, site_id: int) -> None:
        """A message is about to be decoded and written; `written` ends it. Raises TooMany."""
        writing = self._writing.get(site_id, 0)
        if writing >= _BESIDE_OTHERS and writing >= (_BESIDE_OTHERS if self._are_others(site_id) else _ALONE):
            raise TooMany("rate", 1)
        self._writing[site_id] = writing + 1

    def written(self, site_id: int) -> None:
        """The message has its answer."""
        left = self._writing.pop(site_id) - 1
        if left:
            self._writing[site_id] = left
        self._served.pop(site_id, None)
        self._served[site_id] = self._clock()

    def _are_others(self, site_id: int) -> bool:
        """Whether another site was served a moment ago."""
        for other in reversed(self._served):
            if other != site_id:
                return self._clock() - self._served[other] < _OTHERS_SECONDS
        return False

    async def hold(self) -> bool:
        """Let a sender of too much wait for its refusal, so that it cannot send the next at once. False, at once, where
        too many wait already."""
        if self._held >= _MOST_HELD:
            return False
        self._held += 1
        try:
            await asyncio.sleep(random.uniform(*_HOLD_SECONDS))  # noqa: S311  nothing secret
        finally:
            self._held -= 1
        return True


@lru_cache(_MOST_ADDRESSES)
def _network(address: str) -> object | None:
    """What is counted together: an IPv4 address, an IPv6 network of 64 bits (one customer's), what is no address. None
    for where no bound is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "none" if address else None
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        if mapped is None:
            return None if any(found in net for net in _LOCAL) else int(found) >> 64
        found = mapped
    return None if any(found in net for net in _LOCAL) else int(found)

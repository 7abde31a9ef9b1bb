"""How much one key and one address may send, kept in this process's memory and nowhere else.

Three bounds, so that a flood on one key harms that key alone:

- messages per second, by key and by address: a generic cell rate algorithm each (ITU-T I.371), one number a key;
- messages that are being decoded and written at one time, by key: few where there are many already and others wait;
- messages that are being received at one time, by all and by key: memory stays bounded whoever sends slowly.

An address is what a named proxy says, or else the other end. The machine's own and private networks have no bound: from
there everybody's messages come where a proxy was not named.
"""

import asyncio
import ipaddress
import random
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from functools import lru_cache

_LOCAL = [
    *map(ipaddress.ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")),
    *map(ipaddress.ip_network, ("::1/128", "fc00::/7", "fe80::/10")),
]
_MOST_ADDRESSES = 50_000
_LONGEST_ADDRESS = 64
"""Behind a proxy an address can be any text."""
_BURST_SECONDS = 5.0
"""Of a second's allowance so many may come at once."""

_ALONE = 256
_CROWDED = 16
"""With so many under way, a key beside others gets its share only."""
_SHARE = 8
_OTHERS_SECONDS = 2.0
"""How long a key counts as another one that is served."""

_MOST_RECEIVING = 2_000
_MOST_RECEIVING_OF_ONE = 1_000
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
        self._writing: Counter[int] = Counter()
        self._served: OrderedDict[int, float] = OrderedDict()
        self._receiving: Counter[int] = Counter()
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

    def receive(self, site_id: int) -> bool:
        """Whether there is room for one more body of that site; `received` gives it back."""
        if self._receiving.total() >= _MOST_RECEIVING or self._receiving[site_id] >= _MOST_RECEIVING_OF_ONE:
            return False
        self._receiving[site_id] += 1
        return True

    def received(self, site_id: int) -> None:
        """A body has arrived, or never will."""
        _minus_one(self._receiving, site_id)

    def write(self, site_id: int) -> None:
        """A message is about to be decoded and written; `written` ends it. Raises TooMany."""
        writing = self._writing[site_id]
        crowded = writing >= _SHARE and self._writing.total() >= _CROWDED and self._are_others(site_id)
        if crowded or writing >= _ALONE:
            raise TooMany("rate", 1)
        self._writing[site_id] = writing + 1

    def written(self, site_id: int) -> None:
        """The message has its answer."""
        _minus_one(self._writing, site_id)
        self._served[site_id] = self._clock()
        self._served.move_to_end(site_id)

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


def _minus_one(counts: Counter[int], site_id: int) -> None:
    """One fewer; what is at none is forgotten."""
    counts[site_id] -= 1
    if counts[site_id] <= 0:
        del counts[site_id]


def _network(address: str) -> object | None:
    """What is counted together: an IPv4 address, an IPv6 network of 64 bits (one customer's), what is no address. None
    for where no bound is."""
    return _parsed(address[:_LONGEST_ADDRESS])


@lru_cache(_MOST_ADDRESSES)
def _parsed(address: str) -> object | None:
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

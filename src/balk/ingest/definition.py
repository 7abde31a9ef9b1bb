"""A version's definition as stored in `version.definition`: its fields in form order, MessagePack."""

import msgspec

from balk import wire

MOST_FIELDS = 500

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[wire.Field])


def read(stored: bytes | None) -> list[wire.Field]:
    """The fields; none where no definition arrived yet."""
    return [] if stored is None else _decoder.decode(stored)


def written(fields: list[wire.Field]) -> bytes:
    """What `read` reads."""
    return _encoder.encode(fields)


def joined(old: list[wire.Field], new: list[wire.Field]) -> list[wire.Field]:
    """The fields of `new`, and those that only `old` has, each behind the field that it followed there.

    Both describe one version: they differ in conditional fields, which answers bring and take away, and in labels,
    where the newest counts.
    """
    fields = list({field.key: field for field in new}.values())
    keys = [field.key for field in fields]
    for position, field in enumerate(old):
        if field.key in keys:
            continue
        before = old[position - 1].key if position else None
        at = keys.index(before) + 1 if before in keys else len(keys) if position else 0
        fields.insert(at, field)
        keys.insert(at, field.key)
    return fields[:MOST_FIELDS]

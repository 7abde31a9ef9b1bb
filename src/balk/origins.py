"""Which web origins a site accepts data from (RFC 6454). CORS is no access control: this is checked on the server."""

from urllib.parse import urlsplit

import idna

_DEFAULT_PORTS = {"http": 80, "https": 443}


def normal_origin(address: str) -> str:
    """The origin of an address as browsers write it: scheme, host in lower case (IDNA 2008, UTS 46), and a port unless
    it is the default one.

    Raises ValueError where the address has no http or https origin.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"{address!r} is no origin: it should look like https://www.example.com")
    host = parts.hostname
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode()
    if any(c.isspace() or c in "/\\<>\"'" for c in host):
        raise ValueError(f"{address!r} is no origin: it should look like https://www.example.com")
    port = parts.port
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}")

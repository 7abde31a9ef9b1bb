"""Which requests come from a site's own pages. CORS is no access control: this is checked on the server."""

from balk.sites import Site


def is_origin_of(site: Site, origin: bytes) -> bool:
    """Whether an `Origin` header is one of the site's, byte for byte: browsers write it in normal form.

    `null` (sandboxed frames, files) and an absent header are nobody's.
    """
    return origin.decode("latin-1") in site.origins

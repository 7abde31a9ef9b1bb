"""Who may read what: a token belongs to one site. Another site's name answers like one that does not exist."""

import asyncpg
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, NotFoundException

from balk.accounts import site_of_token
from balk.sites import Site


async def allowed_site(request: Request[None, None, State], db: asyncpg.Pool, site_name: str) -> Site:
    """The site in the path, if the request's token is one of its tokens.

    Raises NotAuthorizedException without a valid token, NotFoundException for any other site.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    found = await site_of_token(db, token.strip()) if scheme.lower() == "bearer" and token.strip() else None
    if found is None:
        raise NotAuthorizedException(
            "a token is needed: Authorization: Bearer TOKEN (balk token add --site NAME)",
            headers={"WWW-Authenticate": "Bearer"},
        )
    site, _scope = found
    if site.name != site_name:
        raise NotFoundException(f"this token reads no site {site_name!r}")
    return site

"""Who may read what: a token belongs to one site. Another site's name answers like one that does not exist."""

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.params import FromPath

from balk.accounts import site_of_token
from balk.db import soon
from balk.handed import Db
from balk.sites import Site

SiteAsked = NamedDependency[Site]


async def allowed_site(request: Request[None, None, State], db: Db, site_name: FromPath[str]) -> Site:
    """The site in the path, if the request's token is one of its tokens.

    Raises NotAuthorizedException without a valid token, NotFoundException for any other site.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else ""
    found = await soon(db, lambda db: site_of_token(db, given)) if given else None
    if found is None:
        raise NotAuthorizedException(
            "a token is needed: Authorization: Bearer TOKEN (balk token add --site NAME)",
            headers={"WWW-Authenticate": "Bearer"},
        )
    site, _scope = found
    if site.name != site_name:
        raise NotFoundException(f"this token reads no site {site_name!r}")
    return site

"""The CSV of what a page shows, streamed to whoever is signed in."""

import re

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from balk.admin.guard import path_piece
from balk.admin.handed import Asked, Now, ReadDb, SiteHere
from balk.admin.period import asked_filters
from balk.admin.responses_list import asked_responses
from balk.export.stream import stream
from balk.report.catalogue import form_by_key


def _headers(*names: str) -> dict[str, str]:
    name = "-".join(re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60] for name in names)
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


@get("/sites/{site_name:str}/responses.csv")
async def send_responses(
    request: Asked,
    read_db: ReadDb,
    site: SiteHere,
    now: Now,
) -> Stream:
    """The answers that fit the filter in the address, all of them."""
    rows = stream(read_db, site, "responses", "csv", now, asked_responses(request.query_params))
    return Stream(rows, media_type="text/csv; charset=utf-8", headers=_headers(site.name, "responses"))


@get("/sites/{site_name:str}/forms/{form_key:str}/fields.csv")
async def send_fields(
    request: Asked,
    read_db: ReadDb,
    site: SiteHere,
    now: Now,
    form_key: FromPath[str],
) -> Stream:
    """The fields of one form's report."""
    key = path_piece(form_key)
    if "\0" in key or await form_by_key(read_db, site.site_id, key) is None:
        raise NotFoundException("This site has no form of this name.")
    rows = stream(read_db, site, "fields", "csv", now, asked_filters(request.query_params, now), form=key)
    return Stream(rows, media_type="text/csv; charset=utf-8", headers=_headers(site.name, key, "fields"))

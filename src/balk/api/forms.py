"""A site's forms, and one form's report."""

from datetime import datetime
from typing import Annotated

import asyncpg
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from balk.api.access import SiteAsked
from balk.api.asked import Bom, Device, From, Source, To, period, report_filters
from balk.api.csv_answer import csv_answer
from balk.export import tables
from balk.handed import Now, ReadDb
from balk.report.forms import form_summaries
from balk.report.friction import UnknownVersion, friction_report
from balk.report.shape import Filters, FormSummary, FrictionReport
from balk.sites import Site
from balk.slashes import with_slashes

Version = Annotated[str | None, QueryParameter(description="A version's hash.")]
Page = Annotated[str | None, QueryParameter(description="Path of the page the form was seen on.")]


class FormList(Struct, frozen=True):
    """Every form of a site."""

    forms: list[FormSummary]


@get("/sites/{site_name:str}/forms", summary="Forms of a site with their headline figures")
async def list_forms(
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    first: From = None,
    last: To = None,
) -> FormList:
    """Most started first."""
    return FormList(await form_summaries(read_db, site, *period(first, last, now), now))


@get("/sites/{site_name:str}/forms.csv", summary="Forms of a site as CSV")
async def list_forms_csv(
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    first: From = None,
    last: To = None,
    bom: Bom = False,
) -> Stream:
    """The same, a row each."""
    summaries = await form_summaries(read_db, site, *period(first, last, now), now)
    return csv_answer("forms", tables.FORMS, [tables.form_row(summary) for summary in summaries], bom)


async def _report(db: asyncpg.Pool, site: Site, form: str, filters: Filters, now: datetime) -> FrictionReport:
    try:
        report = await friction_report(db, site, with_slashes(form), filters, now)
    except UnknownVersion as problem:
        raise ClientException(str(problem)) from problem
    if report is None:
        raise NotFoundException(f"site {site.name!r} has no form {form!r}")
    return report


@get("/sites/{site_name:str}/forms/{form:str}/report", summary="One form's friction report")
async def show_report(
    request: Request[None, None, State],
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    form: FromPath[str],
    first: From = None,
    last: To = None,
    device: Device = None,
    source: Source = None,
    version: Version = None,
    page: Page = None,
) -> FrictionReport:
    """Totals, fields, submit step, reasons and prompts. `attr.NAME=VALUE` keeps views with that attribute."""
    filters = report_filters(request, first, last, device, source, version, page, now)
    return await _report(read_db, site, form, filters, now)


@get(
    ["/sites/{site_name:str}/forms/{form:str}/report.csv", "/sites/{site_name:str}/forms/{form:str}/fields.csv"],
    summary="One form's fields as CSV",
)
async def show_report_csv(
    request: Request[None, None, State],
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    form: FromPath[str],
    first: From = None,
    last: To = None,
    device: Device = None,
    source: Source = None,
    version: Version = None,
    page: Page = None,
    bom: Bom = False,
) -> Stream:
    """The report's fields, a row each."""
    filters = report_filters(request, first, last, device, source, version, page, now)
    report = await _report(read_db, site, form, filters, now)
    return csv_answer("fields", tables.FIELDS, tables.field_rows(report), bom)

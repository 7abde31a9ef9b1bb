"""The JSON API: `/api/v1`, read with a token. Its description is at /api/schema/openapi.json."""

from litestar import Router
from litestar.di import Provide

from balk.api.access import allowed_site
from balk.api.forms import list_forms, list_forms_csv, show_report, show_report_csv
from balk.api.moments import list_moments, list_moments_csv
from balk.api.responses import show_responses, show_responses_csv
from balk.api.views import show_view

ROUTES = [
    Router(
        path="/api/v1",
        route_handlers=[
            list_forms,
            list_forms_csv,
            show_report,
            show_report_csv,
            show_responses,
            show_responses_csv,
            show_view,
            list_moments,
            list_moments_csv,
        ],
        dependencies={"site": Provide(allowed_site)},
        tags=["reading"],
        security=[{"token": []}],
    )
]

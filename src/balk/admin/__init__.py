"""The admin: pages for people who are signed in. One page a module, named noun_verb; HTML that works without script.

`ROUTES` and `EXCEPTION_HANDLERS` are what the application takes from here.
"""

from litestar import Router
from litestar.di import Provide

from balk.admin.account_make import make_first_account, show_set_up
from balk.admin.changes_seen import remember_changes
from balk.admin.csv_stream import send_fields, send_responses
from balk.admin.errors import EXCEPTION_HANDLERS
from balk.admin.fields_arrange import arrange, show_fields
from balk.admin.form_report import show_report
from balk.admin.forms_list import list_forms
from balk.admin.guard import came_from_here, session_here, signed_in, site_here
from balk.admin.look import add_headers
from balk.admin.password_change import change, show_account
from balk.admin.responses_list import show_responses
from balk.admin.retention_set import set_retention
from balk.admin.session_open import close, open_with_link, open_with_password, show_login
from balk.admin.site_add import make_site, show_new_site
from balk.admin.site_set_up import add_origin
from balk.admin.site_set_up import show_set_up as show_site_set_up
from balk.admin.sites_list import list_sites
from balk.admin.stylesheet_send import send_stylesheet
from balk.admin.success_tell import show_success, tell_success

__all__ = ["EXCEPTION_HANDLERS", "ROUTES"]

MOST_BYTES = 64 * 1024
"""Of a posted form."""

OPEN = Router(
    path="/",
    route_handlers=[
        show_login,
        open_with_password,
        open_with_link,
        show_set_up,
        make_first_account,
        send_stylesheet,
    ],
    guards=[came_from_here],
    after_request=add_headers,
    request_max_body_size=MOST_BYTES,
    include_in_schema=False,
)
"""For whoever comes by."""

SIGNED_IN = Router(
    path="/",
    route_handlers=[
        list_sites,
        show_new_site,
        make_site,
        list_forms,
        show_site_set_up,
        add_origin,
        set_retention,
        show_report,
        show_fields,
        arrange,
        show_success,
        tell_success,
        show_responses,
        send_responses,
        send_fields,
        show_account,
        change,
        close,
    ],
    guards=[came_from_here, signed_in],
    dependencies={"session": Provide(session_here), "site": Provide(site_here)},
    middleware=[remember_changes],
    after_request=add_headers,
    request_max_body_size=MOST_BYTES,
    include_in_schema=False,
)
"""For people who are signed in: the guard stands before all of them, so that no page can forget it."""

ROUTES = [OPEN, SIGNED_IN]

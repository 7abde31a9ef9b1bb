"""Who may see what: people and their passwords, sessions, one-time links, API tokens."""

from balk.accounts.api_tokens import add_token, site_of_token
from balk.accounts.login_links import link_stands, make_login_link, take_login_link
from balk.accounts.people import (
    HASHER,
    NOBODY,
    Account,
    AccountExists,
    LinkIsSpent,
    Role,
    account_of_password,
    accounts_exist,
    add_account,
    add_first_account,
    change_password,
)

__all__ = [
    "HASHER",
    "NOBODY",
    "Account",
    "AccountExists",
    "LinkIsSpent",
    "Role",
    "account_of_password",
    "accounts_exist",
    "add_account",
    "add_first_account",
    "add_token",
    "change_password",
    "link_stands",
    "make_login_link",
    "site_of_token",
    "take_login_link",
]

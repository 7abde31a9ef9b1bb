"""Automated browsers are left out of figures, unless the site includes them or somebody asks for just them."""

from balk.sites import Site
from balk.views.codes import BOT


def device_left_out(site: Site, device: int | None = None) -> int | None:
    """The code of the device that figures leave out when `device` is asked for; None for no device."""
    return None if site.include_bots or device == BOT else BOT

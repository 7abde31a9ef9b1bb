"""The demo: a form that shows Balk at work, at `/demo`."""

from balk.demo.page import ROUTES

__all__ = ["ROUTES"]

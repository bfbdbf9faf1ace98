"""Parts of a URL as a person types it, for titles and steps."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.url import in_url


def host(view: View, _: object) -> str:
    return view.target.host


def place(view: View, _: object) -> str:
    """host:port, with brackets around IPv6."""
    return f"{in_url(view.target.host)}:{view.target.port}"


def path(view: View, _: object) -> str:
    return view.target.path or "/"


def url(view: View, _: object) -> str | None:
    return view.target.url

"""A page of a browser as the one who asks, for whoever names an origin: what it sends is never sent."""

from __future__ import annotations

from collections.abc import Iterable

from portwise.model.fetch import Fetch, NotAPage
from portwise.model.target import Target

OF_A_PAGE = "a method, headers and credentials are of a page: the origin says of which"
OF_THE_WEB = "an origin takes a target of the web: http://localhost:3000"


def asked_by(
    target: Target, origin: str | None, method: str = "", headers: Iterable[str] = (), credentials: bool = False
) -> Target:
    """Held to rules that no other client has.  Raises `NotAPage`, also where there is no page to hold to them."""
    names = tuple(headers)
    if origin is None:
        if method or names or credentials:
            raise NotAPage(OF_A_PAGE)
        return target
    if target.scheme not in ("http", "https"):
        raise NotAPage(OF_THE_WEB)
    return target._replace(fetch=Fetch.of(origin, method, names, credentials))

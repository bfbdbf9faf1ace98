"""The pages of edges: what is known of each, and what each page of the wire is taken for."""

import pytest

from portwise.formats import edges
from portwise.formats.http1 import Response
from portwise.knowledge.terms.edges import CARRIED, PAGES


def page(name):
    """As its maker sends it."""
    edge, _, code = name.partition(" ")
    if edge == "ngrok":
        return Response(502, "", (("ngrok-error-code", code),), b"")
    if edge == "frp":
        return Response(404, "", (), b"Faithfully yours, frp.")
    status = int(code) if len(code) == 3 else 530
    return Response(status, "", (("server", "cloudflare"),), f"error code: {code}".encode())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_that_is_known_is_recognised(name):
    """What the knowledge speaks of comes off the wire by that name."""
    assert f"edge: {name}" == edges.marker(page(name))


@pytest.mark.parametrize("name", PAGES)
def test_every_edge_has_its_agent(name):
    """The tunnel that is looked for on this machine is the one of that edge."""
    assert PAGES[name].edge in CARRIED


@pytest.mark.parametrize("status", [520, 524])
def test_an_edge_that_reached_the_server_is_not_blamed(status):
    """An empty answer and a slow one are the server's own."""
    marker = edges.marker(Response(status, "", (("server", "cloudflare"),), b""))

    assert marker.removeprefix("edge: ") not in PAGES

"""Edges: who answers in public for somebody's own server, what its page says, and which tunnel of ours is meant."""

from __future__ import annotations

from portwise.knowledge.terms.gateways import is_called
from portwise.model.behind import Tunnel
from portwise.model.cause import View
from portwise.model.facts import DOORSTEP, HERE, HTTP, TUNNELS
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.url import in_url

EDGE = "edge: "
FUNNEL = ".ts.net"  # names of Tailscale, whose funnel answers 502 without a word
CLOUDFLARE, NGROK, FRP, TAILSCALE = "Cloudflare", "ngrok", "frp", "Tailscale"
CARRIED = {CLOUDFLARE: "cloudflared", NGROK: "ngrok", FRP: "frpc", TAILSCALE: "tailscale"}


class Page(NamedTuple):
    """An edge's own error page."""

    edge: str
    says: str
    absent: bool = False  # no agent of the tunnel is connected at all
    tls: bool = False


PAGES = {
    "cloudflare 502": Page(CLOUDFLARE, "it got no answer from the server behind it (502)"),
    "cloudflare 521": Page(CLOUDFLARE, "the server behind it refused the connection (521)"),
    "cloudflare 522": Page(CLOUDFLARE, "the server behind it did not take the connection in time (522)"),
    "cloudflare 523": Page(CLOUDFLARE, "there is no way to the server behind it (523)"),
    "cloudflare 525": Page(CLOUDFLARE, "TLS with the server behind it failed (525)", tls=True),
    "cloudflare 526": Page(CLOUDFLARE, "the certificate of the server behind it is not valid (526)", tls=True),
    "cloudflare 1016": Page(CLOUDFLARE, "the name of the server behind it has no address (1016)"),
    "cloudflare 1033": Page(CLOUDFLARE, "no cloudflared is connected to it for this name (1033)", absent=True),
    "ngrok ERR_NGROK_8012": Page(NGROK, "its agent got no connection to the server behind it (ERR_NGROK_8012)"),
    "ngrok ERR_NGROK_3200": Page(NGROK, "no agent is connected to it for this name (ERR_NGROK_3200)", absent=True),
    "frp": Page(FRP, "no frpc offers this name, or the server behind it takes no connection"),
}
BARE = Page(TAILSCALE, "it got no answer from the server behind it (502)")


def page(view: View) -> Page | None:
    """None where an application answers, or the edge about something else."""
    met = view[HTTP.of(view.at)]
    if met.marker.startswith(EDGE):
        return PAGES.get(met.marker.removeprefix(EDGE))
    return BARE if met.status == 502 and not met.marker and view.target.host.endswith(FUNNEL) else None


def tunnels(view: View) -> list[Tunnel]:
    """Those of the edge's kind that run here: by the name that was asked for, else those that may be meant."""
    met = page(view)
    rows = [row for row in view[TUNNELS.of(HERE)] if met and row.program == CARRIED[met.edge]]
    named = [row for row in rows if row.name and is_called(row.name, view.target.host)]
    return named or [row for row in rows if not row.name]


def place(row: Tunnel) -> str:
    return f"{in_url(row.host)}:{row.port}"


def takes(view: View, row: Tunnel) -> bool:
    return view[DOORSTEP.of(place(row))].outcome is Outcome.CONNECTED


def refusing(view: View) -> Tunnel | None:
    return next((row for row in tunnels(view) if row.port and not takes(view, row)), None)

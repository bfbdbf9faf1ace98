"""
A content network or a tunnel takes the request at its edge, in public, and carries it to the
server of somebody else: Cloudflare over the Internet or through cloudflared, ngrok, frp and
Tailscale Funnel through an agent that runs beside the server and dials out.  The edge answers
whatever happens.  Where it does not reach the server, the page is its own: 521, 522, 523, 525,
526 and "error code: 1033" of Cloudflare, ERR_NGROK_8012 and ERR_NGROK_3200 of ngrok (whose
status is 502, 404 or 400), "Faithfully yours, frp", a bare 502 of Tailscale.

For whoever asked, all is well with the network: the hop that fails is the last one, from the
agent or the edge to the server.  The agent connects as any client of its machine does, and
``localhost`` is the machine, or the container, that the *agent* runs in.  portwise reads the
command line and the file of an agent that runs here, and knocks where it leads.
"""

from portwise.knowledge.terms import edges, processes, web, words
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import every
from portwise.model.facts import HTTP
from portwise.model.outcome import Outcome

DIRECTLY = ("(521)", "(522)", "(523)")


def reached(view: View, _: None) -> bool:
    """What its page says of an agent that is not connected, the agent's own server cannot deny."""
    met, rows = edges.page(view), edges.tunnels(view)
    told = [row for row in rows if row.port]
    return (
        bool(met and not met.absent and told)
        and len(told) == len(rows)
        and every(told, lambda row: edges.takes(view, row))
    )


def edge(view: View, _: None) -> str | None:
    met = edges.page(view)
    return met and met.edge


def says(view: View, _: None) -> str | None:
    met = edges.page(view)
    return met and met.says


def origin(view: View, _: None) -> str | None:
    row = edges.refusing(view)
    return row and edges.place(row)


def written(view: View, _: None) -> str | None:
    row = edges.refusing(view)
    return row and (f"{row.file}:{row.line}" if row.line else row.file)


def tale(view: View, about: None) -> str | None:
    place = origin(view, about)
    if place is None:
        return f"by itself: {says(view, about)}"
    return f"for {place}, and nobody takes connections there ({written(view, about)})"


def agent(view: View, _: None) -> str | None:
    row = edges.refusing(view)
    return row and processes.introduced(view, row.process)


def absent(view: View, _: None) -> str | None:
    met = edges.page(view)
    return edges.CARRIED[met.edge] if met and met.absent else None


def direct(view: View, _: None) -> str | None:
    """Cloudflare went to the server itself over the Internet: what cloudflared meets is a 502."""
    met = edges.page(view)
    over = met and met.edge == edges.CLOUDFLARE and met.says.endswith(DIRECTLY)
    return edges.CLOUDFLARE if over and not edges.tunnels(view) else None


def elsewhere(view: View, _: None) -> str | None:
    """No agent here has this name, or it does not say where it leads."""
    met = edges.page(view)
    if met is None or met.tls or direct(view, _):
        return None
    return None if any(row.port for row in edges.tunnels(view)) else edges.CARRIED[met.edge]


def tls(view: View, _: None) -> str | None:
    met = edges.page(view)
    return met.edge if met and met.tls else None


CAUSE = Cause(
    id="cdn-or-public-tunnel-origin-unreachable",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.HTTP_4XX}),
    prior=0.0,
    title="{edge} answers {tale}",
    plain="A tunnel or a content network answers, and does not reach the server behind it",
    about=web.REQUEST,
    needs=(
        Clause(
            "the page is that of a tunnel or a content network, and says that it does not reach the server behind it",
            lambda view, _: edges.page(view) is not None,
            told="the page is {edge}'s own: {says}",
            denied="the page is not one of a tunnel or a content network that does not reach the server behind it",
        ),
    ),
    excludes=(
        Clause(
            "every server to which a tunnel of that kind leads from here takes connections",
            reached,
        ),
    ),
    slots={
        "edge": edge,
        "says": says,
        "origin": origin,
        "written": written,
        "tale": tale,
        "agent": agent,
        "absent": absent,
        "direct": direct,
        "elsewhere": elsewhere,
        "tls": tls,
        "status": lambda view, _: str(view[HTTP.of(view.at)].status),
        "host": words.host,
        "url": words.url,
    },
    remedies=(
        Remedy(
            "find out why {origin} takes no connection",
            ("portwise", "why", "{origin}"),
            Safety.SAFE,
            platform="any",
            when="origin",
            plain="where the tunnel runs, find out why the server takes no connection: portwise why HOST:PORT",
        ),
        Remedy(
            "start the server that belongs at {origin}, or correct {written} and start the tunnel again: {agent}",
            (),
            Safety.SHOW,
            undo="put the old address back, and start the tunnel again",
            platform="any",
            when="origin",
            plain="start the server, or correct the address that the tunnel was given: localhost is where it runs",
        ),
        Remedy(
            "start the tunnel where the server runs: {absent} is not connected for {host}, or for another name",
            (),
            Safety.SHOW,
            undo="end it with Ctrl-C",
            platform="any",
            when="absent",
            plain="where no agent is connected, start the tunnel: cloudflared tunnel run NAME, ngrok http PORT",
        ),
        Remedy(
            "find the machine on which {elsewhere} runs for {host}, and ask there for the server that it leads to",
            ("portwise", "why", "localhost:PORT"),
            Safety.SHOW,
            platform="any",
            when="elsewhere",
            plain="where the tunnel runs on another machine, ask there for the server that it leads to",
        ),
        Remedy(
            "on the server, let {direct} in: its addresses are at https://www.cloudflare.com/ips/",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="take the rule out again",
            platform="any",
            when="direct",
            plain="on the server, let the network in: its firewall may refuse the edge and nobody else (Cloudflare)",
        ),
        Remedy(
            "give the server a certificate for {host} that {tls} takes, or an origin certificate of it",
            (),
            Safety.SHOW,
            undo="put the old certificate back",
            platform="any",
            when="tls",
            plain="for 525 and 526: give the server a certificate that the edge takes",
        ),
    ),
    prevention=(
        "start the tunnel with the server, by one service manager, and the server first",
        "write 127.0.0.1 and the port that the server really has: localhost may be ::1",
        "in containers name the service, not localhost",
    ),
    suspect="a tunnel whose server is down",
    see=(
        "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/",
        "https://ngrok.com/docs/errors/err_ngrok_8012",
        "https://tailscale.com/kb/1223/funnel",
        "https://github.com/fatedier/frp",
    ),
)

"""
A gateway accepts the client, then connects to the server behind it as any client
would.  Where that connect(2) is refused it answers for the server: nginx, HAProxy,
Caddy and Traefik with 502 or 503, Envoy with 503 (RFC 9110 section 15.6).  The page is the
gateway's own, which tells this from an application that says 502 by itself; nginx
also writes "connect() failed (111: Connection refused) while connecting to upstream".

HAProxy does so late: it tries three more times (``retries``), a second apart, and the
client is given its 503 after three seconds.  Whoever listens for less hears nothing, as
with a server that thinks; knocking at the upstream tells the two apart.

The address that matters is the upstream as the *gateway* sees it: ``localhost`` in
the configuration of a gateway in a container is that container.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from portwise.knowledge.terms import web, words
from portwise.knowledge.terms.gateways import (
    GIVES_UP,
    IN_VAIN,
    gateway,
    gateways,
    in_vain,
    place,
    takes,
    upstreams,
    written,
)
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import every
from portwise.model.facts import COMMAND, HTTP
from portwise.model.outcome import Outcome
from portwise.model.settings import Upstream


def all_take(view: View, _: None) -> bool:
    """Also true of a gateway here that sends this request nowhere: then the page is its own decision."""
    return bool(gateways(view)) and every(upstreams(view), lambda row: takes(view, row))


def refusing(view: View) -> Iterator[Upstream]:
    return (row for row in upstreams(view) if not takes(view, row))


def upstream(view: View, _: None) -> str | None:
    return next((place(row) for row in refusing(view)), None)


def upstream_port(view: View, _: None) -> str | None:
    return next((str(row.port) for row in refusing(view)), None)


def where(view: View, _: None) -> str | None:
    return next((written(row) for row in refusing(view)), None)


def file_of(program: str) -> Callable[[View, None], str | None]:
    """Its configuration file, for the step of one program; the others leave that step out."""

    def slot(view: View, about: None) -> str | None:
        rows = refusing(view) if gateway(view, about) == program else iter(())
        return next((row.file for row in rows if row.line), None)

    return slot


def is_program(program: str) -> Callable[[View, None], str | None]:
    return lambda view, about: program if gateway(view, about) == program else None


def apache_file(view: View, about: None) -> str | None:
    """Its main file, which may include the one that is to be changed; none where it reads that it was built for."""
    if gateway(view, about) != "apache":
        return None
    argv = next((view[COMMAND.of(process)] for process in gateways(view)), ())
    return next((word for before, word in pairwise(argv) if before == "-f"), None)


CAUSE = Cause(
    id="reverse-proxy-upstream-refused",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HTTP_5XX, Outcome.HANG}),
    prior=0.0,
    title="{gateway} gets no connection to the server behind it, {upstream} ({written})",
    plain="The gateway gets no connection to the server behind it",
    about=web.REQUEST,
    needs=(GIVES_UP, IN_VAIN),
    excludes=(Clause("every upstream that its configuration names takes connections", all_take),),
    yields_to=("gateway-upstream-address-wrong-or-stale",),  # it names where the server is
    slots={
        "gateway": gateway,
        "in_vain": in_vain,
        "nginx": is_program("nginx"),
        "haproxy_file": file_of("haproxy"),
        "caddy_file": file_of("caddy"),
        "apache": lambda view, about: None if apache_file(view, about) else is_program("apache")(view, about),
        "apache_file": apache_file,
        "envoy_file": file_of("envoy"),
        "traefik": is_program("traefik"),
        "status": lambda view, _: str(view[HTTP.of(view.at)].status),
        "upstream": upstream,
        "upstream_port": upstream_port,
        "written": where,
        "place": words.place,
    },
    remedies=(
        Remedy(
            "find out why {upstream} takes no connection",
            ("portwise", "why", "{upstream}"),
            Safety.SAFE,
            plain="find out why the server behind it takes no connection",
        ),
        Remedy(
            "start the server that belongs on port {upstream_port}, or correct the upstream in {written}",
            (),
            Safety.SHOW,
            undo="put the old address back, and reload",
            plain="start the server behind it, or correct its address in the configuration of the gateway",
        ),
        Remedy(
            "after a change, have {gateway} check its configuration before it reads it again",
            ("nginx", "-t"),
            Safety.SHOW,
            needs_root=True,
            when="nginx",
            plain="after a change, have it check its configuration before it reads it again (nginx)",
        ),
        Remedy(
            "after a change, have {gateway} check its configuration before it reads it again",
            ("haproxy", "-c", "-f", "{haproxy_file}"),
            Safety.SHOW,
            needs_root=True,
            when="haproxy_file",
            plain="after a change, have it check its configuration before it reads it again (HAProxy)",
        ),
        Remedy(
            "after a change, have {gateway} check its configuration before it reads it again",
            ("caddy", "validate", "--config", "{caddy_file}"),
            Safety.SHOW,
            when="caddy_file",
            plain="after a change, have it check its configuration before it reads it again (Caddy)",
        ),
        Remedy(
            "after a change, have {gateway} check its configuration before it reads it again",
            ("apachectl", "configtest"),
            Safety.SHOW,
            needs_root=True,
            when="apache",
            plain="after a change, have it check its configuration before it reads it again (Apache)",
        ),
        Remedy(
            "after a change, have {gateway} check its configuration before it reads it again",
            ("apachectl", "-t", "-f", "{apache_file}"),
            Safety.SHOW,
            needs_root=True,
            when="apache_file",
            plain="after a change, have it check its configuration before it reads it again (Apache)",
        ),
        Remedy(
            "after a change, have {gateway} check its configuration before you start it again",
            ("envoy", "--mode", "validate", "-c", "{envoy_file}"),
            Safety.SHOW,
            when="envoy_file",
            plain="after a change, have it check its configuration before you start it again (Envoy)",
        ),
        Remedy(
            "{traefik} reads the files of its file provider again by itself; see what it made of them in its log",
            (),
            Safety.SHOW,
            when="traefik",
            plain="after a change, see in its log what it made of it: it reads its files again by itself (Traefik)",
        ),
    ),
    prevention=(
        "health checks on upstreams",
        "start the gateway after the server, and stop it before",
        "in containers name the service, not localhost",
    ),
    suspect="a gateway whose server is down",
    see=(
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
        "https://docs.haproxy.org/2.8/configuration.html#5.2",
        "https://docs.haproxy.org/2.8/configuration.html#retries",
        "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy",
        "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass",
        "https://www.envoyproxy.io/docs/envoy/v1.40.0/api-v3/config/endpoint/v3/endpoint_components.proto",
        "https://doc.traefik.io/traefik/v3.3/routing/services/#servers-load-balancer",
        "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.3",
    ),
)

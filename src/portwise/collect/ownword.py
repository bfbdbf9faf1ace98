"""Where a gateway says itself that it sends requests, on an interface of its own; see `routerfiles`, `caddyfiles`."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.formats.commandline import program
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import OWN_WORD
from portwise.model.process import Process
from portwise.model.settings import Upstream

ASK = (
    "the gateway's own interface on loopback: GET /config_dump and /clusters of Envoy, /api/http of Traefik, "
    "/config/apps/http/servers of Caddy"
)
TO_ASK = (
    "curl -s http://127.0.0.1:9901/config_dump (Envoy), curl -s http://127.0.0.1:8080/api/http/services (Traefik), "
    "curl -s http://127.0.0.1:2019/config/ (Caddy)"
)


def own_word(host: Host, seen: Evidence, process: Process) -> tuple[Upstream, ...]:
    from portwise.collect import caddyfiles, routerfiles  # grammars that only gateways need

    if program(host.command(process.pid)) == "caddy":
        return caddyfiles.own_word(host, seen, process)
    return routerfiles.own_word(host, seen, process)


ASKING = Collector(
    OWN_WORD,
    Cost.SLOW,
    ASK,
    TO_ASK,
    each(own_word, ASK, TO_ASK),
    sends="to Envoy and Traefik, where not all of their configuration is in files that they have read, and to Caddy: "
    "GET to their own interface, if it listens on loopback",
)

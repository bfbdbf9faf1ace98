"""The guide in ten steps: from the outside inwards, for who does not know yet whether the fault is near or far."""

from __future__ import annotations

from portwise.checklist import client, naming, network, service, speech
from portwise.checklist.commands import FAMILY, HEAD, LISTENERS, RULES, TRY, VARIABLES, Typed, on
from portwise.checklist.row import Row
from portwise.model.cause import Hop

GUIDE = (
    Row(
        id="near-or-far",
        asks="It answers from here, as it does from elsewhere",
        look=client.elsewhere,
        commands=TRY,
        expected="the same from another machine, in another network",
        advice="ask whoever runs the server, where it fails for everybody",
    ),
    Row(
        id="server-listens",
        asks="The server listens, and answers",
        look=service.serving,
        commands=LISTENERS,
        expected="a LISTEN row with that port",
        advice="start the server, and read why it ended",
        hops=frozenset({Hop.TARGET, Hop.LISTENER, Hop.PROCESS}),
    ),
    Row(
        id="way-leads-there",
        asks="Packets find the way",
        look=network.way,
        commands=on(
            ("ip", "route", "get", "{address}"), ("route", "-n", "get", "{address}"), ("tracert", "-d", "{address}")
        ),
        expected="a route by an interface that is up, and a neighbour that answers",
        advice="mend the route; only then is it worth to restart a router",
        hops=frozenset({Hop.ROUTE}),
    ),
    Row(
        id="name-is-fresh",
        asks="The address of the name is a fresh one",
        look=naming.stale,
        commands=on(("dig", "+short", "{host}"), ("dig", "+short", "{host}"), ("nslookup", "{host}")),
        expected="the resolver and the name servers give the same",
        advice="empty the cache that keeps the old one: resolvectl flush-caches, ipconfig /flushdns on Windows",
        causes=frozenset({"name-resolves-to-stale-or-wrong-address"}),
    ),
    Row(
        id="browser-kept-nothing",
        asks="Nothing that a browser kept is in the way",
        look=client.kept,
        commands=HEAD,
        expected="a private window shows the same as a usual one",
        advice="remove what the browser keeps of this one site",
        causes=frozenset({"hsts-or-bad-redirect"}),
    ),
    Row(
        id="proxy-is-meant",
        asks="No proxy is asked that should not be, or that fails",
        look=client.proxy,
        commands=VARIABLES,
        expected="no proxy for this target, or one that answers",
        advice="leave the proxy out for this host",
        causes=frozenset({"dead-or-misconfigured-proxy", "env-proxy-captures-localhost"}),
    ),
    Row(
        id="name-servers-answer",
        asks="The name is resolved, and its name servers answer",
        look=naming.servers,
        commands=on(("dig", "{host}"), ("dig", "{host}"), ("nslookup", "{host}")),
        expected="an answer from every server of the list",
        advice="name another server, in the settings of the network",
        hops=frozenset({Hop.NAME}),
    ),
    Row(
        id="firewall-lets-pass",
        asks="No firewall, and nothing else that guards this machine, says no",
        look=network.firewall,
        commands=RULES,
        expected="no rule for this port; an exception is better than switching it off",
        advice="add an exception for this one port",
        causes=frozenset({"sandbox-blocks-sockets"}),
        hops=frozenset({Hop.FILTER}),
    ),
    Row(
        id="clients-fare-alike",
        asks="Clients and addresses fare alike",
        look=client.alike,
        commands=FAMILY,
        expected="over IPv4, over IPv6 and in every browser the same",
        advice="let the server listen on both families, or use the address that works",
        hops=frozenset({Hop.CLIENT}),
    ),
    Row(
        id="tls-is-sound",
        asks="TLS works",
        look=speech.tls,
        commands=(Typed("any", ("openssl", "s_client", "-connect", "{host}:{port}", "-servername", "{host}")),),
        expected="a handshake, and a certificate for this name that is still valid",
        advice="renew or replace the certificate, and reload the server",
        hops=frozenset({Hop.TLS}),
    ),
)

"""What it is like, and where to look first then: a cross marks a line that describes the case at hand."""

from __future__ import annotations

from portwise.checklist import client, naming, network, speech
from portwise.checklist.commands import FAMILY, LISTENERS, ON_PORT, TRY, VARIABLES, Typed, on
from portwise.checklist.row import Row

MATRIX = (
    Row(
        id="everything-fails",
        asks="Not only this target fails, everything does",
        look=network.others,
        commands=VARIABLES,
        expected="another target answers",
        advice="look at proxy, VPN and firewall first",
        causes=frozenset({"loopback-interface-broken"}),
    ),
    Row(
        id="only-this-target-fails",
        asks="Only this one target fails",
        look=network.alone,
        commands=TRY,
        expected="it answers as others do",
        advice="look at the server first, then at what its name stands for",
    ),
    Row(
        id="only-one-client-fails",
        asks="curl works and a browser does not, or the other way round",
        look=client.one_client,
        commands=TRY,
        expected="every client meets the same",
        advice="look at that client: its proxy, its cache, its extensions, the address that it tries first",
        causes=frozenset(
            {"env-proxy-captures-localhost", "dead-or-misconfigured-proxy", "cors-blocked", "hsts-or-bad-redirect"}
        ),
    ),
    Row(
        id="only-this-network-fails",
        asks="It fails in one network, and works in another",
        look=client.network,
        commands=on(("ip", "route"), ("netstat", "-rn"), ("route", "print")),
        expected="it does not depend on the network",
        advice="look at the router, its name server and its firewall",
    ),
    Row(
        id="since-a-change-at-the-server",
        asks="It began with a change at the server: its settings are wrong",
        look=speech.changed,
        commands=(Typed("linux", ("journalctl", "-e")), Typed("any", ("git", "log", "-3", "--stat"))),
        expected="the server runs with what was configured last",
        advice="look at whether it runs, what it is bound to, and the rules before it",
        causes=frozenset(
            {
                *("server-port-setting-wrong", "tls-configuration-breaks-server", "service-crashed-at-start"),
                *("bound-to-specific-other-address", "gateway-upstream-address-wrong-or-stale"),
            }
        ),
    ),
    Row(
        id="now-and-then-under-load",
        asks="It fails now and then, or under load: something runs out",
        look=client.load,
        commands=(Typed("linux", ("nstat", "-az", "TcpExtListenOverflows")), Typed("any", ("netstat", "-s"))),
        expected="it fails always or never",
        advice="look at what runs out: descriptors, memory, workers, the accept queue",
        causes=frozenset(
            {
                *("fd-or-watcher-limit-exhausted", "listen-backlog-overflow", "connection-or-task-limit-reached"),
                *("worker-pool-exhausted", "ephemeral-port-exhaustion", "cpu-or-io-starvation", "reuseport-split"),
            }
        ),
    ),
    Row(
        id="only-https-fails",
        asks="Only https fails: TCP connects, and TLS does not",
        look=speech.tls,
        commands=(Typed("any", ("curl", "-vI", "{url}")),),
        expected="both work",
        advice="look at the certificate and the versions of TLS",
        causes=frozenset(
            {
                *("certificate-expired-or-clock-skew", "certificate-hostname-mismatch", "certificate-untrusted"),
                *("client-certificate-required", "tls-version-or-cipher-mismatch", "tls-sni-mismatch"),
                *("https-to-plain-http",),
            }
        ),
    ),
    Row(
        id="since-a-change-of-dns",
        asks="It began with a change of name servers or of the name",
        look=naming.stale,
        commands=(Typed("linux", ("dig", "+short", "{host}")), Typed("any", ("nslookup", "{host}"))),
        expected="old and new name servers say the same",
        advice="take the change back, and empty the caches",
        causes=frozenset({"name-resolves-to-stale-or-wrong-address", "dns-resolution-failure"}),
    ),
    Row(
        id="one-family-fails",
        asks="It answers over IPv4 and not over IPv6, or the other way round",
        look=client.families,
        commands=FAMILY,
        expected="curl -4 and curl -6 meet the same",
        advice="look at the address that the server is bound to",
        causes=frozenset(
            {
                *("localhost-ipv6-first-server-ipv4-only", "server-ipv6-only-client-ipv4", "loopback-family-split"),
                *("ipv6-disabled-localhost-ipv6",),
            }
        ),
    ),
    Row(
        id="listed-and-refused",
        asks="ss shows a listener, and clients fail all the same",
        look=speech.shown,
        commands=LISTENERS,
        expected="who is listed answers",
        advice="look at the listed address first, then at rules, queue and state of the process",
    ),
    Row(
        id="not-listed",
        asks="ss shows no listener",
        look=speech.hidden,
        commands=LISTENERS,
        expected="a LISTEN row",
        advice="look at whether it runs, then at which port it took",
    ),
    Row(
        id="connects-and-is-silent",
        asks="It connects, and then nothing comes",
        look=speech.silence,
        commands=TRY,
        expected="an answer within a second",
        advice="look at what the server waits for: a debugger, its workers, its database",
        causes=frozenset({"process-stopped-or-frozen", "server-hung-not-accepting", "debugger-paused"}),
    ),
    Row(
        id="port-taken-at-start",
        asks="The server does not start: the port is taken",
        look=speech.starting,
        commands=ON_PORT,
        expected="nobody has the port",
        advice="look at who has it, and since when",
        causes=frozenset(
            {
                *("port-held-by-other-application", "port-held-by-stale-instance", "port-held-by-hidden-owner"),
                *("time-wait-bind-conflict", "ephemeral-port-collision"),
            }
        ),
    ),
)

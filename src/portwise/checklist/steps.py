"""The eleven steps of the checklist: from the application outwards."""

from __future__ import annotations

from portwise.checklist import client, naming, network, service, speech
from portwise.checklist.commands import HEAD, LISTENERS, ON_PORT, RULES, TRY, VARIABLES, on
from portwise.checklist.row import Row
from portwise.model.cause import Hop

STEPS = (
    Row(
        id="application-runs",
        asks="The application runs, and accepts connections",
        look=service.running,
        commands=on(
            ("ps", "-o", "pid,stat,lstart,args", "-p", "{pid}"),
            ("ps", "-o", "pid,stat,lstart,command", "-p", "{pid}"),
            ("tasklist", "/svc", "/fi", "PID eq {pid}"),
        ),
        expected="a process with STAT S or R, and no T or Z",
        advice="start it, and read the first lines of its log",
        causes=frozenset(
            {
                *("service-exited-or-killed", "service-crashed-at-start", "dev-watcher-alive-child-crashed"),
                *("startup-race-not-ready", "start-blocked-by-prompt-or-lock", "socket-activation-service-failing"),
                *("ssh-tunnel-refused-or-died",),
            }
        ),
        hops=frozenset({Hop.PROCESS}),
    ),
    Row(
        id="endpoint-correct",
        asks="The address is the right one, and asked by the right name",
        look=client.typed,
        commands=TRY,
        expected="scheme, host and port are those that the server prints when it starts",
        advice="compare it with what the server prints when it starts",
        causes=frozenset(
            {
                *("wrong-port-or-typo", "server-moved-to-next-port", "unspecified-address-as-target"),
                *("localhost-is-another-machine", "non-http-or-wrong-protocol-on-port", "https-to-plain-http"),
                *("http-to-tls-port", "host-header-rejected", "hsts-or-bad-redirect", "cors-blocked"),
            }
        ),
        hops=frozenset({Hop.TARGET}),
    ),
    Row(
        id="loopback-works",
        asks="Loopback is up",
        look=network.loopback,
        commands=on(("ip", "addr", "show", "lo"), ("ifconfig", "lo0"), ("ping", "127.0.0.1")),
        expected="UP, with 127.0.0.1 and, where IPv6 is used, ::1",
        advice="ip link set lo up",
        causes=frozenset({"loopback-interface-broken", "ipv6-disabled-localhost-ipv6"}),
    ),
    Row(
        id="application-listens",
        asks="It listens, or may, at that very address and port",
        look=service.listening,
        commands=LISTENERS,
        expected="a LISTEN row for the address, or for every address (0.0.0.0, [::])",
        advice="tell the server the address and the port that its clients use",
        causes=frozenset({"bind-address-not-local", "privileged-port-without-capability"}),
        hops=frozenset({Hop.LISTENER}),
    ),
    Row(
        id="port-is-its-own",
        asks="The port is its own",
        look=service.conflict,
        commands=ON_PORT,
        expected="one program, and the one that is meant",
        advice="stop the other one, or give one of them another port",
        causes=frozenset(
            {
                *("port-held-by-other-application", "port-held-by-stale-instance", "port-held-by-hidden-owner"),
                *("port-bound-but-not-listening", "time-wait-bind-conflict", "ephemeral-port-collision"),
                *("reuseport-split", "loopback-family-split"),
            }
        ),
    ),
    Row(
        id="no-firewall-in-the-way",
        asks="No firewall, and no sandbox, says no",
        look=network.firewall,
        commands=RULES,
        expected="no rule that drops or rejects this port; nothing has to be switched off to see that",
        advice="find the rule, and let this one port pass above it",
        causes=frozenset({"sandbox-blocks-sockets"}),
        hops=frozenset({Hop.FILTER}),
    ),
    Row(
        id="no-proxy-in-the-way",
        asks="No proxy is in the way",
        look=client.proxy,
        commands=VARIABLES,
        expected="no proxy variable, or NO_PROXY with the names of this machine",
        advice="put the host into NO_PROXY and no_proxy",
        causes=frozenset({"dead-or-misconfigured-proxy", "env-proxy-captures-localhost"}),
        hops=frozenset({Hop.CLIENT}),
    ),
    Row(
        id="name-resolves",
        asks="The name leads to the right address",
        look=naming.name,
        commands=on(
            ("getent", "ahosts", "{host}"),
            ("dscacheutil", "-q", "host", "-a", "name", "{host}"),
            ("nslookup", "{host}"),
        ),
        expected="127.0.0.1 and ::1 for localhost, the server's own address for any other name",
        advice="give the hosts file its lines for localhost back, or ask who runs the name server",
        hops=frozenset({Hop.NAME}),
    ),
    Row(
        id="limits-not-reached",
        asks="There is room: descriptors, queues, ports",
        look=service.limits,
        commands=on(
            ("prlimit", "--nofile", "--pid", "{pid}"),
            ("launchctl", "limit", "maxfiles"),
            ("powershell", "Get-Process", "-Id", "{pid}"),
        ),
        expected="fewer open descriptors than the limit, and an accept queue with room",
        advice="raise the limit, or find what is never closed",
        causes=frozenset(
            {
                *("fd-or-watcher-limit-exhausted", "listen-backlog-overflow", "ephemeral-port-exhaustion"),
                *("connection-or-task-limit-reached", "worker-pool-exhausted", "cpu-or-io-starvation"),
            }
        ),
    ),
    Row(
        id="seen-on-the-wire",
        asks="On the wire a question gets an answer",
        look=network.wire,
        commands=on(
            ("sudo", "tcpdump", "-ni", "any", "port", "{port}"),
            ("sudo", "tcpdump", "-ni", "lo0", "port", "{port}"),
            ("pktmon", "start", "--capture"),
        ),
        expected="SYN, SYN-ACK, ACK, and then an answer in the protocol of the target",
        advice="mend the first step above that fails, else read what the server logged meanwhile",
        hops=frozenset({Hop.ROUTE, Hop.TLS, Hop.HTTP}),
    ),
    Row(
        id="gateway-passes-on",
        asks="A gateway before it gets an answer",
        look=speech.gateway,
        commands=HEAD,
        expected="no 502, 503 or 504; the gateway's log names the server behind it",
        advice="ask the server behind the gateway directly, and read the gateway's log",
        causes=frozenset(
            {
                *("reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout"),
                *("reverse-proxy-unix-socket-problem", "gateway-upstream-address-wrong-or-stale"),
                *("dev-server-proxy-or-websocket-upstream", "backend-dependency-unavailable"),
            }
        ),
    ),
)

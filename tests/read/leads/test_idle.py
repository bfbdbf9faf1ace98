"""Leads of servers, binds, processes, limits, names and targets: none of them is idle."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import speaks

FILES = (
    *(
        "activation",
        "addresses",
        "binding",
        "concepts",
        "differences",
        "hidden",
        "holders",
        "limits",
        "listener",
        "loopback",
    ),
    *("models", "name", "narrow", "process", "protocol", "readiness", "shared", "target", "watchers"),
)
WAITS = (
    "LISTEN 0 128 0.0.0.0:9102 0.0.0.0:*\nOn the server itself it works.\n"
    "From my laptop: curl: (7) Failed to connect to 10.0.0.9 port 9102: Connection refused\n"
)
THOUGH = "a server waits on every address, its own machine gets through, and others are refused"
SAID = {  # what no settled report holds, in a text of its own
    ("firewall-reject-rst", THOUGH): WAITS,
    ("bound-to-loopback-client-uses-lan", THOUGH): WAITS,
    (
        "wrong-port-or-typo",
        "one side's port was changed",
    ): "I changed the server from 8080 to 8180 and clients are lost",
    (
        "name-resolves-to-stale-or-wrong-address",
        "two public addresses are told where one is meant",
    ): "`host shop.example` says 52.19.1.4, the console says 34.240.7.9",
    (
        "bound-to-specific-other-address",
        "the server waits on an unusual loopback address",
    ): "LISTEN 0 128 127.0.1.1:8140 0.0.0.0:*",
    (
        "privileged-port-without-capability",
        "a bind is denied, at a port that is not told",
    ): "caddy: listen: bind: permission denied",
    (
        "port-held-by-stale-instance",
        "an older run answers in place of the new one",
    ): "it still serves the old version whatever I do",
    (
        "hosts-file-localhost-broken",
        "a hosts file is shown, and localhost is not in it",
    ): "$ cat /etc/hosts\n10.0.0.9 build.example\n",
    (
        "out-of-memory-kill",
        "a runtime ran out of its own heap, and ends by itself",
    ): "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    (
        "name-resolves-to-stale-or-wrong-address",
        "resolvers give the name different addresses",
    ): "shop.example. 300 IN A 203.0.113.4\n198.51.100.2 shop.example",
    ("process-stopped-or-frozen", "a debugger holds it"): "State:\tt (tracing stop)\nTracerPid:\t4110",
    ("debugger-paused", "a debugger holds the process"): "TracerPid:\t4110",
    (
        "service-on-unix-socket-or-udp-only",
        "the server speaks UDP",
    ): "statsd is udp only, so why does telnet not work",
    (
        "service-on-unix-socket-or-udp-only",
        "the table shows the port for UDP and not for TCP",
    ): "connect ECONNREFUSED 10.0.0.7:8125\nudp 0 0 0.0.0.0:8125 0.0.0.0:* 812/statsd",
    (
        "start-blocked-by-prompt-or-lock",
        "removing a file of an earlier run helps",
    ): "after rm -f tmp/pids/server.pid it starts",
    (
        "server-moved-to-next-port",
        "two projects run at the same time",
    ): "I have two vite projects running, and the second one opens the first",
}


@pytest.mark.parametrize("name", FILES)
def test_every_lead_speaks_in_some_report(name):
    """A lead whose pattern is broken would never be missed otherwise."""
    leads = import_module(f"portwise.read.leads.{name}").LEADS

    assert [] == [(lead.cause, lead.says) for lead in leads if not speaks(lead, SAID.get((lead.cause, lead.says)))]

"""Leads of ports that are shared or held by whom nobody expects: none of them is idle."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import speaks

FILES = ("twins", "grabbed", "within", "begun", "between", "decisive", "retaken")
SAID = {  # what no settled report holds, in a text of its own
    (
        "port-bound-but-not-listening",
        "the port is in use, and who asks is refused, and a look at it finds nobody",
    ): "OSError: [Errno 98] Address already in use\ncurl: (7) Connection refused\nnetstat has no 8085 in it",
    (
        "time-wait-bind-conflict",
        "it is so only where a client was connected",
    ): "the restart fails only if a client was connected before",
    (
        "vm-nat-no-port-forward",
        "the engine's machine is asked at localhost",
    ): "docker-machine is up, curl: (7) Failed to connect to localhost port 80: Connection refused",
    (
        "container-port-not-published-or-mismapped",
        "the engine's machine is asked at localhost",
    ): "boot2docker, curl: (7) Failed to connect to localhost port 80: Connection refused",
    (
        "localhost-is-another-machine",
        "a service in the network is told to ask localhost",
    ): "Zapier posts to http://localhost:1880 and says connection refused",
    (
        "localhost-is-another-machine",
        "somebody else's device asks localhost in vain",
    ): "I sent her the link http://localhost:3000, it doesn't open on her laptop",
    (
        "kubernetes-port-forward-died",
        "a forward of a cluster runs in a terminal, a script or an app",
    ): "kubectl proxy was in the tab that I closed",
    (
        "service-on-unix-socket-or-udp-only",
        "UDP is spoken of, and TCP is refused",
    ): "GELF UDP is running, over tcp: Connection refused",
    (
        "container-loopback-hairpin-off",
        "::1 is refused for a port of 0.0.0.0",
    ): "docker port pg says 0.0.0.0:5432\nError: connect ECONNREFUSED ::1:5432",
    (
        "localhost-ipv6-first-server-ipv4-only",
        "::1 is refused for a port of 0.0.0.0",
    ): "docker port pg says 0.0.0.0:5432\nError: connect ECONNREFUSED ::1:5432",
    (
        "port-held-by-hidden-owner",
        "a helper of the program holds the port",
    ): "Address already in use, and lsof shows `sleep` on it",
    (
        "redis-protected-mode-or-bind",
        "the server ended, by its own words",
    ): "# User requested shutdown...",
    (
        "wildcard-specific-shadowing",
        "one port answers at the loopback and in the network, and nobody complained of it",
    ): "http://localhost:8000 is the old page, http://192.168.0.12:8000 mine. Both started without an error.",
    (
        "server-moved-to-next-port",
        "it says a port a few above the one that it was",
    ): "Local: http://localhost:8101\nYesterday it was 8100",
    (
        "server-moved-to-next-port",
        "it picked another port because one is in use",
    ): "Port 7357 in use, picked 7358",
    (
        "network-namespace-isolation",
        "inside a sandbox it answers, and outside it refuses",
    ): "In the sandbox curl says 200\nhere: curl: (7) Connection refused",
    (
        "sandbox-blocks-sockets",
        "inside a sandbox it answers, and outside it refuses",
    ): "In bwrap curl says 200\nhere: curl: (7) Connection refused",
    ("reuseport-split", "two take turns"): "the old certificate comes in 5 of 10 connections",
    (
        "service-exited-or-killed",
        "it goes with its window, its laptop or its session",
    ): "it works as long as I keep the black window open",
}


@pytest.mark.parametrize("name", FILES)
def test_every_lead_speaks_in_some_report(name):
    """A lead whose pattern is broken would never be missed otherwise."""
    leads = import_module(f"portwise.read.leads.{name}").LEADS

    assert [] == [(lead.cause, lead.says) for lead in leads if not speaks(lead, SAID.get((lead.cause, lead.says)))]

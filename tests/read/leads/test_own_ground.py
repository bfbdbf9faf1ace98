"""Leads that once spoke where they had nothing to say: each holds in the one text, and not in the other."""

from importlib import import_module

import pytest

from tests.read.leads.speaking import text

ON_WINDOWS = "only one usage of each socket address is normally permitted"
KEPT = {  # file and lead: a text of its own, and one of others
    ("desktops", "the server runs in WSL 2, and Windows does not reach it at localhost"): (
        "WSL2: http://localhost:4000 cannot connect from Windows",
        "WSL2: I cannot connect from the local network, only from localhost",
    ),
    ("onesided", "a tool that opens thousands of connections has no port of its own left"): (
        f"load test: {ON_WINDOWS}",
        f"Loading the plugins\n{ON_WINDOWS}",
    ),
    ("limits", "a connect found no free address of its own"): (
        f"SocketException: {ON_WINDOWS}, as soon as it connects often",
        f"SocketException: {ON_WINDOWS}, as soon as I start it",
    ),
    ("cluster", "kubectl says that what it forwards is lost"): (
        "error: lost connection to pod",
        "error: unable to listen on any of the requested ports: [{8080 80}]",
    ),
    ("engines", "the engine's own forwarder is switched off"): (
        "dockerd --userland-proxy=false, and localhost is silent",
        "I tried --userland-proxy=false: Bind for 0.0.0.0:70 failed: port is already allocated",
    ),
    ("reached", "a container is reached by all but the machine that it is on"): (
        'daemon.json has "userland-proxy": false, docker, and localhost hangs',
        'daemon.json has "userland-proxy": false, docker: Bind for 0.0.0.0:70 failed: port is already allocated',
    ),
    ("inside", "a service of the compose file is told to connect to localhost"): (
        "docker compose, API_HOST=localhost",
        "DOCKER_HOST=localhost:2375 docker ps",
    ),
    ("within", "what runs in a container is told to ask localhost"): (
        "a container with API_HOST=localhost",
        "the container list of DOCKER_HOST=localhost:2375",
    ),
    ("between", "a watcher is there, and its program is broken"): (
        "air rebuilds it: SyntaxError",
        "the air conditioner's add-on: SyntaxError",
    ),
    ("leftout", "a client leaves out the port that it was told"): (
        "It goes to 80 whatever port I give: connection timed out",
        "The server takes whatever port the system gives it: the test timed out",
    ),
    ("elsewhere", "somebody says that it is down, of a place that is not one's own"): (
        "the mirror is down again",
        "when the server is down the client should say so",
    ),
    ("roundabout", "somebody asks whether others see it, of what is not his own"): (
        "Connection refused. The site is down again",
        "Connection refused, as it should be when the server is down",
    ),
    ("grabbed", "a port that the kernel hands out is spoken of as a client's"): (
        "address already in use. An outgoing connection has 40123",
        "address already in use\nTCP 10.0.0.2:50123->10.0.0.9:80 (CLOSE_WAIT)",
    ),
    ("binding", "the wanted port is the local end of somebody's connection"): (
        "address already in use :::40123\ntcp 0 0 10.0.0.2:40123 10.0.0.9:443 ESTABLISHED",
        "address already in use\ntcp 0 0 10.0.0.2:40123 10.0.0.9:443 ESTABLISHED",
    ),
    ("twins", "one port is held at every address and at the loopback, and nobody is refused"): (
        "tcp4 0 0 *.9100 *.* LISTEN\ntcp4 0 0 127.0.0.1.9100 *.* LISTEN",
        "tcp4 0 0 *.9100 *.* LISTEN\ntcp4 0 0 127.0.0.1.9200 *.* LISTEN",
    ),
    ("contended", "two are at one port and none complains, and one of them gets what was meant for the other"): (
        "Two servers listen on 9100 without any error, and clients get either at random",
        "Two servers listen on 9100 and 9200 and clients are slow",
    ),
    ("said", "http.sys says that another process has registered the address"): (
        "无法侦听前缀:它与计算机上的现有注册冲突",
        "计算机上的注册",
    ),
}


@pytest.mark.parametrize(
    ("file", "says", "own", "other"), [(*lead, *texts) for lead, texts in KEPT.items()], ids=lambda one: one[:30]
)
def test_a_lead_speaks_on_its_own_ground_alone(file, says, own, other):
    """What is next door has the same words."""
    found = [lead for lead in import_module(f"portwise.read.leads.{file}").LEADS if lead.says == says]

    assert found
    assert all(lead.holds(text(own)) for lead in found)
    assert not any(lead.holds(text(other)) for lead in found)

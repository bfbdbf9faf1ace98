"""What docker, ssh and kubectl say is explained; some of it said here by the programs themselves."""

import os
import socket
import subprocess
import threading

import pytest

from portwise import knowledge
from portwise.app.explain import explain
from portwise.model.page import Page
from portwise.words.lookup import holds, meanings, plain
from portwise.words.orders import HEARD, MESSAGES
from portwise.words.outcomes import symptom

SSH = ("ssh", "-F", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=1", "-o", "StrictHostKeyChecking=no")
DOCKER = ("docker", "--host")
WHOLE = {
    "channel 3: open failed: connect failed: Connection refused": "refused",
    "channel 2: open failed: administratively prohibited: open failed": "denied",
    "bind [127.0.0.1]:8080: Address already in use": "bind-EADDRINUSE",
    "channel_setup_fwd_listener_tcpip: cannot listen to port: 8080": "bind-EADDRINUSE",
    "Warning: remote port forwarding failed for listen port 8080": "bind-EADDRINUSE",
    "ssh: connect to host box port 22: Connection refused": "refused",
    "ssh: connect to host box port 22: No route to host": "unreachable",
    "Error response from daemon: driver failed programming external connectivity on endpoint web (1f): Bind for "
    "0.0.0.0:8080 failed: port is already allocated": "start-failure",
    "failed to bind host port for 0.0.0.0:80:172.17.0.2:80/tcp: address already in use": "bind-EADDRINUSE",
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?": "refused",
    "iptables: No chain/target/match by that name.": "start-failure",
    "dependency failed to start: container shop-db-1 is unhealthy": "start-failure",
    "error: unable to forward port because pod is not running. Current status=Pending": "start-failure",
    "error: lost connection to pod": "reset",
    "E1120 12:00:00 portforward.go:409] an error occurred forwarding 8080 -> 80: error forwarding port 80 to pod 1f, "
    "uid : failed to connect to localhost:80 inside namespace: connect: connection refused": "refused",
    "Unable to listen on port 8080: Listeners failed to create with the following errors": "bind-EADDRINUSE",
    "The connection to the server localhost:8080 was refused - did you specify the right host or port?": "refused",
    "Unable to connect to the server: dial tcp 10.0.0.1:6443: connect: no route to host": "unreachable",
    "Unable to connect to the server: x509: certificate signed by unknown authority": "tls-error",
}


@pytest.mark.parametrize("text, outcome", WHOLE.items(), ids=lambda part: part[:40])
def test_a_pasted_line_is_understood(text, outcome):
    """As it stands in the terminal, with the names and numbers of that machine in it."""
    assert outcome == meanings(text)[0].outcomes[0]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.text)
def test_every_message_has_a_page(message):
    """Who says it, what it means, and what can be behind it: causes of this version."""
    page = explain(message.text)

    assert isinstance(page, Page)
    assert ("message", (message.outcome,)) == (page.kind, page.outcomes)
    assert symptom(message.outcome)
    assert set() == set(message.causes) - {cause.id for cause in knowledge.causes()}
    assert set(page.causes) == set(message.causes)


def said(argv, **more):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **more)
    return done.stdout + done.stderr


def hang_up(server):
    """After the greeting: unread words would make a reset of it."""
    client, _ = server.accept()
    client.recv(1 << 16)
    client.close()


@pytest.fixture
def place():
    """A port of loopback where somebody hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=hang_up, args=(server,), daemon=True).start()
        yield str(server.getsockname()[1])


def spoken(place, tmp_path):
    """Each on a fault of its own."""
    nowhere = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C"}
    yield said((*SSH, "nobody.invalid"), env=nowhere)
    yield said((*SSH, "-p", place, "127.0.0.1"), env=nowhere)
    yield said((*DOCKER, f"unix://{tmp_path}/none.sock", "ps"), env=nowhere)


@pytest.mark.needs("ssh", "dockerd")  # docker comes with dockerd
def test_what_is_said_to_be_heard_is_heard(place, tmp_path):
    """The programs of this machine say so today."""
    everything = "\n".join(spoken(place, tmp_path))

    assert [] == [text for text in HEARD if not holds(everything, plain(text))]

"""``portwise forward`` into a network of its own, where nothing else leads."""

import socket
import subprocess
import sys

import pytest

from portwise_lab.run import Vantage, vantages
from tests.ports import free

SERVER = """
import socket, subprocess, sys
subprocess.run(("ip", "link", "set", "lo", "up"), check=True)
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
for _ in range(2):  # the one that is tried says nothing
    client, _ = server.accept()
    client.sendall(client.recv(100))
    client.close()
sys.stdin.read()
"""
only_root = pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root may enter a network: sudo make test")


@pytest.fixture
def server():
    """A process alone in a network namespace of its own, and its port; it ends with its standard input."""
    pipe = subprocess.PIPE
    with subprocess.Popen(("unshare", "-n", sys.executable, "-c", SERVER), stdin=pipe, stdout=pipe) as child:
        yield child.pid, int(child.stdout.readline())
        child.stdin.close()


@only_root
def test_a_server_in_another_network_is_reached(server):
    """Nothing of that network can be reached from here, and yet the word comes back."""
    pid, inner = server
    port = free()
    words = (str(port), f"127.0.0.1:{inner}", "--vantage", f"netns:{pid}")
    forwarder = subprocess.Popen((sys.executable, "-m", "portwise", "forward", *words), stdout=subprocess.PIPE)
    try:
        forwarder.stdout.readline()
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(b"a word")
            answer = client.recv(100)
    finally:
        forwarder.kill()
        forwarder.communicate()

    assert b"a word" == answer

"""
What the commands say by which other places are reached: docker and its compose, ssh, kubectl.

Some of their words were heard here (`HEARD`: tests/words/test_orders.py starts the very programs).  Those of kubectl
were read on 2026-11-20 in Kubernetes' client-go/tools/portforward and its Service registry, and where people pasted
them.  The others stand as these programs are known to say them (OpenSSH's channels.c and sshconnect.c, Docker's
libnetwork), and were not looked up.
"""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Message(NamedTuple):
    """One line of such a command."""

    who: str
    text: str  # the part of it that is always the same
    outcome: str  # met by whoever the command asked
    means: str
    causes: tuple[str, ...] = ()


PUBLISHED = ("container-port-not-published-or-mismapped", "container-app-bound-to-loopback")
HELD = ("port-held-by-other-application", "port-held-by-stale-instance", "port-bound-but-not-listening")
LEFT = ("container-exited-or-unhealthy",)
TUNNEL = ("ssh-tunnel-refused-or-died",)
FORWARD = ("kubernetes-port-forward-died",)
SERVICE = ("kubernetes-service-no-endpoints",)
PODS = (*FORWARD, *SERVICE)

MESSAGES = (
    # docker
    Message(
        "docker", "Cannot connect to the Docker daemon", "refused", "no Docker listens at that socket, or none runs"
    ),
    Message("docker", "Is the docker daemon running", "refused", "no Docker listens at that socket, or none runs"),
    Message(
        "docker",
        "permission denied while trying to connect to the Docker",
        "denied",
        "its socket is for root and the group docker alone, and you are in neither",
    ),
    Message(
        "docker", "port is already allocated", "bind-EADDRINUSE", "another container has published that port", HELD
    ),
    Message(
        "docker", "failed to bind host port", "bind-EADDRINUSE", "a process of this machine has that port already", HELD
    ),
    Message(
        "docker", "Ports are not available", "bind-EADDRINUSE", "a process of this machine has that port already", HELD
    ),
    Message(
        "docker",
        "driver failed programming external connectivity",
        "start-failure",
        "Docker could not publish a port; what follows says why",
        (*HELD, "container-firewall-rules-missing"),
    ),
    Message(
        "docker",
        "No chain/target/match by that name",
        "start-failure",
        "the chains that Docker made are gone: a firewall was reloaded since it started",
        ("container-firewall-rules-missing",),
    ),
    Message("docker compose", "is unhealthy", "start-failure", "the check of a container fails", LEFT),
    Message("docker compose", "dependency failed to start", "start-failure", "what it waits for does not start", LEFT),
    Message(
        "docker",
        "is restarting, wait until the container is running",
        "start-failure",
        "the container ends over and over",
        LEFT,
    ),
    Message("docker", "No such container", "name-failure", "no container has that name: docker ps -a lists all"),
    Message(
        "docker compose",
        "declared as external, but could not be found",
        "start-failure",
        "the network that the file takes for given is not there: docker network create",
        ("container-dns-name-out-of-scope",),
    ),
    # ssh
    Message(
        "ssh",
        "connect failed: Connection refused",
        "refused",
        "where the tunnel ends nobody listens at that port",
        TUNNEL,
    ),
    Message("ssh", "administratively prohibited: open failed", "denied", "its server allows no forwarding", TUNNEL),
    Message("ssh", "open failed: administratively prohibited", "denied", "its server allows no forwarding", TUNNEL),
    Message(
        "ssh", "connect failed: Name or service not known", "name-failure", "the tunnel's end has no such name", TUNNEL
    ),
    Message("ssh", "connect failed: Connection timed out", "timeout", "the tunnel's end gets no answer there", TUNNEL),
    Message(
        "ssh",
        "remote port forwarding failed for listen port",
        "bind-EADDRINUSE",
        "over there somebody has that port, often an earlier tunnel that still hangs",
        TUNNEL,
    ),
    Message("ssh", "Could not request local forwarding", "bind-EADDRINUSE", "the port is taken here", (*TUNNEL, *HELD)),
    Message("ssh", "cannot listen to port", "bind-EADDRINUSE", "the port is taken here", (*TUNNEL, *HELD)),
    Message(
        "ssh",
        "kex_exchange_identification: Connection closed by remote host",
        "empty",
        "who answers there hung up before a word: too many logins at once, a ban, or no SSH server",
        ("ban-or-port-knock-block", "connection-or-task-limit-reached", "non-http-or-wrong-protocol-on-port"),
    ),
    Message(
        "ssh",
        "Connection timed out during banner exchange",
        "hang",
        "somebody took the connection and said nothing",
        ("server-hung-not-accepting", "process-stopped-or-frozen"),
    ),
    Message("ssh", "client_loop: send disconnect", "reset", "the connection has died under the session", TUNNEL),
    Message(
        "ssh", "Could not resolve hostname", "name-failure", "the name has no address", ("dns-resolution-failure",)
    ),
    Message("ssh", "Host key verification failed", "denied", "the key of the host is unknown or another than before"),
    Message("ssh", "Permission denied (publickey", "denied", "the server takes none of your keys; the network is fine"),
    # kubectl
    Message(
        "kubectl", "unable to forward port because pod is not running", "start-failure", "the pod has not started", PODS
    ),
    Message(
        "kubectl", "lost connection to pod", "reset", "the pod has ended or was replaced; kubectl chooses once", FORWARD
    ),
    Message(
        "kubectl", "an error occurred forwarding", "refused", "in the pod nobody listens at that port of loopback", PODS
    ),
    Message("kubectl", "Listeners failed to create", "bind-EADDRINUSE", "the local port is taken", HELD),
    Message("kubectl", "Unable to listen on port", "bind-EADDRINUSE", "the local port is taken", HELD),
    Message("kubectl", "does not have a service port", "invalid-url", "the Service has another port", SERVICE),
    Message("kubectl", "no endpoints available for service", "refused", "no pod stands behind the Service", SERVICE),
    Message(
        "kubectl",
        "did you specify the right host or port",
        "refused",
        "the API server that your kubeconfig names takes no connection",
        ("nothing-listening", "ssh-tunnel-refused-or-died"),
    ),
    Message(
        "kubectl",
        "You must be logged in to the server",
        "http-4xx",
        "the API server answered, and does not take your login",
    ),
)
HEARD = (
    "Cannot connect to the Docker daemon",
    "Is the docker daemon running",
    "Could not resolve hostname",
    "kex_exchange_identification: Connection closed by remote host",
)

"""What is said once a connection stands: TLS, HTTP, or a server's own first words."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.host.api import Host
from portwise.model.cause import Way
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ACCEPTED, ATTEMPT
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

LEAST_PATIENCE = 0.1  # seconds; also what was asked last gets a chance
ACCEPT_PATIENCE = 0.5  # seconds that a busy event loop may leave a connection waiting


def talk(host: Host, seen: Evidence, deadline: float) -> Iterator[Answer]:
    """At every endpoint that took a connection, until *deadline* on the host's clock."""
    if Way.of(seen.target) is not Way.TCP:
        return
    for endpoint in seen.endpoints:
        attempt = seen.get(ATTEMPT.of(endpoint))
        if attempt is not None and attempt.outcome is Outcome.CONNECTED:
            left = max(deadline - host.now(), LEAST_PATIENCE)
            yield taken(host, endpoint, min(left, ACCEPT_PATIENCE))


def taken(host: Host, endpoint: Endpoint, patience: float) -> Answer:
    """Whether the server accepted; only the kernel that holds both ends can tell."""
    source = "SOCK_DIAG: the server's end of our connection has an inode"
    try:
        return Answer(ACCEPTED.of(endpoint), Known(host.accepted(endpoint, patience)), source)
    except OSError as error:
        why = Unknown(str(error.strerror or error), "run portwise on the machine of the server")
        return Answer(ACCEPTED.of(endpoint), why, source)

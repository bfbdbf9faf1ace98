"""What message brokers and their clients print."""

from __future__ import annotations

from portwise.read.saying import IN_CONTAINER, Saying, leads

SAYINGS = (
    Saying(
        "mosquitto",
        "it serves the machine alone that it runs on",
        ("starting in local only mode", "connections will only be possible from clients running on this machine"),
        {"container-app-bound-to-loopback": 4.0},
        IN_CONTAINER,
    ),
    Saying(
        "mosquitto",
        "it serves its own machine alone",
        ("starting in local only mode", "connections will only be possible from clients running on this machine"),
        {"bound-to-loopback-client-uses-lan": 2.5},
    ),
    Saying(
        "RabbitMQ",
        "somebody speaks another protocol to it",
        ("closing amqp connection … bad_header", "{bad_header,<<"),
        {"non-http-or-wrong-protocol-on-port": 3.5},
    ),
)
LEADS = leads(SAYINGS)
